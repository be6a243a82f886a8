// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run_config.h"

#include "core/json_fields.h"
#include "core/number_text.h"

#include <array>
#include <nlohmann/json.hpp>

namespace pivot {

namespace {

constexpr std::size_t kMostEfforts = 64;
/// No network that can be loaded is deeper; a bound on what a file may make us hold.
constexpr int kMostBlocks = 4096;

SkipConfig skipFromText(const std::string& text) {
    if (text == "all") {
        json::refuse(
            "\"skip\": \"all\" needs the depth of a network, which a file does not say: list the blocks.");
    }
    return json::accept(SkipConfig::parse(text, kMostBlocks));
}

}  // namespace

std::string_view toString(RunMode mode) {
    return mode == RunMode::Profile ? "profile" : "routed";
}

std::string_view toString(RerunMode mode) {
    return mode == RerunMode::Restart ? "restart" : "prefix";
}

Result<RunMode> parseRunMode(std::string_view text) {
    for (const RunMode mode : {RunMode::Routed, RunMode::Profile}) {
        if (text == toString(mode)) {
            return mode;
        }
    }
    return fail(ErrorCode::Usage, inQuotes(text) + " is not a mode: choose routed or profile.");
}

Result<RerunMode> parseRerunMode(std::string_view text) {
    for (const RerunMode mode : {RerunMode::Prefix, RerunMode::Restart}) {
        if (text == toString(mode)) {
            return mode;
        }
    }
    return fail(ErrorCode::Usage, inQuotes(text) + " is not a way to run again: choose prefix or restart.");
}

void to_json(nlohmann::json& out, const EffortLadder& ladder) {
    out = nlohmann::json::array();
    for (const Effort& effort : ladder.efforts) {
        out.push_back({{"skip", effort.skip.toString()},
                       {"model", json::orNull(effort.modelPath)},
                       {"threshold_nats", json::orNull(effort.thresholdNats)},
                       {"tuned", effort.tuned}});
        if (effort.thresholdScore) {
            out.back()["threshold_score"] = *effort.thresholdScore;
        }
    }
}

void from_json(const nlohmann::json& in, EffortLadder& ladder) {
    if (!in.is_array() || in.size() > kMostEfforts) {
        json::refuse("The ladder is not a list of at most " + std::to_string(kMostEfforts) + " efforts.");
    }
    constexpr std::array<std::string_view, 5> kKeys{"skip", "model", "threshold_nats", "threshold_score",
                                                    "tuned"};
    EffortLadder next;
    for (const nlohmann::json& item : in) {
        const json::Reader reader(item, "effort " + std::to_string(next.efforts.size() + 1));
        reader.allowOnly(kKeys);
        Effort effort;
        std::string skip = "none";
        reader.read("skip", skip);
        effort.skip = skipFromText(skip);
        reader.read("model", effort.modelPath);
        reader.read("threshold_nats", effort.thresholdNats);
        reader.read("threshold_score", effort.thresholdScore);
        reader.read("tuned", effort.tuned);
        next.efforts.push_back(std::move(effort));
    }
    ladder = std::move(next);
}

void to_json(nlohmann::json& out, const RunConfig& config) {
    out = nlohmann::json{{"model", config.model},
                         {"config", json::orNull(config.modelConfig)},
                         {"act", json::orNull(config.act)},
                         {"dataset", config.dataset},
                         {"label_map", json::orNull(config.labelMap)},
                         {"device", config.device},
                         {"efforts", config.ladder},
                         {"score", toString(config.ladder.score)},
                         {"calibrate", nullptr},
                         {"calibration", json::orNull(config.calibration)},
                         {"mode", toString(config.mode)},
                         {"rerun", toString(config.rerun)},
                         {"entropy_unit", toString(config.entropyUnit)},
                         {"precision", toString(config.precision)},
                         {"batch", config.batch},
                         {"limit", config.limit},
                         {"repeat", config.repeat},
                         {"threads", config.threads},
                         {"seed", config.seed},
                         {"warmup", config.warmup},
                         {"baseline_images", config.baselineImages}};
    if (config.quantization) {
        out["quantization"] = *config.quantization;
    }
    if (config.layers) {
        out["layers"] = true;
    }
    if (!config.shard.isWhole()) {
        out["shard"] = toString(config.shard);
    }
    if (config.calibrate) {
        out["calibrate"] = toString(*config.calibrate);
    }
}

void from_json(const nlohmann::json& in, RunConfig& config) {
    constexpr std::array<std::string_view, 24> kKeys{
        "model",     "config",          "act",          "dataset", "label_map", "device",
        "efforts",   "calibrate",       "calibration",  "mode",    "rerun",     "entropy_unit",
        "precision", "batch",           "limit",        "repeat",  "threads",   "seed",
        "warmup",    "baseline_images", "quantization", "score",   "shard",     "layers"};
    const json::Reader reader(in, "the experiment");
    reader.allowOnly(kKeys);
    RunConfig next;
    reader.read("model", next.model);
    reader.read("config", next.modelConfig);
    reader.read("act", next.act);
    reader.read("dataset", next.dataset);
    reader.read("label_map", next.labelMap);
    reader.read("device", next.device);
    if (const nlohmann::json* efforts = reader.find("efforts")) {
        from_json(*efforts, next.ladder);
    }
    reader.readText("score", next.ladder.score, parseScoreKind);
    reader.readText("calibrate", next.calibrate, parseCalibrationGoal);
    reader.read("calibration", next.calibration);
    reader.readText("mode", next.mode, parseRunMode);
    reader.readText("rerun", next.rerun, parseRerunMode);
    reader.readText("entropy_unit", next.entropyUnit, parseEntropyUnit);
    reader.readText("precision", next.precision, parsePrecision);
    if (const nlohmann::json* quantization = reader.find("quantization")) {
        next.quantization = quantization->get<Quantization>();
    }
    reader.read("batch", next.batch);
    reader.read("limit", next.limit);
    reader.read("repeat", next.repeat);
    reader.read("threads", next.threads);
    reader.read("seed", next.seed);
    reader.read("warmup", next.warmup);
    reader.read("baseline_images", next.baselineImages);
    reader.read("layers", next.layers);
    reader.readText("shard", next.shard, parseShard);
    config = std::move(next);
}

}  // namespace pivot
