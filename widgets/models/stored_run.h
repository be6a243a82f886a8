// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/live_snapshot.h"
#include "core/run_config.h"
#include "core/run_report.h"
#include "pivot/temperature_study.h"
#include "pivot/threshold_scrub.h"

#include <QDateTime>
#include <QStringList>
#include <array>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <vector>

namespace pivot {

/// A stored experiment as the Run page shows it: what it reported, and what its images tell.
struct StoredRun {
    using Scrubs = std::array<std::shared_ptr<const ThresholdScrub>, kScoreKinds.size()>;

    RunReport report;
    RunConfig config;      ///< as it ran; empty where not known
    QDateTime createdUtc;  ///< invalid where not known
    int classes = 0;       ///< of the model; 0 where not known
    QStringList labels;    ///< class names, empty where not known
    /// After so many images in the order of the data set, at most a few hundred points.
    std::vector<LivePoint> curve;
    std::vector<ScoreHistogram> histograms;  ///< one an effort, of the images that reached it
    std::vector<LiveImage> latest;           ///< the last images, newest last
    /// Of a profiled run, one a score: let its thresholds be moved. Null where the easy images never saw the
    /// later efforts.
    Scrubs scrubs;
    std::vector<RegretQuadrants> regret;           ///< at the report's thresholds, one a pair of efforts
    std::vector<std::vector<Visit>> latestVisits;  ///< of `latest`, with every effort's answer
    /// Of a profiled run, one an effort; none without labels.
    std::vector<EffortReliability> reliability;

    [[nodiscard]] const std::shared_ptr<const ThresholdScrub>& scrub(ScoreKind score) const {
        return scrubs[static_cast<std::size_t>(score)];
    }
    [[nodiscard]] bool isScrubbable() const { return scrub(report.score) != nullptr; }
};

/// As hardness, of the report's score.
[[nodiscard]] Thresholds thresholdsOf(const RunReport& report);

/// What of a report's configuration decides which network saw an image, and how: model, data, device,
/// precision and efforts.
[[nodiscard]] RunConfig configOf(const RunReport& report);

/// What a profiled run would have been at other thresholds, of this score; the same run where it cannot be
/// said. Of its histograms only that of `effort` follows, and is right.
[[nodiscard]] StoredRun movedTo(const StoredRun& run, ScoreKind score, const Thresholds& thresholds,
                                int effort = 0);

/// Thresholds of another score at which as many images end at each effort as now. Absent where no profile
/// says.
[[nodiscard]] std::optional<Thresholds> sameShares(const StoredRun& run, ScoreKind from,
                                                   const Thresholds& thresholds, ScoreKind to);

/// Makes a StoredRun of the images of an experiment, handed over one at a time; keeps some numbers of each.
class StoredRunBuilder {
public:
    /// `classes`: of the model; 0: the largest class that is met tells.
    StoredRunBuilder(RunReport report, QDateTime createdUtc, int classes, QStringList labels);
    /// Failed images are passed over.
    void add(const ImageResult& image);
    [[nodiscard]] StoredRun build() const;

private:
    /// What a visit leaves behind for the histogram of its effort.
    struct Seen {
        float hardness;
        bool right;
    };
    void addToProfile(const ImageResult& image);
    void addScrubs(StoredRun& run) const;
    [[nodiscard]] LivePoint pointNow() const;
    /// EDP so far as a part of the baseline's; absent where an energy is not known.
    [[nodiscard]] std::optional<double> edpNow(double delayOfBaseline) const;

    StoredRun m_run;
    std::int64_t m_stride = 1;  ///< images between two points
    std::int64_t m_images = 0, m_labelled = 0, m_right = 0, m_metered = 0;
    int m_largestClass = -1;
    double m_delayMs = 0, m_energyJ = 0;    ///< sums
    std::vector<std::vector<Seen>> m_seen;  ///< by effort, of the images that reached it
    std::deque<LiveImage> m_latest;
    std::deque<std::vector<Visit>> m_latestVisits;
    /// By score, while every image has seen every effort.
    std::optional<std::array<ProfileTable, kScoreKinds.size()>> m_profiles;
    std::vector<std::vector<double>> m_confidences;    ///< by effort, of the labelled images
    std::vector<std::vector<std::uint8_t>> m_answers;  ///< the same: 1 right, 0 wrong
};

}  // namespace pivot
