// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/ladder_pass.h"

#include "run/baseline_probe.h"
#include "run/ladder_executor.h"

#include <algorithm>
#include <chrono>
#include <thread>

namespace pivot {

namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

/// The first batches through every effort and the baseline: allocations, caches and thread pools settle. A
/// run that was killed after its last outcome warms up for its baseline on images it has already.
Result<void> warmUp(const PassRequest& request, const RunHooks& hooks) {
    const RunConfig& config = request.run->config;
    std::vector<std::int64_t> images = request.order;
    for (std::size_t i = 0; request.order.empty() && i < request.finishedBefore.size(); ++i) {
        if (const auto at = request.data->indexOf(request.finishedBefore[i].outcome.imageIndex)) {
            images.push_back(*at);
        }
    }
    const auto count =
        std::min<std::size_t>(images.size(), static_cast<std::size_t>(std::max(0, config.warmup)) *
                                                 static_cast<std::size_t>(config.batch));
    if (count == 0) {
        return {};
    }
    images.resize(count);
    Prefetcher prefetcher(request.data, preprocessSpecOf(request.run->spec()), std::move(images),
                          config.batch);
    while (auto batch = prefetcher.next()) {
        if (hooks.stop.stop_requested() || batch->indices.empty()) {
            break;
        }
        const ImageBatch pixels{static_cast<int>(batch->indices.size()), batch->pixels};
        for (const LadderExecutor::Stage& stage : request.run->stages()) {
            if (auto done = stage.session->run(pixels, stage.skip); !done) {
                return tl::unexpected(done.error());
            }
        }
        if (auto done = request.run->baselineSession().run(pixels, SkipConfig{}); !done) {
            return tl::unexpected(done.error());
        }
    }
    return {};
}

/// The timed phase: wall time, meter and machine are watched while it is open. A pause closes it.
class TimedPhase {
public:
    TimedPhase(EnergyAccounting* energy, MachineWatch* machine) : m_energy(energy), m_machine(machine) {
        open();
    }
    ~TimedPhase() { close(); }
    TimedPhase(const TimedPhase&) = delete;
    TimedPhase& operator=(const TimedPhase&) = delete;

    void sample() {
        if (m_energy != nullptr) {
            m_energy->sampleWindow();
        }
    }
    [[nodiscard]] double seconds() const { return m_seconds + (m_isOpen ? secondsSince(m_opened) : 0.0); }
    void close() {
        if (!m_isOpen) {
            return;
        }
        m_seconds = seconds();
        m_isOpen = false;
        if (m_energy != nullptr) {
            m_energy->stopWindow();
        }
        if (m_machine != nullptr) {
            m_machine->stop();
        }
    }
    /// Told with true when the wait begins, with false when it has ended.
    template <class Tell>
    void waitWhilePaused(const RunHooks& hooks, Tell tell) {
        const auto paused = [&] { return hooks.paused && !hooks.stop.stop_requested() && hooks.paused(); };
        if (!paused()) {
            return;
        }
        close();
        tell(true);
        while (paused()) {
            std::this_thread::sleep_for(std::chrono::milliseconds(30));
        }
        tell(false);
        open();
    }

private:
    void open() {
        if (m_machine != nullptr) {
            m_machine->start();
        }
        if (m_energy != nullptr) {
            m_energy->startWindow();
        }
        m_opened = Clock::now();
        m_isOpen = true;
    }

