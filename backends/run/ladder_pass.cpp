// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/ladder_pass.h"

#include "pivot/entropy.h"
#include "run/ladder_executor.h"

#include <algorithm>
#include <chrono>
#include <thread>
#include <unordered_map>

namespace pivot {

namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Runs the full path with the last effort's weights on some of the batches, spread evenly, and compares its
/// answers with the routed ones.
class BaselineProbe {
public:
    BaselineProbe(const PassRequest& request, RunMetrics& metrics, std::optional<double> watts)
        : m_session(request.run->baselineSession()),
          m_data(*request.data),
          m_metrics(metrics),
          m_watts(watts) {
        const int batch = request.run->config.batch;
        const auto batches = (static_cast<std::int64_t>(request.order.size()) + batch - 1) / batch;
        const bool all = request.baselineImages < 0;
        const std::int64_t wanted = all ? batches : (request.baselineImages + batch - 1) / batch;
        m_stride = wanted <= 0 ? 0 : std::max<std::int64_t>(1, batches / std::max<std::int64_t>(1, wanted));
        // An effort that is the baseline already tells its cost and its answers.
        const std::size_t efforts = request.run->config.ladder.size();
        m_isEffort = request.run->lastEffortIsBaseline() && (request.profile || efforts == 1);
        m_pairedByEffort = request.profile && request.run->config.ladder.efforts.back().skip.isFullPath();
    }

    [[nodiscard]] bool isEffort() const { return m_isEffort; }
    [[nodiscard]] bool dueFor(std::int64_t batchNumber) const {
        return !m_isEffort && m_stride > 0 && batchNumber % m_stride == 0;
    }
    void charge(std::int64_t images, const SessionCost& cost) {
        std::optional<double> energy = cost.energyJ;
        if (!energy && m_watts) {
            energy = *m_watts * static_cast<double>(cost.delayNs) * 1e-9;
        }
        m_metrics.addBaseline(images, cost.delayNs, energy);
    }
    Result<void> run(const PreparedBatch& batch) {
        const auto begun = Clock::now();
        const int count = static_cast<int>(batch.indices.size());
        auto logits = m_session.run(ImageBatch{count, batch.pixels}, SkipConfig{});
        if (!logits) {
            return tl::unexpected(logits.error());
        }
        charge(count, logits->cost);
        const auto classes = static_cast<std::size_t>(logits->classes);
        for (int i = 0; i < count; ++i) {
            const std::int64_t image = batch.indices[static_cast<std::size_t>(i)];
            const auto label = m_data.label(image);
            const auto scores = scoreLogits(
                std::span(logits->logits).subspan(static_cast<std::size_t>(i) * classes, classes));
            if (label && scores) {
                m_right[image] = scores->topIds.front() == *label;
            }
        }
        m_seconds += secondsSince(begun);
        return {};
    }
    void compare(const ImageResult& routed) {
        if (m_pairedByEffort || !routed.outcome.right || !routed.outcome.error.empty()) {
            return;
        }
        if (m_isEffort) {  // one effort alone: it is its own baseline
            m_metrics.addPair(*routed.outcome.right, *routed.outcome.right);
            return;
        }
        if (const auto found = m_right.find(routed.outcome.imageIndex); found != m_right.end()) {
            m_metrics.addPair(found->second, *routed.outcome.right);
            m_right.erase(found);
        }
    }
    [[nodiscard]] double seconds() const { return m_seconds; }

private:
    InferenceSession& m_session;
    const DataSet& m_data;
    RunMetrics& m_metrics;
    std::optional<double> m_watts;
    std::unordered_map<std::int64_t, bool> m_right;  ///< answers that wait for the routed one
    std::int64_t m_stride = 0;
    bool m_isEffort = false, m_pairedByEffort = false;
    double m_seconds = 0;
};

/// The first batches through every effort and the baseline: allocations, caches and thread pools settle.
Result<void> warmUp(const PassRequest& request, const RunHooks& hooks) {
    const RunConfig& config = request.run->config;
    const auto count =
        std::min<std::size_t>(request.order.size(), static_cast<std::size_t>(std::max(0, config.warmup)) *
                                                        static_cast<std::size_t>(config.batch));
    if (count == 0) {
        return {};
    }
    Prefetcher prefetcher(request.data, preprocessSpecOf(request.run->spec()),
                          {request.order.begin(), request.order.begin() + static_cast<std::ptrdiff_t>(count)},
                          config.batch);
    while (auto batch = prefetcher.next()) {
        if (hooks.stop.stop_requested() || batch->indices.empty()) {
            break;
        }
        const ImageBatch images{static_cast<int>(batch->indices.size()), batch->pixels};
        for (const LadderExecutor::Stage& stage : request.run->stages()) {
            if (auto done = stage.session->run(images, stage.skip); !done) {
                return tl::unexpected(done.error());
            }
        }
        if (auto done = request.run->baselineSession().run(images, SkipConfig{}); !done) {
            return tl::unexpected(done.error());
        }
    }
    return {};
}

void waitWhilePaused(const RunHooks& hooks) {
    while (hooks.paused && hooks.paused() && !hooks.stop.stop_requested()) {
        std::this_thread::sleep_for(std::chrono::milliseconds(30));
    }
}

/// Tells the watchers where the pass stands; the snapshot is made at most thirty times a second.
class Announcer {
public:
    Announcer(const PassRequest& request, const RunHooks& hooks, const RunMetrics& metrics)
        : m_hooks(hooks), m_metrics(metrics) {
        m_progress.stage = request.stage;
        m_progress.device = request.run->config.device;
        m_before = static_cast<std::int64_t>(request.finishedBefore.size());
        m_progress.total = m_before + static_cast<std::int64_t>(request.order.size());
    }
    void tell(std::int64_t seen, bool last) {
        const double passed = secondsSince(m_begun);
        m_progress.done = m_before + seen;
        m_progress.imagesPerSecond = passed > 0 ? static_cast<double>(seen) / passed : 0;
        const auto left = static_cast<double>(m_progress.total - m_progress.done);
        m_progress.secondsLeft = m_progress.imagesPerSecond > 0 ? left / m_progress.imagesPerSecond : 0;
        if (m_hooks.progress) {
            m_hooks.progress(m_progress);
        }
        if (m_hooks.live != nullptr && (last || secondsSince(m_published) > 1.0 / 30)) {
            LiveSnapshot snapshot = m_metrics.snapshot();
            snapshot.progress = m_progress;
            m_hooks.live->publish(std::move(snapshot));
            m_published = Clock::now();
        }
    }

private:
    const RunHooks& m_hooks;
    const RunMetrics& m_metrics;
    RunProgress m_progress;
    std::int64_t m_before = 0;
    Clock::time_point m_begun = Clock::now(), m_published;
};

}  // namespace

