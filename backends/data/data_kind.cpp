// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/data_spec.h"
#include "data/folder_listing.h"
#include "data/folder_source.h"
#include "data/idx_source.h"
#include "data/image_decoder.h"

#include <algorithm>
#include <array>

namespace pivot {
namespace {

namespace fs = std::filesystem;

bool isFile(const fs::path& path) {
    std::error_code ignored;
    return fs::is_regular_file(path, ignored);
}

DataSpec specOf(DataKind kind, const fs::path& path, std::string split = {}) {
    DataSpec spec;
    spec.kind = kind;
    spec.path = path;
    spec.split = std::move(split);
    return spec;
}

bool isSplitName(const std::string& name) {
    static constexpr std::array<std::string_view, 6> kNames{"train", "training",   "val",
                                                            "valid", "validation", "test"};
    return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

}  // namespace

fs::path cifarFolder(const fs::path& folder, DataKind kind) {
    const bool hundred = kind == DataKind::Cifar100;
    for (const fs::path& place : {folder, folder / (hundred ? "cifar-100-binary" : "cifar-10-batches-bin")}) {
        for (const char* name :
             {hundred ? "test.bin" : "test_batch.bin", hundred ? "train.bin" : "data_batch_1.bin"}) {
            if (isFile(place / name)) {
                return place;
            }
        }
    }
    return {};
}

Result<DataSpec> detectKind(const fs::path& path) {
    if (isFile(path)) {
        if (hasImageSuffix(path)) {
            return fail(ErrorCode::Usage, path.string() + " is one image; pass the folder that it lies in.");
        }
        return specOf(DataKind::Idx, path);
    }
    for (const char* split : {"test", "train"}) {
        if (findIdxFiles(path, split)) {
            return specOf(DataKind::Idx, path, split);
        }
    }
    for (const auto kind : {DataKind::Cifar10, DataKind::Cifar100}) {
        if (!cifarFolder(path, kind).empty()) {
            return specOf(kind, path, "test");
        }
    }
    const auto folders = listFolders(path);
    if (!folders) {
        return tl::unexpected(folders.error());
    }
    std::vector<std::string> classes;
    for (const auto& name : *folders) {
        if (hasImages(path / name, true)) {
            classes.push_back(name);
        }
    }
    // train/class/x.jpg and val/class/x.jpg would make two classes, train and val: surely not what is meant.
    const bool areSplits =
        !classes.empty() && std::all_of(classes.begin(), classes.end(), [&](const auto& name) {
            return isSplitName(name) && !hasImages(path / name, false);
        });
    if (areSplits) {
        return fail(ErrorCode::Ambiguous, path.string() + " holds several splits; say which one, like " +
                                              (path / classes.front()).string() + ".");
    }
    const bool flat = hasImages(path, false);
    const std::string labels = usualLabelsFile(path);
    if (flat && !labels.empty()) {
        return specOf(DataKind::LabelledFolder, path, labels);
    }
    if (!classes.empty()) {
        if (flat) {
            return fail(ErrorCode::Ambiguous,
                        path.string() + " holds images and folders of images; write folder:" + path.string() +
                            " for one class a folder or images:" + path.string() +
                            " for the images without labels.");
        }
        return specOf(DataKind::ClassFolders, path);
    }
    if (flat) {
        return specOf(DataKind::ImagesOnly, path);
    }
    return fail(ErrorCode::NotFound, "There are no images in " + path.string() +
                                         ": neither IDX or CIFAR files nor folders of JPEG or PNG files.");
}

}  // namespace pivot
