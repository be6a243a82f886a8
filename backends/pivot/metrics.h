// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/cost.h"
#include "core/live_snapshot.h"
#include "core/outcome.h"
#include "core/run_report.h"
#include "pivot/routing.h"
#include "pivot/statistics.h"

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <vector>

namespace pivot {

/// A sum of costs over images; energy is known only where every part knew it.
class CostSum {
public:
    void add(std::int64_t delayNs, const std::optional<double>& energyJ, std::int64_t images = 1);
    void add(const CostSum& other) { add(other.m_delayNs, other.m_energyJ, other.m_images); }
    [[nodiscard]] std::int64_t images() const { return m_images; }
    [[nodiscard]] std::int64_t delayNs() const { return m_delayNs; }
    [[nodiscard]] std::optional<double> energyJ() const { return m_energyJ; }
    /// Per image; absent without images.
    [[nodiscard]] std::optional<Cost> mean() const;

private:
    std::int64_t m_images = 0, m_delayNs = 0;
    std::optional<double> m_energyJ = 0.0;
};

/// Counts up one run, image by image, and gives what a report and the live view need of it. Not thread-safe:
/// whoever runs keeps it, and copies snapshot() out under a lock.
class RunMetrics {
public:
    struct Setup {
        int efforts = 1;
        int classes = 2;  ///< for the histogram over normalised entropy
        ScoreKind score = ScoreKind::Entropy;
        bool profile = false;  ///< every effort saw every image: accuracy_all is known
        bool lastIsBaseline =
            false;  ///< the last effort is the full path: in profile mode it is the paired baseline
        bool perImageLatency = false;  ///< batch 1: percentiles of an image's own delay
    };
    explicit RunMetrics(const Setup& setup);

    /// One finished image, in any order; also those of an earlier segment when a run is resumed. A failed one
    /// (its outcome has an error) counts as an error and as nothing else.
    void add(const ImageResult& result);
    /// The time of one batch through one effort, for batch_ms.
    void addBatchMs(double ms) { m_batchMs.push_back(ms); }
    /// The baseline's cost on `images` more images.
    void addBaseline(std::int64_t images, std::int64_t delayNs, const std::optional<double>& energyJ);
    /// The baseline's answer on an image that was also routed, for the accuracy lost.
    void addPair(bool baselineRight, bool routedRight) { m_pairs.add(baselineRight, routedRight); }

    /// Pools the costs and times of a repeat of the same run with this one's, so that means, percentiles,
    /// break-even and EDP rest on all of them. What was counted stays: a repeat's answers are the same.
    void poolTimes(const RunMetrics& repeat);

    [[nodiscard]] const ExitCounts& counts() const { return m_counts; }
    [[nodiscard]] std::int64_t images() const { return m_counts.images; }
    [[nodiscard]] std::int64_t errors() const { return m_errors; }
    /// Mean per image routed (from the outcomes); absent before the first.
    [[nodiscard]] std::optional<Cost> meanCost() const { return m_total.mean(); }
    /// Mean per visit of each effort; a zero delay and no energy where it was never visited.
    [[nodiscard]] std::vector<Cost> effortCosts() const;
    [[nodiscard]] std::int64_t visits(int effort) const;
    [[nodiscard]] std::optional<Cost> baselineCost() const { return m_baseline.mean(); }
    [[nodiscard]] std::int64_t baselineImages() const { return m_baselineImages; }
    [[nodiscard]] std::optional<double> breakEvenShare() const;
    [[nodiscard]] const PairedCounts& pairs() const { return m_pairs; }
    /// The first failed images, `key: sentence`, at most eight.
    [[nodiscard]] const std::vector<std::string>& firstErrors() const { return m_firstErrors; }

    /// Fills counts, accuracies, shares, costs, percentiles, baseline, EDP, break-even and accuracy loss.
    /// What describes the run (names, skips, thresholds, provenance, wall time) is the caller's; energies
    /// that a meter knows better are overwritten by the caller afterwards, and then `updateEdp`.
    void fill(RunReport& report) const;
    /// edp_js, the baseline's, and edp_reduction from the delays and energies in `report`.
    static void updateEdp(RunReport& report);

    /// Everything but `progress`, which is the caller's.
    [[nodiscard]] LiveSnapshot snapshot() const;

private:
    struct EffortSums {
        CostSum cost;
        std::int64_t visits = 0, labelled = 0, right = 0;
    };

    void countOutcome(const Outcome& outcome, std::span<const Visit> visits);
    void countVisits(const ImageResult& result);
    void showLatest(const Outcome& outcome);
    void extendCurve();
    [[nodiscard]] LivePoint currentPoint() const;

    Setup m_setup;
    ExitCounts m_counts;
    std::int64_t m_errors = 0, m_top5Right = 0, m_baselineImages = 0;
    std::vector<EffortSums> m_efforts;
    CostSum m_total, m_baseline;
    PairedCounts m_pairs;
    std::vector<double> m_latencyMs, m_batchMs;
    std::vector<std::string> m_firstErrors;
    std::vector<ScoreHistogram> m_histograms;
    std::vector<LivePoint> m_curve;
    std::int64_t m_curveStride = 1;
    std::deque<LiveImage> m_latest;
};

}  // namespace pivot
