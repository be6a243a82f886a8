// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace pivot::figures {

struct Tick {
    double value = 0;
    std::string text;
    bool operator==(const Tick&) const = default;
};

/// Multiples of 1, 2 or 5 times a power of ten inside of [low, high], at most `most` (at least 2) of them,
/// all with the same decimals. What is very large or small is written as 2×10⁵.
[[nodiscard]] std::vector<Tick> linearTicks(double low, double high, int most);
/// Powers of ten, and where there are fewer than two of them 2 and 5 times these as well. `low` is above 0.
[[nodiscard]] std::vector<Tick> logTicks(double low, double high, int most);
/// A number at the place of a label, with four significant digits.
[[nodiscard]] std::string labelText(double value);

}  // namespace pivot::figures
