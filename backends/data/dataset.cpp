// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/dataset.h"

#include "data/data_set_view.h"
#include "data/data_spec.h"
#include "data/label_map.h"
#include "data/sampling.h"
#include "data/source_factory.h"

#include <new>

namespace pivot {
namespace {

/// `test[0:10000]`; a folder's name (with the slice, if it is one) where there is no split.
std::string rangeText(const DataSpec& spec, const IndexRange& range, std::int64_t size) {
    if (isImageFolder(spec.kind) || spec.split.empty()) {
        return titleOf(spec) + (range == IndexRange{0, size} ? std::string() : toString(range));
    }
    return spec.split + toString(range);
}

DataSetView::Text textOf(const DataSpec& spec, const IndexRange& range, std::int64_t size,
                         std::int64_t sampled) {
    DataSetView::Text text;
    text.spec = formatDataSpec(spec, range, size);
    text.range = rangeText(spec, range, size);
    const bool hasSplit = !isImageFolder(spec.kind) && !spec.split.empty();
    text.name = hasSplit ? titleOf(spec) + ' ' + text.range : text.range;
    if (sampled < range.end - range.begin) {
        text.name += ", sample of " + std::to_string(sampled);
    }
    return text;
}

Result<DataSetPtr> open(std::string_view specText, const DataSetOptions& options) {
    const auto spec = parseDataSpec(specText);
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
    const bool hasSplit = !isImageFolder(spec->kind) && !spec->split.empty();
    const auto range =
        resolveSlice(spec->slice, size, titleOf(*spec) + (hasSplit ? ' ' + spec->split : std::string()));
    if (!range) {
        return tl::unexpected(range.error());
    }
    std::vector<std::optional<int>> labels;
    labels.reserve(static_cast<std::size_t>(range->end - range->begin));
    for (std::int64_t index = range->begin; index < range->end; ++index) {
        labels.push_back((*source)->label(index));
    }
    std::vector<int> modelClass;
    if (!options.labelMap.empty()) {
        auto map = readLabelMap(options.labelMap, (*source)->classNames(), labels);
        if (!map) {
            return tl::unexpected(map.error());
        }
        modelClass = std::move(*map);
    }
    // Strata are the data set's own classes, so that a label map does not change which images are taken.
    auto positions = stratifiedSample(labels, options.limit, options.seed);
    for (auto& position : positions) {
        position += range->begin;
    }
    const auto sampled = static_cast<std::int64_t>(positions.size());
    auto text = textOf(*spec, *range, size, sampled);
    if (!options.shard.isWhole()) {
        positions = ofShard(std::move(positions), options.shard);
        text.name += ", shard " + toString(options.shard);
    }
    return std::make_shared<DataSetView>(*source, std::move(positions), std::move(modelClass),
                                         std::move(text));
}

}  // namespace

std::optional<std::int64_t> DataSet::indexOf(std::int64_t source) const {
    std::int64_t low = 0, high = size();
    while (low < high) {
        const std::int64_t middle = low + (high - low) / 2;
        if (sourceIndex(middle) < source) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < size() && sourceIndex(low) == source ? std::optional(low) : std::nullopt;
}

Result<DataSetPtr> openDataSet(std::string_view spec, const DataSetOptions& options) {
    try {
        return open(spec, options);
    } catch (const std::bad_alloc&) {
        return fail(ErrorCode::Io, "There is not enough memory to open the data set '" + std::string(spec) +
                                       "'; pass a smaller one.");
    } catch (const std::exception& error) {  // the file system's, for a name that is no path
        return fail(ErrorCode::Io,
                    "The data set '" + std::string(spec) + "' cannot be opened: " + error.what() + ".");
    }
}

}  // namespace pivot