RunMetrics::Setup metricsSetup(const PreparedRun& run, bool profile) {
    return {.efforts = static_cast<int>(run.config.ladder.size()),
            .classes = run.spec().numClasses,
            .profile = profile,
            .lastIsBaseline = run.config.ladder.efforts.back().skip.isFullPath(),
            .perImageLatency = run.config.batch == 1};
}

Result<PassTotals> runPass(const PassRequest& request, RunMetrics& metrics, const ResultHandler& handler,
                           const RunHooks& hooks) {
    if (auto warmed = warmUp(request, hooks); !warmed) {
        return tl::unexpected(warmed.error());
    }
    const RunConfig& config = request.run->config;
    const std::optional<double> watts =
        request.energy != nullptr ? request.energy->estimatedWatts() : std::nullopt;
    BaselineProbe baseline(request, metrics, watts);
    const int lastStage = static_cast<int>(config.ladder.size()) - 1;
    LadderExecutor executor(
        request.run->stages(),
        {.rerun = config.rerun, .profile = request.profile, .batch = config.batch, .estimatedWatts = watts},
        *request.data, [&](int stage, int images, const SessionCost& cost) {
            metrics.addBatchMs(static_cast<double>(cost.delayNs) * 1e-6);
            if (stage == lastStage && baseline.isEffort()) {
                baseline.charge(images, cost);
            }
        });
    const PreprocessSpec preprocessing = preprocessSpecOf(request.run->spec());
    Prefetcher prefetcher(request.data, preprocessing, request.order, config.batch);
    Announcer announcer(request, hooks, metrics);

    PassTotals totals;
    std::vector<ImageResult> finished;
    const auto handOver = [&]() -> Result<void> {
        for (const ImageResult& result : finished) {
            metrics.add(result);
            baseline.compare(result);
        }
        auto done = handler(finished);
        finished.clear();
        return done;
    };
    for (const ImageResult& result : request.finishedBefore) {
        metrics.add(result);
    }
    if (request.energy != nullptr) {
        request.energy->startWindow();
    }
    const auto begun = Clock::now();
    std::int64_t batchNumber = 0, seen = 0;
    while (auto batch = prefetcher.next()) {
        waitWhilePaused(hooks);
        if (hooks.stop.stop_requested()) {
            totals.stopped = true;
            break;
        }
        seen += static_cast<std::int64_t>(batch->indices.size() + batch->errors.size());
        const bool probe = baseline.dueFor(batchNumber) && !batch->indices.empty();
        // Before on even turns and after on odd ones, so that neither side always finds warm caches.
        const bool before = (batchNumber & 1) == 0;
        std::optional<PreparedBatch> copy;
        if (probe && before) {
            if (auto done = baseline.run(*batch); !done) {
                return tl::unexpected(done.error());
            }
        } else if (probe) {
            copy = *batch;
        }
        if (auto done = executor.feed(std::move(*batch), finished); !done) {
            return tl::unexpected(done.error());
        }
        if (copy) {
            if (auto done = baseline.run(*copy); !done) {
                return tl::unexpected(done.error());
            }
        }
        if (auto done = handOver(); !done) {
            return tl::unexpected(done.error());
        }
        if (request.energy != nullptr) {
            request.energy->sampleWindow();
        }
        ++batchNumber;
        announcer.tell(seen, false);
    }
    if (!totals.stopped) {
        if (auto done = executor.flush(finished); !done) {
            return tl::unexpected(done.error());
        }
        if (auto done = handOver(); !done) {
            return tl::unexpected(done.error());
        }
    }
    totals.wallSeconds = secondsSince(begun) - baseline.seconds();
    if (request.energy != nullptr) {
        request.energy->stopWindow();
    }
    // A resumed run whose baseline sees every image owes it those of the earlier segments.
    if (!totals.stopped && request.baselineImages < 0 && !request.finishedBefore.empty() &&
        !baseline.isEffort()) {
        std::vector<std::int64_t> earlier;
        for (const ImageResult& result : request.finishedBefore) {
            if (result.outcome.error.empty()) {
                earlier.push_back(result.outcome.imageIndex);
            }
        }
        Prefetcher again(request.data, preprocessing, earlier, config.batch);
        while (auto batch = again.next()) {
            if (hooks.stop.stop_requested()) {
                totals.stopped = true;
                break;
            }
            if (!batch->indices.empty()) {
                if (auto done = baseline.run(*batch); !done) {
                    return tl::unexpected(done.error());
                }
            }
        }
        for (const ImageResult& result : request.finishedBefore) {
            baseline.compare(result);
        }
    }
    announcer.tell(seen, true);
    return totals;
}

}  // namespace pivot
