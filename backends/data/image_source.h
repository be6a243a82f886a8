// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "data/dataset.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

class QCryptographicHash;

namespace pivot {

/// One whole split as it lies on disk, before slices, samples and label maps. Immutable; readable from any
/// thread.
class ImageSource {
public:
    virtual ~ImageSource() = default;
    [[nodiscard]] virtual std::int64_t size() const = 0;
    /// Relative path with forward slashes, or the index within the split.
    [[nodiscard]] virtual std::string key(std::int64_t index) const = 0;
    [[nodiscard]] virtual std::optional<int> label(std::int64_t index) const = 0;
    [[nodiscard]] virtual const std::vector<std::string>& classNames() const = 0;
    [[nodiscard]] virtual Result<RawImage> image(std::int64_t index) const = 0;
    /// Adds one image's size, bytes and label to a content hash.
    virtual void addContent(QCryptographicHash& hash, std::int64_t index) const = 0;
};
using ImageSourcePtr = std::shared_ptr<const ImageSource>;

}  // namespace pivot
