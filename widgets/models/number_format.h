// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <cstdint>

namespace pivot {

/// Numbers as they are shown: at most 4 significant digits, a unit, thousands separated by a comma, a real
/// minus sign. A value that is not finite reads as a dash.

/// `0.5831` -> `0.583`; `1234.5` -> `1,235` (never fewer digits than stand before the point).
[[nodiscard]] QString formatSignificant(double value, int digits = 3);
/// `10,000`
[[nodiscard]] QString formatCount(std::int64_t count);
/// A fraction as `92.1 %`.
[[nodiscard]] QString formatPercent(double fraction, int decimals = 1);
/// Half the width of an interval of fractions, in points: `±0.5`.
[[nodiscard]] QString formatHalfWidth(double low, double high);
/// A part of a whole or a baseline, two decimals: `0.77`.
[[nodiscard]] QString formatShareOf(double ratio);
/// A factor: `1.7×`.
[[nodiscard]] QString formatFactor(double factor);
/// The baseline's EDP divided by a run's, in words: `1.7× less`, `costs 1.4×` or `unchanged`.
[[nodiscard]] QString formatEdpReduction(double reduction);
/// Milliseconds in the unit that fits: `0.58 ms`, `8.1 µs`, `1.25 s`.
[[nodiscard]] QString formatDelayMs(double delayMs);
/// Joules in the unit that fits: `8.7 mJ`.
[[nodiscard]] QString formatEnergyJ(double energyJ);
/// Joule-seconds in the unit that fits: `5.05 µJ·s`.
[[nodiscard]] QString formatEdpJs(double edpJs);
/// Images a second: `1,720 img/s`.
[[nodiscard]] QString formatRate(double imagesPerSecond);
/// A time to wait: `2 s`, `3 min 20 s`, `1 h 05 min`.
[[nodiscard]] QString formatWait(double seconds);

}  // namespace pivot
