// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run_record.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pivot {

/// A result that others published, on ImageNet-1k at 224 pixels: no measurement of this program.
struct PublishedPoint {
    std::string_view name;
    double accuracy = 0;          ///< top-1, 0..1
    std::optional<double> gmacs;  ///< multiply-accumulates of one image, 1e9; papers write "GFLOPs"
    std::string_view source;      ///< where it stands
    bool operator==(const PublishedPoint&) const = default;
};
[[nodiscard]] std::span<const PublishedPoint> publishedPoints();

/// Whether an experiment ran on ImageNet-1k's images: a model of its thousand classes, and the data set's
/// name or its classes say so. Only beside such a one may a published point stand.
[[nodiscard]] bool isImageNet1k(const RunRecord& record, int classes,
                                const std::vector<std::string>& classNames);

}  // namespace pivot
