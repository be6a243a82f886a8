// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/outcome.h"
#include "core/result.h"
#include "data/dataset.h"
#include "data/prefetcher.h"
#include "devices/inference_session.h"
#include "pivot/metrics.h"

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

namespace pivot {

struct PassRequest;

/// Runs the full path with the last effort's weights on some of the batches, spread evenly, and compares its
/// answers with the routed ones. Where an effort is the baseline itself, that effort's visits tell its cost.
class BaselineProbe {
public:
    /// `watts`: charged where the session models no energy. All arguments must outlive the probe.
    BaselineProbe(const PassRequest& request, RunMetrics& metrics, std::optional<double> watts);

    [[nodiscard]] bool isEffort() const { return m_isEffort; }
    /// Whether the baseline must run on a batch of `images` after `seen` images of the pass.
    [[nodiscard]] bool dueFor(std::int64_t images, std::int64_t seen) const;
    /// Before the routed pass on even turns and after it on odd ones, so that neither side always finds warm
    /// caches.
    [[nodiscard]] bool nextRunsFirst() const { return m_runs % 2 == 0; }
    [[nodiscard]] Result<void> run(const PreparedBatch& batch);
    /// The cost of the last effort on one batch, where it is the baseline.
    void charge(std::int64_t images, const SessionCost& cost);
    /// Pairs a routed answer with the baseline's.
    void compare(const ImageResult& routed);
    /// What the images of earlier segments already tell of a baseline that is an effort.
    void adopt(const std::vector<ImageResult>& earlier);
    /// Indices of finished images that the baseline must still see, spread evenly, so that it rests on as
    /// many images as were asked for whatever the segments.
    [[nodiscard]] std::vector<std::int64_t> stillOwed(const std::vector<ImageResult>& earlier) const;
    [[nodiscard]] double seconds() const { return m_seconds; }  ///< spent in run()

private:
    InferenceSession& m_session;
    const DataSet& m_data;
    RunMetrics& m_metrics;
    std::optional<double> m_watts;
    std::unordered_map<std::int64_t, bool> m_right;  ///< answers that wait for the routed one, by imageIndex
    std::int64_t m_wanted = 0;                       ///< images, of all segments
    std::int64_t m_passImages = 0;
    std::int64_t m_measured = 0, m_runs = 0;
    int m_lastEffort = 0;
    bool m_isEffort = false, m_pairedByEffort = false;
    double m_seconds = 0;
};

}  // namespace pivot
