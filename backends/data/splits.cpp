// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/data_spec.h"
#include "data/dataset.h"
#include "data/source_factory.h"

#include <algorithm>
#include <limits>

namespace pivot {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kCalibrationImages = 5000;
constexpr std::int64_t kFashionMnistTraining = 60000;

bool isInside(const fs::path& inner, const fs::path& outer) {
    const auto [left, right] = std::mismatch(outer.begin(), outer.end(), inner.begin(), inner.end());
    return left == outer.end();
}

/// Whether the two take their images from the same files, in whatever order.
bool sameImages(const DataSpec& a, const DataSpec& b) {
    if (isImageFolder(a.kind) != isImageFolder(b.kind)) {
        return false;
    }
    if (!isImageFolder(a.kind)) {
        const auto place = [](const DataSpec& spec) {
            const auto inner = cifarFolder(spec.path, spec.kind);
            return inner.empty() ? spec.path : inner;
        };
        return place(a) == place(b) && a.split == b.split;
    }
    // A folder of classes reaches into its subfolders; a plain folder of images does not.
    return a.path == b.path || (a.kind != DataKind::ImagesOnly && isInside(b.path, a.path)) ||
           (b.kind != DataKind::ImagesOnly && isInside(a.path, b.path));
}

/// The slice in indices. A split's size is looked up only where it is counted from the back; nullopt when it
/// cannot be.
std::optional<IndexRange> indicesOf(const DataSpec& spec) {
    const auto& [begin, end] = spec.slice;
    if (begin.value_or(0) >= 0 && end.value_or(0) >= 0) {
        return IndexRange{begin.value_or(0), end.value_or(std::numeric_limits<std::int64_t>::max())};
    }
    const auto size = splitSize(spec);
    const auto range = size ? resolveSlice(spec.slice, *size, titleOf(spec)) : tl::unexpected(size.error());
    return range ? std::optional(*range) : std::nullopt;
}

}  // namespace

Result<std::string> calibrationSpec(std::string_view text) {
    auto spec = parseDataSpec(text);
    if (!spec) {
        return tl::unexpected(spec.error());
    }
    const Error none{ErrorCode::NotFound, titleOf(*spec) +
                                              " has no calibration split of its own; pass other images with "
                                              "labels as --calibration SPEC."};
    std::error_code ignored;
    if (isImageFolder(spec->kind) || fs::is_regular_file(spec->path, ignored)) {
        return tl::unexpected(none);
    }
    spec->split = "train";
    spec->slice = {};
    const auto found = splitSize(*spec);
    std::int64_t size = 0;
    if (found) {
        size = *found;
    } else if (spec->kind == DataKind::FashionMnist) {
        size = kFashionMnistTraining;  // known without the files
    } else {
        return tl::unexpected(none);
    }
    // The last 5,000 images of the training split; of a small one the last tenth.
    const std::int64_t images = size >= 2 * kCalibrationImages ? kCalibrationImages : size / 10;
    if (images == 0) {
        return tl::unexpected(none);
    }
    return formatDataSpec(*spec, {size - images, size}, size);
}

bool overlaps(std::string_view specA, std::string_view specB) {
    const auto a = parseDataSpec(specA);
    const auto b = parseDataSpec(specB);
    if (!a || !b) {
        return specA == specB;
    }
    if (!sameImages(*a, *b)) {
        return false;
    }
    // Indices mean the same images only in the same order; otherwise nothing shows that the two are apart.
    if (isImageFolder(a->kind) && (a->kind != b->kind || a->path != b->path || a->split != b->split)) {
        return true;
    }
    const auto rangeA = indicesOf(*a);
    const auto rangeB = indicesOf(*b);
    if (!rangeA || !rangeB) {
        return true;
    }
    return rangeA->begin < rangeB->end && rangeB->begin < rangeA->end;
}

}  // namespace pivot
