// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/live_snapshot.h"
#include "core/run_report.h"
#include "pivot/routing.h"
#include "pivot/statistics.h"

#include <span>
#include <vector>

namespace pivot {

/// The labelled images that reach the lower one of two neighbouring efforts, by which of the two answers them
/// right: what a re-run can win and lose.
struct RegretQuadrants {
    struct Cell {
        std::int64_t kept = 0, rerun = 0;  ///< by the lower effort's threshold
        [[nodiscard]] std::int64_t all() const { return kept + rerun; }
        bool operator==(const Cell&) const = default;
    };
    Cell bothRight, onlyLowRight, onlyHighRight, bothWrong;
    [[nodiscard]] std::int64_t images() const {
        return bothRight.all() + onlyLowRight.all() + onlyHighRight.all() + bothWrong.all();
    }
    // Of all labelled images, whichever the two efforts are.
    std::int64_t labelled = 0;
    std::int64_t rightSomewhere = 0;  ///< right at any effort of the ladder
    /// Accuracy of a router that always picks an effort that is right; absent without labelled images.
    [[nodiscard]] std::optional<double> oracleAccuracy() const;
    bool operator==(const RegretQuadrants&) const = default;
};

/// A profiled run at other thresholds.
struct ScrubbedRun {
    RunReport report;                     ///< what it would have reported: figures, provenance and verdict
    std::vector<LivePoint> curve;         ///< over images seen, some hundred points
    std::vector<RegretQuadrants> regret;  ///< one a pair of neighbouring efforts, lowest first
    std::vector<int> exits;               ///< per image: effort, or Outcome::kNoExit
};

/// A profiled run whose thresholds can be moved without running again. Accuracy and shares are exact; delay,
/// energy and EDP are composed of the mean cost of each effort, as it ran.
class ThresholdScrub {
public:
    /// `profile` by the report's score (which need not be the one that it was run with) and in the order of
    /// the run; `report`: what the run reported. `classes`: for histograms of an entropy; 0: unknown, and
    /// there are none. Error (Usage) where the two have another number of efforts, or no images.
    [[nodiscard]] static Result<ThresholdScrub> create(ProfileTable profile, RunReport report,
                                                       int classes = 0);

    [[nodiscard]] const ProfileTable& profile() const { return m_profile; }
    [[nodiscard]] ScoreKind score() const { return m_report.score; }
    [[nodiscard]] const std::vector<Cost>& effortCosts() const { return m_costs; }
    [[nodiscard]] const std::optional<Cost>& baselineCost() const { return m_baseline; }
    /// Errors as route(). O(images): about a millisecond for 50,000.
    [[nodiscard]] Result<ScrubbedRun> at(const Thresholds& thresholds) const;
    /// The images that reach `effort` when they end at `exits`.
    [[nodiscard]] ScoreHistogram histogram(int effort, std::span<const int> exits) const;

private:
    ThresholdScrub(ProfileTable profile, RunReport report);
    [[nodiscard]] RunReport reportOf(const ExitTable& routed, const Thresholds& thresholds) const;
    [[nodiscard]] std::vector<LivePoint> curveOf(const ExitTable& routed) const;
    [[nodiscard]] std::vector<RegretQuadrants> regretOf(const ExitTable& routed) const;
    /// The full path's answers beside the routed ones.
    [[nodiscard]] PairedCounts pairsOf(const ExitTable& routed) const;

    ProfileTable m_profile;
    RunReport m_report;
    std::vector<std::vector<std::uint8_t>> m_bins;  ///< of a histogram, [effort][image]
    std::int64_t m_rightSomewhere = 0;
    std::vector<Cost> m_costs;  ///< per effort, mean of a visit
    std::optional<Cost> m_baseline;
};

}  // namespace pivot
