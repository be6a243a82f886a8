// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/timed_phase.h"

#include "pivot/verdict.h"
#include "run/ladder_pass.h"
#include "run/layer_timing.h"
#include "run/machine_watch.h"

#include <algorithm>
#include <cstdio>
#include <numeric>
#include <optional>
#include <unordered_set>

namespace pivot {

namespace {

Provenance delayProvenanceOf(const PreparedRun& run) {
    if (run.device.modelledTiming) {
        return {ProvenanceKind::Modelled, run.device.name};
    }
    if (run.config.mode == RunMode::Profile) {
        return {ProvenanceKind::Composed,
                "sum of the measured mean times of the efforts an image would visit"};
    }
    return {ProvenanceKind::Measured, "steady clock around the session's calls, " +
                                          std::to_string(run.config.threads) + " threads, " +
                                          std::to_string(run.config.warmup) + " batches of warm-up left out"};
}

void describe(const PreparedRun& run, const RunRecord& record, RunReport& report) {
    const RunConfig& config = run.config;
    report.experimentId = record.experimentId;
    report.groupId = record.groupId;
    report.device = config.device;
    report.model = config.model;
    report.dataset = config.dataset;
    report.mode = config.mode;
    report.rerun = config.rerun;
    report.score = config.ladder.score;
    report.batch = config.batch;
    report.precision = config.precision;
    report.numerics = run.baselineSession().numerics();
    report.threads = config.threads;
    report.seed = config.seed;
    report.warmup = config.warmup;
    report.numClasses = run.spec().numClasses;
    report.thresholdSource = record.thresholdSource;
    report.delayProvenance = delayProvenanceOf(run);
    report.efforts.resize(config.ladder.size());
    for (std::size_t k = 0; k < config.ladder.size(); ++k) {
        const Effort& effort = config.ladder.efforts[k];
        report.efforts[k].skip = effort.skip;
        report.efforts[k].model = effort.modelPath.empty() ? config.model : effort.modelPath;
        report.efforts[k].thresholdNats = effort.thresholdNats;
        report.efforts[k].thresholdScore = effort.thresholdScore;
        report.efforts[k].tuned = effort.tuned;
    }
}

/// The walks of one run: the first, whose outcomes are kept, and its repeats, of which only the times are.
class Walks {
public:
    Walks(PreparedRun& run, std::vector<ImageResult> done, EnergyAccounting& energy, OutcomeSink* sink,
          const RunHooks& hooks)
        : m_run(run),
          m_sink(sink),
          m_hooks(hooks),
          m_metrics(metricsSetup(run, run.config.mode == RunMode::Profile)) {
        std::unordered_set<std::int64_t> finished;
        for (const ImageResult& result : done) {
            finished.insert(result.outcome.imageIndex);
        }
        for (std::int64_t i = 0; i < run.data->size(); ++i) {
            if (!finished.contains(run.data->sourceIndex(i))) {
                m_request.order.push_back(i);
            }
        }
        m_request.run = &run;
        m_request.data = run.data;
        m_request.finishedBefore = std::move(done);
        m_request.profile = run.config.mode == RunMode::Profile;
        m_request.baselineImages = run.config.baselineImages;
        m_request.energy = &energy;
        m_request.machine = &m_machine;
        m_request.shown.delayProvenance = delayProvenanceOf(run);
        m_request.shown.energyProvenance = energy.visitProvenance();
    }

    void run() {
        first();
        for (int r = 2; r <= m_run.config.repeat && status == RunStatus::Complete; ++r) {
            repeat(r);
        }
    }

    void fill(RunReport& report) const {
        m_metrics.fill(report);
        if (m_delaysMs.size() > 1) {
            report.repeatDelayMs = m_delaysMs;
        }
        report.hostWallS = m_walks > 0 ? m_wallSeconds / m_walks : m_wallSeconds;
        if (m_run.device.modelledTiming) {
            // All timing keys of a simulated device are modelled; the host's own time is host_wall_s.
            report.throughputImgS = report.delayMs > 0 ? 1e3 / report.delayMs : 0.0;
        } else {
            report.throughputImgS = m_wallSeconds > 0 ? static_cast<double>(m_images) / m_wallSeconds : 0.0;
        }
    }

    RunStatus status = RunStatus::Complete;
    std::optional<Error> failure;
    std::vector<std::string> notes;

    [[nodiscard]] const MachineLoad& machineLoad() const { return m_machine.load(); }

private:
    /// Whether the walk came to its end.
    bool settle(const Result<PassTotals>& pass) {
        if (!pass) {
            failure = pass.error();
            status = RunStatus::Failed;
        } else if (pass->stopped) {
            status = RunStatus::Cancelled;
        }
        return status == RunStatus::Complete;
    }

    void count(const PassTotals& pass) {
        m_wallSeconds += pass.wallSeconds;
        m_images += pass.images;
    }

    void first() {
        const auto pass = runPass(
            m_request, m_metrics,
            [this](const std::vector<ImageResult>& finished) -> Result<void> {
                return m_sink != nullptr ? m_sink->add(finished) : Result<void>{};
            },
            m_hooks);
        if (pass) {  // a part of the images has a rate too
            count(*pass);
        }
        for (const std::string& error : m_metrics.firstErrors()) {
            notes.push_back("failed image " + error);
        }
        if (settle(pass)) {
            m_walks = 1;
            keepCosts(m_metrics);
        }
    }

