// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/image_source.h"

namespace pivot {

/// Equally sized images in one block of memory: what IDX and CIFAR files become.
class MemorySource : public ImageSource {
public:
    struct Content {
        int width = 0, height = 0, channels = 0;
        std::vector<std::uint8_t> pixels;  ///< [count, height, width, channels]
        std::vector<std::uint8_t> labels;  ///< one an image, or none at all
        std::vector<std::string> classNames;
    };
    /// `content` has been checked: pixels.size() is a multiple of one image, labels are as many as images or
    /// none.
    explicit MemorySource(Content content);

    [[nodiscard]] std::int64_t size() const override { return m_count; }
    [[nodiscard]] std::string key(std::int64_t index) const override;
    [[nodiscard]] std::optional<int> label(std::int64_t index) const override;
    [[nodiscard]] const std::vector<std::string>& classNames() const override { return m_content.classNames; }
    [[nodiscard]] Result<RawImage> image(std::int64_t index) const override;
    void addContent(QCryptographicHash& hash, std::int64_t index) const override;

private:
    Content m_content;
    std::size_t m_imageBytes = 0;
    std::int64_t m_count = 0;
};

}  // namespace pivot
