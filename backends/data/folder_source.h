// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/image_source.h"

#include <filesystem>
#include <string>

namespace pivot {

/// Image files in a folder, decoded when they are asked for. Keys are paths relative to the folder.
class FolderSource : public ImageSource {
public:
    static constexpr int kNoLabel = -1;
    struct Content {
        std::filesystem::path root;
        std::vector<std::string> keys;
        std::vector<int> labels;  ///< one a key (kNoLabel where unknown), or none at all
        std::vector<std::string> classNames;
    };
    explicit FolderSource(Content content) : m_content(std::move(content)) {}

    [[nodiscard]] std::int64_t size() const override {
        return static_cast<std::int64_t>(m_content.keys.size());
    }
    [[nodiscard]] std::string key(std::int64_t index) const override;
    [[nodiscard]] std::optional<int> label(std::int64_t index) const override;
    [[nodiscard]] const std::vector<std::string>& classNames() const override { return m_content.classNames; }
    [[nodiscard]] Result<RawImage> image(std::int64_t index) const override;
    void addContent(QCryptographicHash& hash, std::int64_t index) const override;

private:
    Content m_content;
};

/// One folder a class, as torchvision's ImageFolder: classes are the sorted names of the folders, images lie
/// in them at any depth. NotFound when there are no class folders or no images in them.
[[nodiscard]] Result<ImageSourcePtr> readClassFolders(const std::filesystem::path& folder);

/// Images of one folder, sorted by name, without labels.
[[nodiscard]] Result<ImageSourcePtr> readImagesOnly(const std::filesystem::path& folder);

/// Images of one folder and a file that labels them: `name label` a line (blank, tab or comma between; only
/// the named images count), or one label a line for the images in sorted order. Labels are class indices or
/// names. Class names come from `classes.txt` beside the labels file or in the folder, one a line; without
/// it, labels that are names are sorted. BadFile names the line that does not fit, or both numbers where
/// there are not as many labels as images.
[[nodiscard]] Result<ImageSourcePtr> readLabelledFolder(const std::filesystem::path& folder,
                                                        const std::string& labelsFile);

/// The labels file of a usual name (labels.txt, labels.csv, val.txt) in `folder`; empty when there is none.
[[nodiscard]] std::string usualLabelsFile(const std::filesystem::path& folder);

}  // namespace pivot
