// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace pivot {

/// A range with round ends and the step between its ticks.
struct NiceRange {
    double low = 0, high = 1, step = 0.2;
    int decimals = 1;  ///< that the ticks need
    [[nodiscard]] int ticks() const;
    bool operator==(const NiceRange&) const = default;
};
/// Rounds [low, high] outwards to a step of 1, 2 or 5 times a power of ten, with about `ticks` ticks.
[[nodiscard]] NiceRange niceRange(double low, double high, int ticks = 5);
/// The finest such range with no more than `most` ticks (at least 2).
[[nodiscard]] NiceRange niceRangeAtMost(double low, double high, int most);

}  // namespace pivot
