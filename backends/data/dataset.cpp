// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/dataset.h"

#include "data/data_set_view.h"
#include "data/data_spec.h"
#include "data/idx_source.h"
#include "data/sampling.h"

#include <algorithm>

namespace pivot {
namespace {

namespace fs = std::filesystem;

const std::vector<std::string>& fashionMnistClasses() {
    static const std::vector<std::string> names{"T-shirt/top", "Trouser", "Pullover", "Dress", "Coat",
                                                "Sandal",      "Shirt",   "Sneaker",  "Bag",   "Ankle boot"};
    return names;
}

Result<IdxFiles> idxFiles(const DataSpec& spec) {
    std::error_code ignored;
    if (fs::is_regular_file(spec.path, ignored)) {
        return idxFilesFor(spec.path);
    }
    return findIdxFiles(spec.path, spec.split);
}

Result<ImageSourcePtr> openSource(const DataSpec& spec) {
    std::error_code ignored;
    if (!fs::exists(spec.path, ignored)) {
        if (spec.kind == DataKind::FashionMnist) {
            return fail(
                ErrorCode::NotFound,
                "Fashion-MNIST is not in " + spec.path.string() +
                    "; install it with `apt-get install dataset-fashion-mnist` or pass the folder of its "
                    "files as fashion-mnist:/path.");
        }
        return fail(ErrorCode::NotFound, "There is no file or folder " + spec.path.string() + ".");
    }
    switch (spec.kind) {
        case DataKind::FashionMnist:
        case DataKind::Idx: {
            const auto files = idxFiles(spec);
            if (!files) {
                return tl::unexpected(files.error());
            }
            return readIdx(*files, spec.kind == DataKind::FashionMnist ? fashionMnistClasses()
                                                                       : std::vector<std::string>{});
        }
        default:
            break;
    }
    return fail(ErrorCode::Unsupported, "This kind of data set cannot be read.");
}

/// What people call it: the data set's or the folder's name.
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

/// `test[0:10000]`; a folder's name (with the slice, if it is one) where there is no split.
std::string rangeText(const DataSpec& spec, const IndexRange& range, std::int64_t size) {
    const std::string indices = toString(range);
    const bool isFolder = spec.kind == DataKind::ClassFolders || spec.kind == DataKind::LabelledFolder ||
                          spec.kind == DataKind::ImagesOnly;
    if (isFolder || spec.split.empty()) {
        return titleOf(spec) + (range == IndexRange{0, size} ? "" : indices);
    }
    return spec.split + indices;
}

}  // namespace

Result<DataSetPtr> openDataSet(std::string_view text, const DataSetOptions& options) {
    const auto spec = parseDataSpec(text);
    if (!spec) {
        return tl::unexpected(spec.error());
    }
    if (options.limit < 0) {
        return fail(ErrorCode::Usage, "A limit of " + std::to_string(options.limit) +
                                          " images makes no sense; use a positive number, or 0 for all.");
    }
    const auto source = openSource(*spec);
    if (!source) {
        return tl::unexpected(source.error());
    }
    const std::int64_t size = (*source)->size();
    const std::string range = rangeText(*spec, {0, size}, size);
    const auto indices =
        resolveSlice(spec->slice, size, titleOf(*spec) + (spec->split.empty() ? "" : " " + spec->split));
    if (!indices) {
        return tl::unexpected(indices.error());
    }
    std::vector<std::optional<int>> labels;
    for (std::int64_t index = indices->begin; index < indices->end; ++index) {
        labels.push_back((*source)->label(index));
    }
    auto positions = stratifiedSample(labels, options.limit, options.seed);
    const bool sampled = positions.size() < labels.size();
    for (auto& position : positions) {
        position += indices->begin;
    }
    DataSetView::Text names;
    names.range = rangeText(*spec, *indices, size);
    names.spec = formatDataSpec(*spec, *indices, size);
    names.name = spec->split.empty() || names.range.starts_with(titleOf(*spec))
                     ? names.range
                     : titleOf(*spec) + " " + names.range;
    if (sampled) {
        names.name += ", sample of " + std::to_string(positions.size());
    }
    return std::make_shared<DataSetView>(*source, std::move(positions), std::vector<int>{}, std::move(names));
}

}  // namespace pivot
