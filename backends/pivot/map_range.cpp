// SPDX-License-Identifier: GPL-3.0-or-later
#include "pivot/map_range.h"

#include <algorithm>
#include <cmath>

namespace pivot {

std::optional<MapRange> united(const std::optional<MapRange>& a, const std::optional<MapRange>& b) {
    if (!a || !b) {
        return a ? a : b;
    }
    return MapRange{std::min(a->low, b->low), std::max(a->high, b->high)};
}

MapRange aroundZero(const MapRange& range) {
    const float reach = std::max(std::abs(range.low), std::abs(range.high));
    return {-reach, reach};
}

}  // namespace pivot
