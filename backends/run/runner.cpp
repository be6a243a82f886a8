// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/runner.h"

#include "core/uuid.h"
#include "pivot/verdict.h"
#include "run/calibrator.h"
#include "run/environment.h"
#include "run/ladder_pass.h"
#include "run/prepared_run.h"

#include <algorithm>
#include <cstdio>
#include <numeric>
#include <unordered_set>

namespace pivot {

namespace {

std::string modelFingerprint(const PreparedRun& run) {
    std::string all;
    for (const ModelPtr& model : run.models) {
        all += (all.empty() ? "" : "+") + model->fingerprint;
    }
    return all;
}

RunRecord makeRecord(const PreparedRun& run, const RunRequest& request, ThresholdSource source) {
    RunRecord record;
    record.experimentId = newUuid();
    record.groupId = request.groupId.empty() ? newUuid() : request.groupId;
    record.config = run.config;
    record.thresholdSource = std::move(source);
    record.modelFingerprint = modelFingerprint(run);
    record.datasetFingerprint = run.data->fingerprint();
    record.datasetRange = run.data->range();
    record.imageCount = run.data->size();
    record.environment = captureEnvironment();
    record.createdUtc = utcNow();
    return record;
}

void describe(const PreparedRun& run, const RunRecord& record, RunReport& report) {
    const RunConfig& config = record.config;
    report.experimentId = record.experimentId;
    report.groupId = record.groupId;
    report.device = config.device;
    report.model = config.model;
    report.dataset = config.dataset;
    report.mode = config.mode;
    report.rerun = config.rerun;
    report.batch = config.batch;
    report.precision = config.precision;
    report.numerics = run.baselineSession().numerics();
    report.threads = config.threads;
    report.seed = config.seed;
    report.warmup = config.warmup;
    report.thresholdSource = record.thresholdSource;
    report.efforts.resize(config.ladder.size());
    for (std::size_t k = 0; k < config.ladder.size(); ++k) {
        const Effort& effort = config.ladder.efforts[k];
        report.efforts[k].skip = effort.skip;
        report.efforts[k].model = effort.modelPath.empty() ? config.model : effort.modelPath;
        report.efforts[k].thresholdNats = effort.thresholdNats;
        report.efforts[k].tuned = effort.tuned;
    }
    if (run.device.modelledTiming) {
        report.delayProvenance = {ProvenanceKind::Modelled, run.device.name};
    } else if (config.mode == RunMode::Profile) {
        report.delayProvenance = {ProvenanceKind::Composed,
                                  "sum of the measured mean times of the efforts an image would visit"};
    } else {
        report.delayProvenance = {ProvenanceKind::Measured, "steady clock around the session's calls, " +
                                                                std::to_string(config.threads) +
                                                                " threads, " + std::to_string(config.warmup) +
                                                                " batches of warm-up left out"};
    }
}

/// Delays of several repeats become their mean; every other figure is that of the first, since it cannot
/// change.
void averageRepeats(const std::vector<RunReport>& repeats, RunReport& report) {
    const auto n = static_cast<double>(repeats.size());
    const auto mean = [&](auto get) {
        double sum = 0;
        for (const RunReport& r : repeats) {
            sum += get(r);
        }
        return sum / n;
    };
    const auto meanKnown = [&](auto get) -> std::optional<double> {
        double sum = 0;
        for (const RunReport& r : repeats) {
            const std::optional<double> value = get(r);
            if (!value) {
                return std::nullopt;
            }
            sum += *value;
        }
        return sum / n;
    };
    report.delayMs = mean([](const RunReport& r) { return r.delayMs; });
    report.energyJ = meanKnown([](const RunReport& r) { return r.energyJ; });
    report.baseline.delayMs = mean([](const RunReport& r) { return r.baseline.delayMs; });
    report.baseline.energyJ = meanKnown([](const RunReport& r) { return r.baseline.energyJ; });
    for (std::size_t k = 0; k < report.efforts.size(); ++k) {
        report.efforts[k].delayMs = mean([k](const RunReport& r) { return r.efforts[k].delayMs; });
        report.efforts[k].energyJ = meanKnown([k](const RunReport& r) { return r.efforts[k].energyJ; });
    }
    std::string note = "service time of the " + std::to_string(repeats.size()) + " repeats, ms an image:";
    for (const RunReport& r : repeats) {
        char text[32];
        std::snprintf(text, sizeof text, " %.4g", r.delayMs);
        note += text;
    }
    report.notes.push_back(note);
    RunMetrics::updateEdp(report);
}

/// The timed phase of a run whose ladder is final, for new runs and resumed ones.
Result<RunReport> execute(PreparedRun& run, const RunRecord& record, std::vector<ImageResult> done,
                          std::vector<std::string> notes, EnergyAccounting& energy, OutcomeSink* sink,
                          const RunHooks& hooks) {
    if (sink != nullptr) {
        if (auto begun = sink->begin(record); !begun) {
            return tl::unexpected(begun.error());
        }
    }
    const MachineState before = sampleMachine();
    PassRequest request;
    request.run = &run;
    request.data = run.data;
    std::unordered_set<std::int64_t> finishedBefore;
    for (const ImageResult& result : done) {
        finishedBefore.insert(result.outcome.imageIndex);
    }
    for (std::int64_t i = 0; i < run.data->size(); ++i) {
        if (!finishedBefore.contains(i)) {
            request.order.push_back(i);
        }
    }
    request.finishedBefore = std::move(done);
    request.profile = run.config.mode == RunMode::Profile;
    request.baselineImages = run.config.baselineImages;
    request.energy = &energy;

    RunReport report;
    std::vector<RunReport> repeats;
    RunStatus status = RunStatus::Complete;
    std::optional<Error> failure;
    for (int r = 0; r < std::max(1, run.config.repeat) && status == RunStatus::Complete && !failure; ++r) {
        RunMetrics metrics(metricsSetup(run, request.profile));
        if (r > 0) {  // only times are of interest now
            request.stage = "repeat " + std::to_string(r + 1) + " of " + std::to_string(run.config.repeat);
        }
        const auto pass = runPass(
            request, metrics,
            [&](const std::vector<ImageResult>& finished) -> Result<void> {
                return sink != nullptr && r == 0 ? sink->add(finished) : Result<void>{};
            },
            hooks);
        if (!pass) {
            failure = pass.error();
            status = RunStatus::Failed;
        } else if (pass->stopped) {
            status = RunStatus::Cancelled;
        }
        RunReport timed;
        describe(run, record, timed);
        metrics.fill(timed);
        if (pass) {
            timed.hostWallS = pass->wallSeconds;
            const auto fresh = static_cast<double>(timed.images) -
                               static_cast<double>(std::min<std::size_t>(
                                   request.finishedBefore.size(), static_cast<std::size_t>(timed.images)));
            timed.throughputImgS = pass->wallSeconds > 0 ? fresh / pass->wallSeconds : 0.0;
        }
        if (r == 0) {
            report = timed;
            for (const std::string& error : metrics.firstErrors()) {
                notes.push_back("failed image " + error);
            }
        }
        if (status == RunStatus::Complete) {
            repeats.push_back(std::move(timed));
        }
    }
    if (repeats.size() > 1) {
        averageRepeats(repeats, report);
    }
    if (run.device.modelledTiming && report.delayMs > 0) {
        // All timing keys of a simulated device are modelled; the host's own time is host_wall_s.
        report.throughputImgS = 1e3 / report.delayMs;
    }
    energy.fill(report);
    if (!run.device.modelledTiming) {
        if (std::string noise = noiseNote(before, sampleMachine(), run.config.threads); !noise.empty()) {
            notes.push_back(std::move(noise));
        }
    }
    report.status = std::string(toString(status));
    report.notes.insert(report.notes.begin(), notes.begin(), notes.end());
    report.verdict = verdictOf(report);
    if (sink != nullptr) {
        if (auto stored = sink->finish(status, report); !stored && !failure) {
            failure = stored.error();
        }
    }
    if (failure) {
        return tl::unexpected(*failure);
    }
    return report;
}

}  // namespace

Result<RunReport> runExperiment(const RunRequest& request, RunContext& context, OutcomeSink* sink,
                                const RunHooks& hooks) {
    const bool choose = request.config.calibrate.has_value();
    auto run = prepareRun(request.config, context.registry, !choose);
    if (!run) {
        return tl::unexpected(run.error());
    }
    auto energy = EnergyAccounting::forDevice(run->device, context.powerProfileFolders);
    if (!energy) {
        return tl::unexpected(energy.error());
    }
    ThresholdSource source = request.thresholdSource.value_or(ThresholdSource{"given", "given", false});
    std::vector<std::string> notes = run->notes;
    if (choose) {
        auto choice = chooseLadder(*run, request.lowCandidates, *energy, hooks);
        if (!choice) {
            return tl::unexpected(choice.error());
        }
        source = choice->source;
        notes.insert(notes.end(), choice->notes.begin(), choice->notes.end());
    }
    const RunRecord record = makeRecord(*run, request, std::move(source));
    return execute(*run, record, {}, std::move(notes), *energy, sink, hooks);
}

Result<RunReport> resumeExperiment(ResumeState state, RunContext& context, OutcomeSink& sink,
                                   const RunHooks& hooks) {
    const RunRecord& record = state.record;
    auto run = prepareRun(record.config, context.registry, true);
    if (!run) {
        return tl::unexpected(run.error());
    }
    if (modelFingerprint(*run) != record.modelFingerprint) {
        return fail(ErrorCode::Usage, "the model " + record.config.model + " is not the one experiment " +
                                          record.experimentId +
                                          " was begun with; put the old weights back or start a new run");
    }
    if (run->data->fingerprint() != record.datasetFingerprint) {
        return fail(ErrorCode::Usage, "the data set " + record.config.dataset + " changed since experiment " +
                                          record.experimentId + " was begun; put it back or start a new run");
    }
    auto energy = EnergyAccounting::forDevice(run->device, context.powerProfileFolders);
    if (!energy) {
        return tl::unexpected(energy.error());
    }
    std::vector<std::string> notes = run->notes;
    notes.push_back("resumed after " + std::to_string(state.done.size()) + " of " +
                    std::to_string(record.imageCount) + " images; timings are of all segments");
    return execute(*run, record, std::move(state.done), std::move(notes), *energy, &sink, hooks);
}

}  // namespace pivot