    void repeat(int number) {
        // Every image again, also those that an earlier segment finished.
        m_request.finishedBefore.clear();
        m_request.order.resize(static_cast<std::size_t>(m_run.data->size()));
        std::iota(m_request.order.begin(), m_request.order.end(), 0);
        m_request.stage = "repeat " + std::to_string(number) + " of " + std::to_string(m_run.config.repeat);
        // The figures stand: a repeat changes no answer.
        if (m_request.showsFigures) {
            m_request.showsFigures = false;
            LiveSnapshot shown = m_metrics.snapshot();
            shown.delayProvenance = m_request.shown.delayProvenance;
            shown.energyProvenance = m_request.shown.energyProvenance;
            m_request.shown = std::move(shown);
        }
        RunMetrics again(metricsSetup(m_run, m_request.profile));
        const auto pass = runPass(
            m_request, again, [](const std::vector<ImageResult>&) -> Result<void> { return {}; }, m_hooks);
        if (settle(pass)) {
            count(*pass);
            ++m_walks;
            keepCosts(again);
            m_metrics.poolTimes(again);
        } else if (status == RunStatus::Cancelled) {
            notes.push_back("stopped in repeat " + std::to_string(number) + " of " +
                            std::to_string(m_run.config.repeat) +
                            ": every image was done, and the times are of the " + std::to_string(m_walks) +
                            " that ended");
        }
        if (m_walks > 1 && (number == m_run.config.repeat || status != RunStatus::Complete)) {
            notes.push_back("service time of the " + std::to_string(m_walks) +
                            " repeats, ms an image:" + delaysText());
        }
    }

    void keepCosts(const RunMetrics& metrics) {
        m_delaysMs.push_back(metrics.meanCost().value_or(Cost{}).delayMs);
        m_request.energy->endWalk();
    }
    [[nodiscard]] std::string delaysText() const {
        std::string all;
        for (const double delayMs : m_delaysMs) {
            char text[32];
            std::snprintf(text, sizeof text, " %.4g", delayMs);
            all += text;
        }
        return all;
    }

    PreparedRun& m_run;
    OutcomeSink* m_sink;
    const RunHooks& m_hooks;
    RunMetrics m_metrics;
    MachineWatch m_machine;
    PassRequest m_request;
    std::vector<double> m_delaysMs;  ///< of every walk that ended
    double m_wallSeconds = 0;
    std::int64_t m_images = 0;  ///< timed in m_wallSeconds
    int m_walks = 0;            ///< that ended
};

/// The clock of the run has stopped: nothing here is part of its delay, energy or rate. A device that can't
/// be taken to pieces takes nothing from the run; a person who stops here still has every image.
void addLayers(const PreparedRun& run, const RunHooks& hooks, RunStatus& status, RunReport& report) {
    MachineWatch watch;
    watch.start();
    auto tables = timeLayers(run, hooks);
    watch.stop();
    if (tables) {
        report.layers = std::move(*tables);
        const std::string noise = run.device.modelledTiming ? "" : noiseNote(watch.load());
        if (!noise.empty()) {
            report.notes.push_back("the times of the layers: " + noise);
        }
    } else if (tables.error().code == ErrorCode::Cancelled) {
        status = RunStatus::Cancelled;
        report.notes.emplace_back("stopped while its layers were timed: every image was done");
    } else {
        report.notes.push_back("the layers have no times: " + tables.error().message);
    }
}

}  // namespace

Result<RunReport> runTimedPhase(PreparedRun& run, const RunRecord& record, std::vector<ImageResult> done,
                                std::vector<std::string> notes, EnergyAccounting& energy, OutcomeSink* sink,
                                const RunHooks& hooks) {
    if (sink != nullptr) {
        if (auto begun = sink->begin(record); !begun) {
            return tl::unexpected(begun.error());
        }
    }
    energy.forgetWindows();
    RunHooks watched = hooks;
    watched.waiting = [&hooks, sink](bool waits) {
        if (sink != nullptr) {
            sink->setPaused(waits);
        }
        if (hooks.waiting) {
            hooks.waiting(waits);
        }
    };
    Walks walks(run, std::move(done), energy, sink, watched);
    walks.run();

    RunReport report;
    describe(run, record, report);
    walks.fill(report);
    energy.fill(report);
    report.notes = std::move(notes);
    report.notes.insert(report.notes.end(), walks.notes.begin(), walks.notes.end());
    if (run.config.layers && walks.status == RunStatus::Complete) {
        addLayers(run, hooks, walks.status, report);
    }
    report.status = std::string(toString(walks.status));
    if (!run.device.modelledTiming) {
        if (std::string noise = noiseNote(walks.machineLoad()); !noise.empty()) {
            report.machineNoise = noise;
            report.notes.push_back(std::move(noise));
        }
    }
    report.verdict = verdictOf(report);
    std::optional<Error> failure = walks.failure;
    if (sink != nullptr) {
        if (auto stored = sink->finish(walks.status, report); !stored && !failure) {
            failure = stored.error();
        }
    }
    if (failure) {
        return tl::unexpected(*failure);
    }
    return report;
}

}  // namespace pivot
