// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/run_arguments.h"

#include "app/cli/number_check.h"
#include "core/number_text.h"
#include "core/uuid.h"
#include "run/bundled_experiment.h"
#include "run/device_group.h"
#include "run/experiment_file.h"

#include <sstream>

namespace pivot::cli {

namespace {

std::vector<std::string> split(const std::string& text, char separator) {
    std::vector<std::string> parts;
    std::istringstream in(text);
    for (std::string part; std::getline(in, part, separator);) {
        parts.push_back(part);
    }
    return parts;
}

Result<std::int64_t> parseBaseline(const std::string& text) {
    if (text == "all") {
        return -1;
    }
    const auto value = parseInteger(text);
    if (!value || *value < 1 || *value > 1'000'000'000) {
        return fail(ErrorCode::Usage, "--baseline takes a number of images or all, not \"" + text + "\"");
    }
    return *value;
}

}  // namespace

Result<void> layOver(const RunArguments& a, RunConfig& config) {
    const auto score = parseScoreKind(a.score);
    const auto unit = parseEntropyUnit(a.unit);
    const auto mode = parseRunMode(a.mode);
    const auto rerun = parseRerunMode(a.rerun);
    const auto precision = parsePrecision(a.precision);
    const auto baseline = parseBaseline(a.baseline);
    const auto shard = a.shard.empty() ? Result<Shard>(Shard{}) : parseShard(a.shard);
    if (!score || !unit || !mode || !rerun || !precision || !baseline || !shard) {
        return tl::unexpected(!score       ? score.error()
                              : !unit      ? unit.error()
                              : !mode      ? mode.error()
                              : !rerun     ? rerun.error()
                              : !precision ? precision.error()
                              : !baseline  ? baseline.error()
                                           : shard.error());
    }
    const auto set = [&](const char* option, auto& field, const auto& value) {
        if (a.given(option)) {
            field = value;
        }
    };
    set("--dataset", config.dataset, a.dataset);
    set("--label-map", config.labelMap, a.labelMap);
    set("--config", config.modelConfig, a.config);
    set("--act", config.act, a.act);
    if (a.given("--score") && *score != config.ladder.score) {
        config.ladder.score = *score;
        for (Effort& effort : config.ladder.efforts) {  // what they hold is of another score
            setHardestAccepted(effort, *score, std::nullopt);
        }
    }
    set("--entropy-unit", config.entropyUnit, *unit);
    set("--mode", config.mode, *mode);
    set("--rerun", config.rerun, *rerun);
    set("--precision", config.precision, *precision);
    set("--batch", config.batch, a.batch);
    set("--limit", config.limit, a.limit);
    set("--repeat", config.repeat, a.repeat);
    set("--threads", config.threads, a.threads);
    set("--warmup", config.warmup, a.warmup);
    set("--seed", config.seed, a.seed);
    set("--layers", config.layers, a.layers);
    set("--shard", config.shard, *shard);
    set("--calibration", config.calibration, a.calibration);
    set("--baseline", config.baselineImages, static_cast<int>(*baseline));
    if (a.given("--calibrate")) {
        auto goal = parseCalibrationGoal(a.calibrate);
        if (!goal) {
            return tl::unexpected(goal.error());
        }
        config.calibrate = *goal;
    }
    return {};
}

namespace {

Result<RunRequest> fromEfforts(const RunArguments& a, const app::Places& places, const std::string& device) {
    RunRequest request;
    RunConfig& config = request.config;
    config.device = device;
    config.model = a.model;
    if (config.model.empty()) {
        auto bundled = loadBundledExperiment(places.assets);
        if (!bundled) {
            return tl::unexpected(bundled.error());
        }
        config.model = bundled->model.string();
    }
    if (auto applied = layOver(a, config); !applied) {
        return tl::unexpected(applied.error());
    }
    const auto model = loadModel(config.model, overridesOf(a.config, a.act));
    if (!model) {
        return tl::unexpected(model.error());
    }
    const ModelSpec& spec = (*model)->spec;
    for (const std::string& text : a.efforts) {
        auto effort =
            parseEffort(text, {config.ladder.score, config.entropyUnit}, spec.depth, spec.numClasses);
        if (!effort) {
            return tl::unexpected(effort.error());
        }
        config.ladder.efforts.push_back(*effort);
    }
    for (const std::string& text : a.candidates) {
        auto skip = SkipConfig::parse(text, spec.depth);
        if (!skip) {
            return tl::unexpected(skip.error());
        }
        request.lowCandidates.push_back(*skip);
    }
    if (!request.lowCandidates.empty() && !config.calibrate) {
        return fail(ErrorCode::Usage,
                    "--candidate is chosen by a goal: say which with --calibrate, such as edp");
    }
    return request;
}

/// One request a device that is asked for, or else that the file names.
Result<std::vector<RunRequest>> fromFile(const RunArguments& a) {
    auto file = readExperimentFile(a.experimentFile);
    if (!file) {
        return tl::unexpected(file.error());
    }
    if (auto applied = layOver(a, file->request.config); !applied) {
        return tl::unexpected(applied.error());
    }
    return requestsForDevices(
        file->request, a.given("--device") || file->devices.empty() ? split(a.devices, ',') : file->devices);
}

Result<RunRequest> bundledRequest(const RunArguments& a, const app::Places& places,
                                  const std::string& device) {
    auto bundled = loadBundledExperiment(places.assets);
    if (!bundled) {
        return tl::unexpected(bundled.error());
    }
    RunRequest request = a.choose ? bundled->requestToChoose(device) : bundled->requestFor(device);
    const ScoreKind ofBundle = request.config.ladder.score;
    if (auto applied = layOver(a, request.config); !applied) {
        return tl::unexpected(applied.error());
    }
    if (request.config.ladder.score != ofBundle && !request.config.calibrate) {
        request.config.calibrate = CalibrationGoal{};  // it comes with no threshold of this score
    }
    return request;
}

/// One request a device, of the efforts as typed or the bundled experiment.
Result<std::vector<RunRequest>> fromArguments(const RunArguments& a, const app::Places& places) {
    const std::string group = newUuid();
    std::vector<RunRequest> requests;
    for (const std::string& device : split(a.devices, ',')) {
        auto request = a.efforts.empty() ? bundledRequest(a, places, device) : fromEfforts(a, places, device);
        if (!request) {
            return tl::unexpected(request.error());
        }
        request->groupId = group;
        requests.push_back(std::move(*request));
    }
    return requests;
}

/// An option that would be read over is a mistake that somebody should hear of.
Result<void> checkPartners(const RunArguments& a) {
    if (a.choose && !(a.efforts.empty() && a.experimentFile.empty())) {
        return fail(ErrorCode::Usage,
                    "--choose chooses among the paths of the bundled experiment: leave out --effort and "
                    "--experiment, or choose among your own with --candidate and --calibrate");
    }
    if (a.given("--score") && a.given("--entropy-unit") && parseScoreKind(a.score) != ScoreKind::Entropy) {
        return fail(ErrorCode::Usage,
                    "--entropy-unit is the unit of thresholds by entropy, and --score says " + a.score +
                        ", which goes from 0 to 1: leave it out");
    }
    if (!a.candidates.empty() && a.efforts.empty()) {
        return fail(ErrorCode::Usage,
                    "--candidate stands in for the first --effort: give the ladder with --effort, and the "
                    "goal with --calibrate");
    }
    if (!a.group.empty() && a.shard.empty() && a.experimentFile.empty()) {
        return fail(ErrorCode::Usage,
                    "--group keeps the shards of one run apart from others: say which with "
                    "--shard, such as 2/8");
    }
    return {};
}

/// Shards do not know of each other: what they have in common must be given, and not chosen by each for
/// itself.
Result<void> prepareShard(const RunArguments& a, RunRequest& request) {
    if (request.config.shard.isWhole()) {
        return {};
    }
    if (request.config.calibrate) {
        return fail(
            ErrorCode::Usage,
            "every shard would choose thresholds of its own: choose them once (pivot run --calibrate with a "
            "small --limit, then pivot db show ID --config) and give the shards --effort with threshold=");
    }
    request.groupId = a.group;
    return {};
}

}  // namespace

Result<Effort> parseEffort(const std::string& text, ThresholdUnit unit, int depth, int classes) {
    Effort effort;
    bool skipGiven = false;
    for (const std::string& part : split(text, ';')) {
        const auto equals = part.find('=');
        const std::string key = part.substr(0, equals);
        const std::string value = equals == std::string::npos ? "" : part.substr(equals + 1);
        if (key == "skip") {
            auto skip = SkipConfig::parse(value, depth);
            if (!skip) {
                return tl::unexpected(skip.error());
            }
            effort.skip = *skip;
            skipGiven = true;
        } else if (key == "threshold") {
            const auto threshold = parseNumber(value);
            if (!threshold) {
                return fail(ErrorCode::Usage,
                            "the threshold \"" + value + "\" is not a number; write one such as 0.2");
            }
            if (unit.score == ScoreKind::Entropy) {
                effort.thresholdNats = toNats(*threshold, unit.entropyUnit, classes);
            } else {
                effort.thresholdScore = *threshold;
            }
        } else if (key == "model") {
            effort.modelPath = value;
        } else {
            return fail(ErrorCode::Usage, "an effort has no key \"" + key +
                                              "\"; it takes skip, threshold and model, as "
                                              "in --effort \"skip=1,3,5;threshold=0.2\"");
        }
    }
    if (!skipGiven) {
        return fail(ErrorCode::Usage,
                    "the effort \"" + text + "\" does not say what it skips; add skip=none or skip=1,3,5");
    }
    return effort;
}

Result<std::vector<RunRequest>> makeRequests(const RunArguments& a, const app::Places& places) {
    if (!a.model.empty() && a.efforts.empty()) {
        return fail(ErrorCode::Usage,
                    "--model wants its efforts too, such as --effort \"skip=1,3,5;threshold=0.2\" "
                    "--effort \"skip=none\"");
    }
    if (!a.experimentFile.empty() && (!a.efforts.empty() || !a.model.empty())) {
        return fail(ErrorCode::Usage,
                    "--experiment holds the model and the efforts already; leave out --model and --effort");
    }
    if (auto fits = checkPartners(a); !fits) {
        return tl::unexpected(fits.error());
    }
    Result<std::vector<RunRequest>> made = a.experimentFile.empty() ? fromArguments(a, places) : fromFile(a);
    if (!made) {
        return made;
    }
    std::vector<RunRequest>& requests = *made;
    for (RunRequest& request : requests) {
        if (auto sharded = prepareShard(a, request); !sharded) {
            return tl::unexpected(sharded.error());
        }
        if (a.given("--calibration") && !request.config.calibrate &&
            request.config.precision != Precision::Int8) {
            return fail(ErrorCode::Usage,
                        "--calibration has no effect without --calibrate or --precision int8: say what the "
                        "thresholds are chosen for, such as --calibrate edp");
        }
    }
    if (requests.empty()) {
        return fail(ErrorCode::Usage, "--device is empty; name one, such as cpu or sim:zcu102");
    }
    return made;
}

void declareRunOptions(CLI::App& verb, RunArguments& a) {
    a.app = &verb;
    verb.add_option("--model", a.model, "timm folder, .safetensors or .pth");
    verb.add_option("--config", a.config, "config.json that describes the model");
    verb.add_option("--act", a.act, "MLP activation where it is ambiguous")
        ->check(CLI::IsMember({"gelu", "relu"}));
    verb.add_option("--dataset", a.dataset,
                    "SPEC name:path#split[a:b], or a folder (default: fashion-mnist)");
    verb.add_option("--label-map", a.labelMap, "File: folder or class name, tab, class index of the model");
    verb.add_option("--device", a.devices, "Device ids, comma-separated; see pivot devices")
        ->capture_default_str();
    verb.add_option("--effort", a.efforts,
                    "\"skip=1,3,5;threshold=0.2;model=FILE\", lowest first; the last needs no threshold")
        ->take_all();
    verb.add_option("--candidate", a.candidates, "With --calibrate: a path the first effort may take; repeat")
        ->take_all();
    verb.add_option("--score", a.score,
                    "What thresholds are compared with: entropy (an image leaves at or below), margin or "
                    "max-prob (at or above, 0 to 1)")
        ->capture_default_str();
    verb.add_option("--entropy-unit", a.unit, "Of thresholds by entropy: nats, normalized, class-mean")
        ->capture_default_str();
    verb.add_option(
        "--calibrate", a.calibrate,
        "Choose the thresholds: share=0.7 (the most accurate of which at least so many end early) | loss=0.2 "
        "(points; the fastest) | edp (the least; edp,loss=0.5 for another bound)");
    verb.add_option(
        "--calibration", a.calibration,
        "SPEC that thresholds and int8's ranges are taken from (default: the data set's own split)");
    verb.add_flag("--choose", a.choose,
                  "Bundled experiment: choose its low path and threshold anew on this machine");
    verb.add_option("--mode", a.mode, "routed: hard images only go on; profile: every effort on every image")
        ->capture_default_str();
    verb.add_option("--rerun", a.rerun, "prefix: start where the efforts differ; restart: the paper's way")
        ->capture_default_str();
    verb.add_option("--baseline", a.baseline,
                    "Images the full path is measured on, or all (its accuracy is known then)")
        ->capture_default_str();
    verb.add_option("--batch", a.batch, "Images a batch; 1 is the latency mode")->capture_default_str();
    verb.add_option("--precision", a.precision, "fp32, bf16, int8")->capture_default_str();
    verb.add_option("--limit", a.limit, "A seeded, stratified sample of so many images (0: all)")
        ->capture_default_str()
        ->check(numberFrom(0));
    verb.add_option(
        "--shard", a.shard,
        "i/n: only the i-th of n parts of the images (after --limit), for n processes on any machines; "
        "pivot db merge puts them together");
    verb.add_option(
        "--group", a.group,
        "With --shard: any word that the n processes share, to keep them apart from other runs of the "
        "same set-up");
    verb.add_option("--repeat", a.repeat, "Times the timed phase is run")
        ->capture_default_str()
        ->check(CLI::Range(1, 1000));
    verb.add_option("--warmup", a.warmup, "Batches that do not count")
        ->capture_default_str()
        ->check(CLI::Range(0, 10000));
    verb.add_flag(
        "--layers", a.layers,
        "Then time every layer too, for a second or so: what pivot compare and the figure layers show");
    verb.add_option("--threads", a.threads, "0: the physical cores available")
        ->capture_default_str()
        ->check(CLI::Range(0, 1024));
    verb.add_option("--seed", a.seed, "Of the sample")->capture_default_str()->check(numberFrom(0));
    verb.add_option("--db", a.database, "Database file (default: the platform's data folder)");
    verb.add_flag("--no-store", a.noStore, "Store nothing");
    verb.add_option("--resume", a.resume, "Finish this experiment (id or a unique prefix) as it was begun");
    verb.add_option("--experiment", a.experimentFile,
                    "A set-up as JSON, saved in the window or by pivot db show ID --config");
    verb.add_flag("--json", a.json, "One JSON object on stdout");
}

}  // namespace pivot::cli
