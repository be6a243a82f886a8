// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

namespace pivot {

/// Least and largest of a map's values, and what the ends of a colour map stand for.
struct MapRange {
    float low = 0.0F, high = 0.0F;
    bool operator==(const MapRange&) const = default;
};
/// The range that holds both.
[[nodiscard]] std::optional<MapRange> united(const std::optional<MapRange>& a,
                                             const std::optional<MapRange>& b);
/// As wide on both sides of zero as the farther end.
[[nodiscard]] MapRange aroundZero(const MapRange& range);

}  // namespace pivot
