// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/nice_range.h"

#include <algorithm>
#include <cmath>

namespace pivot {

int NiceRange::ticks() const {
    return static_cast<int>(std::lround((high - low) / step)) + 1;
}

NiceRange niceRange(double low, double high, int ticks) {
    if (!std::isfinite(low) || !std::isfinite(high) || high <= low) {
        high = low = std::isfinite(low) ? low : 0.0;
        high += 1.0;
    }
    const double rough = (high - low) / std::max(1, ticks - 1);
    const double power = std::pow(10.0, std::floor(std::log10(rough)));
    const double ratio = rough / power;
    const double step = power * (ratio <= 1.0 + 1e-9   ? 1.0
                                 : ratio <= 2.0 + 1e-9 ? 2.0
                                 : ratio <= 5.0 + 1e-9 ? 5.0
                                                       : 10.0);
    NiceRange range;
    range.step = step;
    range.low = std::floor(low / step + 1e-9) * step;
    range.high = std::ceil(high / step - 1e-9) * step;
    range.decimals = std::max(0, -static_cast<int>(std::floor(std::log10(step) + 1e-9)));
    return range;
}

NiceRange niceRangeAtMost(double low, double high, int most) {
    const int limit = std::max(2, most);
    for (int ticks = limit; ticks > 1; --ticks) {
        const NiceRange range = niceRange(low, high, ticks);
        if (range.ticks() <= limit) {
            return range;
        }
    }
    NiceRange two = niceRange(low, high, 2);
    two.step = two.high - two.low;
    return two;
}

}  // namespace pivot
