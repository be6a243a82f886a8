// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/live_snapshot.h"
#include "core/run_report.h"
#include "pivot/routing.h"
#include "pivot/statistics.h"

#include <vector>

namespace pivot {

/// The images of the first two efforts, by who answers them right: what a re-run can win and lose.
struct RegretQuadrants {
    struct Cell {
        std::int64_t kept = 0, rerun = 0;  ///< at the lower effort's threshold
        [[nodiscard]] std::int64_t all() const { return kept + rerun; }
        bool operator==(const Cell&) const = default;
    };
    Cell bothRight, onlyLowRight, onlyHighRight, bothWrong;
    [[nodiscard]] std::int64_t images() const {
        return bothRight.all() + onlyLowRight.all() + onlyHighRight.all() + bothWrong.all();
    }
    std::int64_t rightSomewhere = 0;  ///< right at any effort of the ladder
    /// Accuracy of a router that always picks an effort that is right; absent without labelled images.
    [[nodiscard]] std::optional<double> oracleAccuracy() const;
    bool operator==(const RegretQuadrants&) const = default;
};

/// A profiled run at other thresholds.
struct ScrubbedRun {
    RunReport report;              ///< what it would have reported: figures, provenance and verdict
    std::vector<LivePoint> curve;  ///< over images seen, some hundred points
    RegretQuadrants regret;        ///< of the first two efforts, over the labelled images
};

/// A profiled run whose thresholds can be moved without running again. Accuracy and shares are exact; delay,
/// energy and EDP are composed of the mean cost of each effort, as it ran.
class ThresholdScrub {
public:
    /// `profile` in nats and in the order of the run; `report`: what the run reported. Error (Usage) where
    /// the two have another number of efforts, or no images.
    [[nodiscard]] static Result<ThresholdScrub> create(ProfileTable profile, RunReport report);

    [[nodiscard]] const ProfileTable& profile() const { return m_profile; }
    /// Errors as route(). O(images): about a millisecond for 50,000.
    [[nodiscard]] Result<ScrubbedRun> at(const Thresholds& thresholds) const;

private:
    ThresholdScrub(ProfileTable profile, RunReport report);
    [[nodiscard]] RunReport reportOf(const ExitTable& routed, const Thresholds& thresholds) const;
    [[nodiscard]] std::vector<LivePoint> curveOf(const ExitTable& routed) const;
    [[nodiscard]] RegretQuadrants regretOf(const ExitTable& routed) const;
    /// The full path's answers beside the routed ones.
    [[nodiscard]] PairedCounts pairsOf(const ExitTable& routed) const;

    ProfileTable m_profile;
    RunReport m_report;
    std::vector<Cost> m_costs;  ///< per effort, mean of a visit
    std::optional<Cost> m_baseline;
};

}  // namespace pivot
