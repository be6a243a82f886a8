// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/source_factory.h"

#include "data/cifar_source.h"
#include "data/folder_source.h"
#include "data/idx_source.h"

namespace pivot {
namespace {

namespace fs = std::filesystem;

const std::vector<std::string>& fashionMnistClasses() {
    static const std::vector<std::string> names{"T-shirt/top", "Trouser", "Pullover", "Dress", "Coat",
                                                "Sandal",      "Shirt",   "Sneaker",  "Bag",   "Ankle boot"};
    return names;
}

Result<void> checkPlace(const DataSpec& spec) {
    std::error_code ignored;
    if (fs::exists(spec.path, ignored)) {
        if (isImageFolder(spec.kind) && !fs::is_directory(spec.path, ignored)) {
            return fail(ErrorCode::Usage, spec.path.string() + " is not a folder.");
        }
        return {};
    }
    if (spec.kind == DataKind::FashionMnist) {
        return fail(
            ErrorCode::NotFound,
            "Fashion-MNIST is not in " + spec.path.string() +
                "; install it with `apt-get install dataset-fashion-mnist` or pass the folder of its files "
                "as fashion-mnist:/path.");
    }
    return fail(ErrorCode::NotFound, "There is no file or folder " + spec.path.string() + ".");
}

Result<IdxFiles> idxFiles(const DataSpec& spec) {
    std::error_code ignored;
    if (fs::is_regular_file(spec.path, ignored)) {
        return idxFilesFor(spec.path);
    }
    return findIdxFiles(spec.path, spec.split);
}

Result<ImageSourcePtr> openIdx(const DataSpec& spec) {
    const auto files = idxFiles(spec);
    if (!files) {
        return tl::unexpected(files.error());
    }
    return readIdx(*files,
                   spec.kind == DataKind::FashionMnist ? fashionMnistClasses() : std::vector<std::string>{});
}

}  // namespace

bool isImageFolder(DataKind kind) {
    return kind == DataKind::ClassFolders || kind == DataKind::LabelledFolder || kind == DataKind::ImagesOnly;
}

std::string titleOf(const DataSpec& spec) {
    switch (spec.kind) {
        case DataKind::FashionMnist:
            return "Fashion-MNIST";
        case DataKind::Cifar10:
            return "CIFAR-10";
        case DataKind::Cifar100:
            return "CIFAR-100";
        default:
            return spec.path.has_filename() ? spec.path.filename().string() : spec.path.string();
    }
}

Result<ImageSourcePtr> openSource(const DataSpec& spec) {
    if (auto there = checkPlace(spec); !there) {
        return tl::unexpected(there.error());
    }
    switch (spec.kind) {
        case DataKind::FashionMnist:
        case DataKind::Idx:
            return openIdx(spec);
        case DataKind::Cifar10:
        case DataKind::Cifar100:
            return readCifar(spec.path, spec.kind, spec.split);
        case DataKind::ClassFolders:
            return readClassFolders(spec.path);
        case DataKind::LabelledFolder:
            return readLabelledFolder(spec.path, spec.split);
        case DataKind::ImagesOnly:
            return readImagesOnly(spec.path);
    }
    return fail(ErrorCode::Internal, "A kind of data set that nothing reads.");
}

Result<std::int64_t> splitSize(const DataSpec& spec) {
    if (auto there = checkPlace(spec); !there) {
        return tl::unexpected(there.error());
    }
    switch (spec.kind) {
        case DataKind::FashionMnist:
        case DataKind::Idx: {
            const auto files = idxFiles(spec);
            if (!files) {
                return tl::unexpected(files.error());
            }
            return idxCount(files->images);
        }
        case DataKind::Cifar10:
        case DataKind::Cifar100:
            return cifarCount(spec.path, spec.kind, spec.split);
        default:
            break;
    }
    const auto source = openSource(spec);  // a listing; pixels are read only when asked for
    if (!source) {
        return tl::unexpected(source.error());
    }
    return (*source)->size();
}

}  // namespace pivot