    EnergyAccounting* m_energy;
    MachineWatch* m_machine;
    Clock::time_point m_opened;
    double m_seconds = 0;
    bool m_isOpen = false;
};

/// Tells the watchers where the pass stands; the snapshot is made at most thirty times a second.
class Announcer {
public:
    Announcer(const PassRequest& request, const RunHooks& hooks, const RunMetrics& metrics)
        : m_request(request), m_hooks(hooks), m_metrics(metrics) {
        m_progress.stage = request.stage;
        m_progress.device = request.run->config.device;
        m_before = static_cast<std::int64_t>(request.finishedBefore.size());
        m_progress.total = m_before + static_cast<std::int64_t>(request.order.size());
    }
    /// `seen` images of this pass after `passed` seconds, pauses left out.
    void tell(std::int64_t seen, double passed, bool atOnce, bool paused = false) {
        m_progress.paused = paused;
        m_progress.done = m_before + seen;
        m_progress.imagesPerSecond = passed > 0 ? static_cast<double>(seen) / passed : 0;
        const auto left = static_cast<double>(m_progress.total - m_progress.done);
        m_progress.secondsLeft = m_progress.imagesPerSecond > 0 ? left / m_progress.imagesPerSecond : 0;
        if (m_hooks.progress) {
            m_hooks.progress(m_progress);
        }
        if (m_hooks.live != nullptr && (atOnce || secondsSince(m_published) > 1.0 / 30)) {
            LiveSnapshot snapshot = m_request.shown;
            if (m_request.showsFigures) {
                snapshot = m_metrics.snapshot();
                snapshot.delayProvenance = m_request.shown.delayProvenance;
                snapshot.energyProvenance = m_request.shown.energyProvenance;
            }
            snapshot.progress = m_progress;
            m_hooks.live->publish(std::move(snapshot));
            m_published = Clock::now();
        }
    }

private:
    const PassRequest& m_request;
    const RunHooks& m_hooks;
    const RunMetrics& m_metrics;
    RunProgress m_progress;
    std::int64_t m_before = 0;
    Clock::time_point m_published;
};

/// One walk, from the first batch to the last.
class Pass {
public:
    Pass(const PassRequest& request, RunMetrics& metrics, const ResultHandler& handler, const RunHooks& hooks)
        : m_request(request),
          m_metrics(metrics),
          m_handler(handler),
          m_hooks(hooks),
          m_preprocessing(preprocessSpecOf(request.run->spec())),
          m_watts(request.energy != nullptr ? request.energy->estimatedWatts() : std::nullopt),
          m_baseline(request, metrics, m_watts),
          m_executor(
              request.run->stages(),
              {.rerun = request.run->config.rerun,
               .score = request.run->config.ladder.score,
               .profile = request.profile,
               .batch = request.run->config.batch,
               .estimatedWatts = m_watts},
              *request.data,
              [this](int stage, int images, const SessionCost& cost) { observe(stage, images, cost); },
              request.onLogits),
          m_announcer(request, hooks, metrics) {}
    Pass(const Pass&) = delete;
    Pass& operator=(const Pass&) = delete;

    Result<PassTotals> run() {
        for (const ImageResult& result : m_request.finishedBefore) {
            m_metrics.add(result);
        }
        m_baseline.adopt(m_request.finishedBefore);
        const std::int64_t before = m_metrics.images();
        if (auto done = walk(); !done) {
            return tl::unexpected(done.error());
        }
        m_totals.wallSeconds = std::max(0.0, m_phase->seconds() - m_baseline.seconds());
        m_totals.images = m_metrics.images() - before;
        if (auto done = payBaseline(); !done) {
            return tl::unexpected(done.error());
        }
        m_announcer.tell(m_seen, m_phase->seconds(), true);
        m_phase->close();
        return m_totals;
    }

private:
    void observe(int stage, int images, const SessionCost& cost) {
        m_metrics.addBatchMs(static_cast<double>(cost.delayNs) * 1e-6);
        if (m_baseline.isEffort() && stage + 1 == static_cast<int>(m_request.run->config.ladder.size())) {
            m_baseline.charge(images, cost);
        }
    }

    bool stopped() {
        m_phase->waitWhilePaused(m_hooks, [this](bool waits) {
            m_announcer.tell(m_seen, m_phase->seconds(), true, waits);
            if (m_hooks.waiting) {
                m_hooks.waiting(waits);
            }
        });
        m_totals.stopped = m_totals.stopped || m_hooks.stop.stop_requested();
        return m_totals.stopped;
    }

