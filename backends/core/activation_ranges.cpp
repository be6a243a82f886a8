// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/activation_ranges.h"

#include <algorithm>

namespace pivot {

ValueRange united(const ValueRange& a, const ValueRange& b) {
    if (a.empty() || b.empty()) {
        return a.empty() ? b : a;
    }
    return {std::min(a.low, b.low), std::max(a.high, b.high)};
}

ActivationRanges united(ActivationRanges a, const ActivationRanges& b) {
    for (const auto& [name, range] : b) {
        a[name] = united(a[name], range);
    }
    return a;
}

}  // namespace pivot
