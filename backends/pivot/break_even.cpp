// SPDX-License-Identifier: GPL-3.0-or-later
#include "pivot/break_even.h"

#include <algorithm>
#include <cmath>

namespace pivot {

Cost routedCost(std::span<const Cost> effortCosts, std::span<const double> visitShares) {
    Cost total{0.0, 0.0};
    const std::size_t efforts = std::min(effortCosts.size(), visitShares.size());
    for (std::size_t k = 0; k < efforts; ++k) {
        // An effort that nobody visits costs nothing, whether or not its energy is known.
        if (visitShares[k] > 0.0) {
            total += effortCosts[k] * visitShares[k];
        }
    }
    return total;
}

std::optional<double> breakEvenShare(double fullDelayMs, double lowDelayMs, double rerunDelayMs) {
    for (const double delay : {fullDelayMs, lowDelayMs, rerunDelayMs}) {
        if (!std::isfinite(delay) || delay <= 0.0) {
            return std::nullopt;
        }
    }
    return 1.0 - (fullDelayMs - lowDelayMs) / rerunDelayMs;
}

std::optional<double> breakEvenShare(double fullDelayMs, std::span<const Cost> effortCosts,
                                     std::span<const double> visitShares) {
    if (effortCosts.size() < 2 || visitShares.size() != effortCosts.size()) {
        return std::nullopt;
    }
    const double turnedAway = visitShares[1];
    double rerunDelayMs = 0.0;
    for (std::size_t k = 1; k < effortCosts.size(); ++k) {
        rerunDelayMs += effortCosts[k].delayMs * (turnedAway > 0.0 ? visitShares[k] / turnedAway : 1.0);
    }
    return breakEvenShare(fullDelayMs, effortCosts[0].delayMs, rerunDelayMs);
}

std::optional<double> edpReduction(const Cost& baseline, const Cost& routed) {
    const std::optional<double> before = baseline.edpJs();
    const std::optional<double> now = routed.edpJs();
    return before && now && *now > 0.0 ? std::optional<double>(*before / *now) : std::nullopt;
}

}  // namespace pivot