    Result<void> handOver() {
        for (const ImageResult& result : m_finished) {
            m_metrics.add(result);
            m_baseline.compare(result);
        }
        auto done = m_handler(m_finished);
        m_finished.clear();
        return done;
    }

    Result<void> feed(PreparedBatch batch) {
        const auto images = static_cast<std::int64_t>(batch.indices.size() + batch.errors.size());
        const bool probe = !batch.indices.empty() && m_baseline.dueFor(images, m_seen);
        std::optional<PreparedBatch> afterwards;
        if (probe && m_baseline.nextRunsFirst()) {
            if (auto done = m_baseline.run(batch); !done) {
                return done;
            }
        } else if (probe) {
            afterwards = batch;
        }
        if (auto done = m_executor.feed(std::move(batch), m_finished); !done) {
            return done;
        }
        if (afterwards) {
            if (auto done = m_baseline.run(*afterwards); !done) {
                return done;
            }
        }
        m_seen += images;
        return handOver();
    }

    Result<void> walk() {
        Prefetcher prefetcher(m_request.data, m_preprocessing, m_request.order, m_request.run->config.batch);
        m_phase.emplace(m_request.energy, m_request.machine);
        while (auto batch = prefetcher.next()) {
            if (stopped()) {
                return {};
            }
            if (auto done = feed(std::move(*batch)); !done) {
                return done;
            }
            m_phase->sample();
            m_announcer.tell(m_seen, m_phase->seconds(), false);
        }
        if (auto done = m_executor.flush(m_finished); !done) {
            return done;
        }
        return handOver();
    }

    /// A resumed run owes the baseline what its earlier segments measured: only outcomes are stored.
    Result<void> payBaseline() {
        if (m_totals.stopped || m_request.finishedBefore.empty()) {
            return {};
        }
        const std::vector<std::int64_t> owed = m_baseline.stillOwed(m_request.finishedBefore);
        if (owed.empty()) {
            return {};
        }
        Prefetcher prefetcher(m_request.data, m_preprocessing, owed, m_request.run->config.batch);
        while (auto batch = prefetcher.next()) {
            if (stopped()) {
                return {};
            }
            if (!batch->indices.empty()) {
                if (auto done = m_baseline.run(*batch); !done) {
                    return done;
                }
            }
            m_phase->sample();
        }
        for (const ImageResult& result : m_request.finishedBefore) {
            m_baseline.compare(result);
        }
        return {};
    }

    const PassRequest& m_request;
    RunMetrics& m_metrics;
    const ResultHandler& m_handler;
    const RunHooks& m_hooks;
    PreprocessSpec m_preprocessing;
    std::optional<double> m_watts;
    BaselineProbe m_baseline;
    LadderExecutor m_executor;
    Announcer m_announcer;
    std::optional<TimedPhase> m_phase;
    std::vector<ImageResult> m_finished;
    PassTotals m_totals;
    std::int64_t m_seen = 0;
};

}  // namespace

RunMetrics::Setup metricsSetup(const PreparedRun& run, bool profile) {
    return {.efforts = static_cast<int>(run.config.ladder.size()),
            .classes = run.spec().numClasses,
            .score = run.config.ladder.score,
            .profile = profile,
            .lastIsBaseline = run.config.ladder.efforts.back().skip.isFullPath(),
            .perImageLatency = run.config.batch == 1};
}

Result<PassTotals> runPass(const PassRequest& request, RunMetrics& metrics, const ResultHandler& handler,
                           const RunHooks& hooks) {
    if (auto warmed = warmUp(request, hooks); !warmed) {
        return tl::unexpected(warmed.error());
    }
    return Pass(request, metrics, handler, hooks).run();
}

}  // namespace pivot
