// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/cost.h"

#include <optional>
#include <span>

namespace pivot {

/// Mean cost of an image under routing: sum of visitShares[k] * effortCosts[k]. The first effort is visited
/// by all (share 1). Costs are "as it ran": a re-run from a kept prefix costs its suffix. For two efforts
/// this is D_low + (1 - F) D_rerun (arXiv 2404.15185, general N and prefix reuse this project's).
[[nodiscard]] Cost routedCost(std::span<const Cost> effortCosts, std::span<const double> visitShares);

/// The share F of images that must end at the first effort before routing costs less delay than the full
/// path: 1 - (D_full - D_low) / D_rerun. A restart has D_rerun = D_full, which gives D_low / D_full. Above 1:
/// no share gains. At or below 0: every share gains. Absent unless all three are positive and finite.
[[nodiscard]] std::optional<double> breakEvenShare(double fullDelayMs, double lowDelayMs,
                                                   double rerunDelayMs);

/// The same for N efforts (this project's): D_rerun is what an image that the first effort turns away pays
/// from then on, on average: sum over k >= 1 of D_k * visitShares[k] / visitShares[1]. What part of the hard
/// images goes how far is thereby held as observed. While no image was turned away, each is taken to go all
/// the way.
[[nodiscard]] std::optional<double> breakEvenShare(double fullDelayMs, std::span<const Cost> effortCosts,
                                                   std::span<const double> visitShares);

/// Baseline EDP / this EDP: above 1 is better. EDP = mean energy * mean delay. Absent where an energy is
/// unknown.
[[nodiscard]] std::optional<double> edpReduction(const Cost& baseline, const Cost& routed);

}  // namespace pivot
