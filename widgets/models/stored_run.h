// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/live_snapshot.h"
#include "core/run_config.h"
#include "core/run_report.h"
#include "pivot/threshold_scrub.h"

#include <QDateTime>
#include <QStringList>
#include <array>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace pivot {

/// A stored experiment as the Run page shows it: what it reported, and what its images tell.
struct StoredRun {
    RunReport report;
    QDateTime createdUtc;  ///< invalid where not known
    int classes = 0;       ///< of the model; 0 where not known
    QStringList labels;    ///< class names, empty where not known
    /// After so many images in the order of the data set, at most a few hundred points.
    std::vector<LivePoint> curve;
    /// Normalised entropies at the first effort, as in a LiveSnapshot.
    std::array<std::int64_t, LiveSnapshot::kEntropyBins> entropyRight{}, entropyWrong{};
    std::vector<LiveImage> latest;  ///< the last images, newest last
    /// Of a profiled run: lets its thresholds be moved. Null where the easy images never saw the later
    /// efforts.
    std::shared_ptr<const ThresholdScrub> scrub;
    RegretQuadrants regret;                        ///< at the report's thresholds
    std::vector<std::vector<Visit>> latestVisits;  ///< of `latest`, with every effort's answer
};

/// What a profiled run would have been at other thresholds; the same run where it cannot be said.
[[nodiscard]] StoredRun movedTo(const StoredRun& run, const Thresholds& thresholds);

/// What of a report's configuration decides which network saw an image, and how: model, data, device,
/// precision and efforts.
[[nodiscard]] RunConfig configOf(const RunReport& report);

/// Makes a StoredRun of the images of an experiment, handed over one at a time; keeps a number of each.
class StoredRunBuilder {
public:
    /// `classes`: of the model; 0: the largest class that is met tells.
    StoredRunBuilder(RunReport report, QDateTime createdUtc, int classes, QStringList labels);
    /// Failed images are passed over.
    void add(const ImageResult& image);
    [[nodiscard]] StoredRun build() const;

private:
    void addToProfile(const ImageResult& image);
    [[nodiscard]] LivePoint pointNow() const;
    /// EDP so far as a part of the baseline's; absent where an energy is not known.
    [[nodiscard]] std::optional<double> edpNow(double delayOfBaseline) const;

    StoredRun m_run;
    std::int64_t m_stride = 1;  ///< images between two points
    std::int64_t m_images = 0, m_labelled = 0, m_right = 0, m_metered = 0;
    int m_largestClass = -1;
    double m_delayMs = 0, m_energyJ = 0;              ///< sums
    std::vector<std::pair<float, bool>> m_entropies;  ///< nats at the first effort, and whether it was right
    std::deque<LiveImage> m_latest;
    std::deque<std::vector<Visit>> m_latestVisits;
    std::optional<ProfileTable> m_profile;  ///< while every image has seen every effort
};

}  // namespace pivot
