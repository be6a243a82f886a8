// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/folder_listing.h"

#include "data/image_decoder.h"

#include <algorithm>

namespace pivot {
namespace {

namespace fs = std::filesystem;

constexpr int kMaxDepth = 16;
constexpr std::size_t kMaxImages = 20'000'000;

bool isHidden(const fs::path& path) {
    return path.filename().string().starts_with('.');
}

/// Appends images below `folder`, with `prefix` before their names; stops after `enough`.
Result<void> collect(const fs::path& folder, const std::string& prefix, int depth, std::size_t enough,
                     std::vector<std::string>& images) {
    std::error_code error;
    fs::directory_iterator entries(folder, error);
    for (; !error && entries != fs::directory_iterator(); entries.increment(error)) {
        if (images.size() >= enough) {
            return {};
        }
        const fs::path& path = entries->path();
        if (isHidden(path)) {
            continue;
        }
        std::error_code ignored;
        const std::string name = prefix + path.filename().string();
        if (entries->is_directory(ignored)) {
            if (depth > 0 && !entries->is_symlink(ignored)) {
                if (auto below = collect(path, name + '/', depth - 1, enough, images); !below) {
                    return below;
                }
            }
        } else if (hasImageSuffix(path) && entries->is_regular_file(ignored)) {
            images.push_back(name);
        }
    }
    if (error) {
        return fail(ErrorCode::Io,
                    "Cannot list the folder " + folder.string() + ": " + error.message() + ".");
    }
    return {};
}

}  // namespace

Result<std::vector<std::string>> listImages(const fs::path& folder, bool deep) {
    std::vector<std::string> images;
    if (auto listed = collect(folder, {}, deep ? kMaxDepth : 0, kMaxImages, images); !listed) {
        return tl::unexpected(listed.error());
    }
    std::sort(images.begin(), images.end());
    return images;
}

Result<std::vector<std::string>> listFolders(const fs::path& folder) {
    std::vector<std::string> names;
    std::error_code error;
    fs::directory_iterator entries(folder, error);
    for (; !error && entries != fs::directory_iterator(); entries.increment(error)) {
        std::error_code ignored;
        if (!isHidden(entries->path()) && entries->is_directory(ignored)) {
            names.push_back(entries->path().filename().string());
        }
    }
    if (error) {
        return fail(ErrorCode::Io,
                    "Cannot list the folder " + folder.string() + ": " + error.message() + ".");
    }
    std::sort(names.begin(), names.end());
    return names;
}

bool hasImages(const fs::path& folder, bool deep) {
    std::vector<std::string> images;
    return collect(folder, {}, deep ? kMaxDepth : 0, 1, images) && !images.empty();
}

}  // namespace pivot
