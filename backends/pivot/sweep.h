// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/cost.h"
#include "pivot/routing.h"

#include <optional>
#include <span>
#include <vector>

namespace pivot {

/// What a ladder would do at one set of thresholds. Accuracy and shares are exact on the profile's images;
/// the cost is composed from the mean cost of each effort.
struct SweepPoint {
    Thresholds thresholds;
    std::optional<double> accuracy;  ///< absent without labels
    std::vector<double> shares;      ///< per effort, ended there
    double unexitedShare = 0;
    Cost cost;  ///< mean per image
    std::optional<double> edpJs;
    std::optional<double> edpReduction;    ///< where a baseline was given
    std::optional<double> delayReduction;  ///< baseline delay / this
    bool operator==(const SweepPoint&) const = default;
};

/// Share of the images that end before the last effort.
[[nodiscard]] double earlyShare(const SweepPoint& point);

/// Provenance of a sum of efforts' mean costs: composed at best; what a model gave stays modelled, since
/// nothing in it was measured.
[[nodiscard]] Provenance composedOf(const Provenance& stored);

/// The point for given counts.
[[nodiscard]] SweepPoint sweepPoint(const ExitCounts& counts, const Thresholds& thresholds,
                                    std::span<const Cost> effortCosts, const std::optional<Cost>& baseline);

struct SweepRequest {
    Thresholds thresholds;  ///< one an effort; that of `varied` is not read
    int varied = -1;        ///< effort whose threshold moves; -1: the last but one
    int points = 0;  ///< 0: every distinct threshold; otherwise so many, evenly by rank, both ends kept
    std::vector<Cost> effortCosts;  ///< per effort, mean per image that visits it, as it ran
    std::optional<Cost> baseline;
};
/// Rising thresholds. Error (Usage) when the request does not fit the profile or there are no images.
[[nodiscard]] Result<std::vector<SweepPoint>> sweep(const ProfileTable& profile, const SweepRequest& request);

/// The points that no other beats in accuracy, delay and EDP at once (EDP only where known), in the order
/// given. Of equals the first is kept.
[[nodiscard]] std::vector<SweepPoint> paretoSet(std::span<const SweepPoint> points);

}  // namespace pivot
