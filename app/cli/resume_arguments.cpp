// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/resume_arguments.h"

#include "run/experiment_file.h"

#include <algorithm>
#include <map>

namespace pivot::cli {

namespace {

Result<bool> sameDevice(const std::string& given, const std::string& stored, DeviceRegistry& registry) {
    if (given == stored) {
        return true;
    }
    auto device = registry.resolve(given);
    if (!device) {
        return tl::unexpected(device.error());
    }
    return device->id == stored;
}

/// What a run fills in by itself is taken from the stored configuration, so that only what a person wrote is
/// compared.
void fillIn(RunConfig& config, const RunConfig& stored) {
    config.device = stored.device;
    config.threads = config.threads == 0 ? stored.threads : config.threads;
    auto& efforts = config.ladder.efforts;
    const auto& storedEfforts = stored.ladder.efforts;
    for (std::size_t k = 0; k < std::min(efforts.size(), storedEfforts.size()); ++k) {
        efforts[k].tuned = storedEfforts[k].tuned;
        if (stored.calibrate) {
            efforts[k].thresholdNats = storedEfforts[k].thresholdNats;
            efforts[k].thresholdScore = storedEfforts[k].thresholdScore;
        }
    }
}

Result<bool> sameFile(const RunArguments& a, const RunConfig& stored, DeviceRegistry& registry) {
    auto file = readExperimentFile(a.experimentFile);
    if (!file) {
        return tl::unexpected(file.error());
    }
    bool known = a.given("--device") || file->devices.empty();
    for (const std::string& device : file->devices) {  // the stored run is of one of them
        auto same = known ? Result<bool>(true) : sameDevice(device, stored.device, registry);
        if (!same) {
            return same;
        }
        known = *same;
    }
    RunConfig& config = file->request.config;
    if (auto laid = layOver(a, config); !laid) {  // as when the run was begun
        return tl::unexpected(laid.error());
    }
    fillIn(config, stored);
    return known && config == stored;
}

/// Whether the efforts and candidates as typed can have given the stored ladder.
Result<bool> sameLadder(const RunArguments& a, const RunConfig& stored) {
    const auto model = loadModel(stored.model, overridesOf(stored.modelConfig, stored.act));
    if (!model) {
        return tl::unexpected(model.error());
    }
    const ModelSpec& spec = (*model)->spec;
    bool same = true;
    RunConfig typed;
    typed.ladder.score = stored.ladder.score;
    for (const std::string& text : a.efforts) {
        auto effort =
            parseEffort(text, {stored.ladder.score, stored.entropyUnit}, spec.depth, spec.numClasses);
        if (!effort) {
            return tl::unexpected(effort.error());
        }
        typed.ladder.efforts.push_back(*effort);
    }
    if (!a.candidates.empty()) {
        same = false;
        for (const std::string& text : a.candidates) {
            auto skip = SkipConfig::parse(text, spec.depth);
            if (!skip) {
                return tl::unexpected(skip.error());
            }
            same = same || *skip == stored.ladder.efforts.front().skip;
        }
        if (!typed.ladder.efforts.empty()) {
            typed.ladder.efforts.front().skip = stored.ladder.efforts.front().skip;
        }
    }
    fillIn(typed, stored);
    return same && (a.efforts.empty() || typed.ladder == stored.ladder);
}

}  // namespace

Result<void> checkResumeArguments(const RunArguments& a, const RunRecord& record, DeviceRegistry& registry) {
    const RunConfig& stored = record.config;
    RunConfig laid = stored;
    if (auto done = layOver(a, laid); !done) {
        return done;
    }
    Result<bool> device = true, file = true, ladder = true;
    if (a.given("--device")) {
        device = sameDevice(a.devices, stored.device, registry);
    }
    if (a.given("--experiment")) {
        file = sameFile(a, stored, registry);
    }
    if (a.given("--effort") || a.given("--candidate")) {
        ladder = sameLadder(a, stored);
    }
    for (const Result<bool>* answer : {&device, &file, &ladder}) {
        if (!*answer) {
            return tl::unexpected(answer->error());
        }
    }
    const std::map<std::string, bool> agrees{
        {"--resume", true},
        {"--db", true},
        {"--json", true},
        {"--no-store", false},
        {"--model", a.model == stored.model},
        {"--device", *device},
        {"--experiment", *file},
        {"--effort", *ladder},
        {"--candidate", *ladder},
        {"--choose", stored.calibrate.has_value()},
        {"--threads", a.threads == 0 || a.threads == stored.threads},
        {"--config", laid.modelConfig == stored.modelConfig},
        {"--act", laid.act == stored.act},
        {"--dataset", laid.dataset == stored.dataset},
        {"--label-map", laid.labelMap == stored.labelMap},
        {"--score", laid.ladder.score == stored.ladder.score},
        {"--entropy-unit", laid.entropyUnit == stored.entropyUnit},
        {"--calibrate", laid.calibrate == stored.calibrate},
        {"--calibration", laid.calibration == stored.calibration},
        {"--mode", laid.mode == stored.mode},
        {"--rerun", laid.rerun == stored.rerun},
        {"--baseline", laid.baselineImages == stored.baselineImages},
        {"--batch", laid.batch == stored.batch},
        {"--precision", laid.precision == stored.precision},
        {"--layers", laid.layers == stored.layers},
        {"--limit", laid.limit == stored.limit},
        {"--shard", laid.shard == stored.shard},
        {"--group", true},
        {"--repeat", laid.repeat == stored.repeat},
        {"--warmup", laid.warmup == stored.warmup},
        {"--seed", laid.seed == stored.seed},
    };
    for (const CLI::Option* option : a.app->get_options()) {
        const std::string name = option->get_name();
        const auto found = agrees.find(name);
        if (option->count() > 0 && (found == agrees.end() || !found->second)) {
            return fail(ErrorCode::Usage, name + " contradicts experiment " + record.experimentId +
                                              ", which is finished with the configuration it was begun with: "
                                              "leave it out, or start a new run without --resume");
        }
    }
    return {};
}

}  // namespace pivot::cli
