// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/folder_source.h"

#include "data/folder_listing.h"
#include "data/image_decoder.h"

#include <QByteArrayView>
#include <QCryptographicHash>
#include <QFile>
#include <algorithm>

namespace pivot {

namespace fs = std::filesystem;

std::string FolderSource::key(std::int64_t index) const {
    return m_content.keys[static_cast<std::size_t>(index)];
}

std::optional<int> FolderSource::label(std::int64_t index) const {
    if (m_content.labels.empty() || m_content.labels[static_cast<std::size_t>(index)] == kNoLabel) {
        return std::nullopt;
    }
    return m_content.labels[static_cast<std::size_t>(index)];
}

Result<RawImage> FolderSource::image(std::int64_t index) const {
    const auto& key = m_content.keys[static_cast<std::size_t>(index)];
    return decodeImage(m_content.root / key, key);
}

void FolderSource::addContent(QCryptographicHash& hash, std::int64_t index) const {
    const auto& key = m_content.keys[static_cast<std::size_t>(index)];
    const auto addText = [&hash](const std::string& text) {
        hash.addData(QByteArrayView(text.data(), static_cast<qsizetype>(text.size())));
    };
    if (!m_content.labels.empty()) {
        addText(std::to_string(m_content.labels[static_cast<std::size_t>(index)]) + '\n');
    }
    QFile file(QFile::decodeName((m_content.root / key).c_str()));
    if (!file.open(QIODevice::ReadOnly)) {
        addText("unreadable\n");  // so that the fingerprint changes when it becomes readable
        return;
    }
    addText(std::to_string(file.size()) + '\n');
    hash.addData(&file);
}

Result<ImageSourcePtr> readClassFolders(const fs::path& folder) {
    auto classes = listFolders(folder);
    if (!classes) {
        return tl::unexpected(classes.error());
    }
    FolderSource::Content content;
    content.root = folder;
    for (std::size_t label = 0; label < classes->size(); ++label) {
        const auto& name = (*classes)[label];
        const auto images = listImages(folder / name, true);
        if (!images) {
            return tl::unexpected(images.error());
        }
        for (const auto& image : *images) {
            content.keys.push_back(std::string(name).append("/").append(image));
            content.labels.push_back(static_cast<int>(label));
        }
    }
    if (content.keys.empty()) {
        return fail(ErrorCode::NotFound,
                    "There are no images in class folders in " + folder.string() +
                        "; each class needs a folder of its own (images:PATH reads a folder "
                        "without labels).");
    }
    content.classNames = std::move(*classes);
    return std::make_shared<FolderSource>(std::move(content));
}

Result<ImageSourcePtr> readImagesOnly(const fs::path& folder) {
    auto images = listImages(folder, false);
    if (!images) {
        return tl::unexpected(images.error());
    }
    if (images->empty()) {
        return fail(ErrorCode::NotFound, "There are no images in " + folder.string() + ".");
    }
    return std::make_shared<FolderSource>(FolderSource::Content{folder, std::move(*images), {}, {}});
}

}  // namespace pivot
