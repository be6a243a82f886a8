// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run_report.h"

#include <optional>
#include <string>

namespace pivot {

/// `gains 1.7x`, `costs 1.2x the baseline`, or `equals the baseline` when both digits shown would be 1.00.
/// `ratio` is baseline / this: 0.83 costs 1.2x.
[[nodiscard]] std::string gainPhrase(double ratio);

/// `83.0 % end at effort 1, above the break-even of 61.0 %`; says so when no share would gain.
[[nodiscard]] std::string sharePhrase(double share, double breakEven);

/// `loses at most 0.2 points (0.05, 95 % interval -0.10 to 0.19)` when the interval's upper end is within
/// `claimPoints`, otherwise the loss with its interval and no claim. Points; positive is a loss.
[[nodiscard]] std::string lossPhrase(double lossPoints, const Interval& ci95Points, double claimPoints = 0.2);

/// One sentence on a report: what the EDP (or, without energy, the delay) gains or costs, the share beside
/// its break-even, the accuracy beside the baseline's, and on what kind of numbers it rests. Empty without a
/// baseline.
[[nodiscard]] std::string verdictOf(const RunReport& report);

}  // namespace pivot
