// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/runner.h"

#include "core/uuid.h"
#include "data/data_spec.h"
#include "run/calibrator.h"
#include "run/environment.h"
#include "run/prepared_run.h"
#include "run/shard_report.h"
#include "run/timed_phase.h"

#include <utility>

namespace pivot {

namespace {

std::string modelFingerprint(const PreparedRun& run) {
    std::string all;
    for (const ModelPtr& model : run.models) {
        all += (all.empty() ? "" : "+") + model->fingerprint;
    }
    return all;
}

/// The machine, what of it computes, and in what numbers.
nlohmann::json environmentOf(const PreparedRun& run, const RunServices& services) {
    nlohmann::json environment = captureEnvironment();
    environment["libraries"] = run.device.libraries;
    environment["numerics"] = run.baselineSession().numerics();
    if (const auto driver = services.gpuDriver(run.device.id)) {
        environment["gpu_driver"] = *driver;
    }
    return environment;
}

RunRecord makeRecord(const PreparedRun& run, const RunRequest& request, const RunServices& services,
                     ThresholdSource source) {
    RunRecord record;
    record.experimentId = newUuid();
    record.groupId = request.groupId.empty() ? newUuid() : request.groupId;
    record.config = run.config;
    record.thresholdSource = std::move(source);
    record.modelFingerprint = modelFingerprint(run);
    record.datasetFingerprint = run.data->fingerprint();
    record.datasetRange = run.data->range();
    record.imageCount = run.data->size();
    record.environment = environmentOf(run, services);
    record.createdUtc = utcNow();
    if (!run.config.shard.isWhole()) {  // the others find out the same by themselves
        record.groupId = shardGroupId(record, request.groupId);
    }
    return record;
}

/// Where the images done before were made on another machine, or in other numbers, than those that follow:
/// the figures of such a run belong to neither. Both are environmentOf(); an earlier version's may lack a
/// key.
std::string sinceThen(const nlohmann::json& before, const nlohmann::json& now) {
    std::string text;
    for (const auto& [key, where] : {std::pair{"cpu", "on "}, std::pair{"numerics", "in "}}) {
        const auto was = before.find(key), is = now.find(key);
        if (was != before.end() && is != now.end() && was->is_string() && is->is_string() && *was != *is) {
            text.append("; begun ").append(where).append(was->get<std::string>());
            text.append(", finished ").append(where).append(is->get<std::string>());
        }
    }
    return text;
}

/// A source that names its images by a SPEC is held against the images that are reported on now, whatever
/// was true when it was written down.
void judge(ThresholdSource& source, const RunConfig& config, std::vector<std::string>& notes) {
    if (source.split.find('#') != std::string::npos || source.split.find(':') != std::string::npos) {
        if (parseDataSpec(source.split)) {
            source.onReportedImages = overlaps(source.split, config.dataset);
        }
    }
    if (source.onReportedImages) {
        notes.push_back("the thresholds were chosen on images that are reported on: the accuracy flatters");
    }
}

}  // namespace

Result<RunReport> runExperiment(const RunRequest& request, RunContext& context, OutcomeSink* sink,
                                const RunHooks& hooks) {
    const RunServices services = context.services.value_or(RunServices::forRegistry(context.registry));
    const bool choose = request.config.calibrate.has_value();
    auto run = prepareRun(request.config, services, !choose);
    if (!run) {
        return tl::unexpected(run.error());
    }
    auto energy = EnergyAccounting::forDevice(run->device, context.powerProfileFolders, services.chooseMeter);
    if (!energy) {
        return tl::unexpected(energy.error());
    }
    ThresholdSource source = request.thresholdSource.value_or(ThresholdSource{"given", "given", false});
    std::vector<std::string> notes = run->notes;
    if (choose) {
        auto choice = chooseLadder(*run, request.lowCandidates, *energy, services, hooks);
        if (!choice) {
            return tl::unexpected(choice.error());
        }
        source = choice->source;
        notes.insert(notes.end(), choice->notes.begin(), choice->notes.end());
    }
    judge(source, run->config, notes);
    const std::vector<std::string> untuned = run->untunedNotes();  // of the ladder as it was chosen
    notes.insert(notes.end(), untuned.begin(), untuned.end());
    const RunRecord record = makeRecord(*run, request, services, std::move(source));
    return runTimedPhase(*run, record, {}, std::move(notes), *energy, sink, hooks);
}

Result<RunReport> resumeExperiment(ResumeState state, RunContext& context, OutcomeSink& sink,
                                   const RunHooks& hooks) {
    const RunServices services = context.services.value_or(RunServices::forRegistry(context.registry));
    RunRecord& record = state.record;
    auto run = prepareRun(record.config, services, true);
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
    auto energy = EnergyAccounting::forDevice(run->device, context.powerProfileFolders, services.chooseMeter);
    if (!energy) {
        return tl::unexpected(energy.error());
    }
    // This segment's: another machine or build may finish the run.
    const nlohmann::json before = std::exchange(record.environment, environmentOf(*run, services));
    std::vector<std::string> notes = run->notes;
    const std::vector<std::string> untuned = run->untunedNotes();
    notes.insert(notes.end(), untuned.begin(), untuned.end());
    notes.push_back("resumed after " + std::to_string(state.done.size()) + " of " +
                    std::to_string(record.imageCount) + " images; timings are of all segments" +
                    sinceThen(before, record.environment));
    return runTimedPhase(*run, record, std::move(state.done), std::move(notes), *energy, &sink, hooks);
}

}  // namespace pivot
