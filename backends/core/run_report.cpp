// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run_report.h"

#include "core/json_fields.h"
#include "core/number_text.h"

#include <nlohmann/json.hpp>

namespace pivot {

namespace {

using Json = nlohmann::json;

std::optional<double> knownIf(bool known, double value) {
    return known ? std::optional<double>(value) : std::nullopt;
}

Json toJson(const std::optional<Percentiles>& value) {
    return value ? Json{{"p50", value->p50}, {"p95", value->p95}, {"p99", value->p99}} : Json(nullptr);
}

Json toJson(const std::optional<Interval>& value) {
    return value ? Json::array({value->low, value->high}) : Json(nullptr);
}

Json toJson(const Provenance& value) {
    return {{"kind", toString(value.kind)}, {"detail", value.detail}};
}

Json toJson(const EffortReport& effort, bool anyImage) {
    return {{"skip", effort.skip.toString()},
            {"model", json::orNull(effort.model)},
            {"threshold_nats", json::orNull(effort.thresholdNats)},
            {"threshold_score", json::orNull(effort.thresholdScore)},
            {"share", json::orNull(knownIf(anyImage, effort.share))},
            {"accuracy_exits", json::orNull(effort.accuracyExits)},
            {"accuracy_all", json::orNull(effort.accuracyAll)},
            {"visits", effort.visits},
            {"delay_ms", json::orNull(knownIf(effort.visits > 0, effort.delayMs))},
            {"energy_j", json::orNull(effort.energyJ)},
            {"tuned", effort.tuned}};
}

Json toJson(const BaselineReport& baseline) {
    return {{"delay_ms", json::orNull(knownIf(baseline.delayMs > 0.0, baseline.delayMs))},
            {"energy_j", json::orNull(baseline.energyJ)},
            {"edp_js", json::orNull(baseline.edpJs)},
            {"accuracy", json::orNull(baseline.accuracy)},
            {"images", baseline.images}};
}

void read(const json::Reader& reader, const char* key, std::optional<Percentiles>& target) {
    if (const Json* member = reader.find(key)) {
        const json::Reader percentiles(*member, key);
        Percentiles value;
        percentiles.read("p50", value.p50);
        percentiles.read("p95", value.p95);
        percentiles.read("p99", value.p99);
        target = value;
    }
}

void read(const json::Reader& reader, const char* key, std::optional<Interval>& target) {
    if (const Json* member = reader.find(key)) {
        if (!member->is_array() || member->size() != 2) {
            json::refuse(inQuotes(key) + " of the report is not a pair of numbers.");
        }
        target = Interval{member->at(0).get<double>(), member->at(1).get<double>()};
    }
}

void read(const json::Reader& reader, const char* key, Provenance& target) {
    if (const Json* member = reader.find(key)) {
        const json::Reader provenance(*member, key);
        provenance.readText("kind", target.kind, parseProvenanceKind);
        provenance.read("detail", target.detail);
    }
}

EffortReport readEffort(const Json& item) {
    const json::Reader reader(item, "an effort of the report");
    EffortReport effort;
    // The depth isn't in a report; the text was made from a valid set.
    constexpr int kAnyDepth = 4096;
    reader.readText("skip", effort.skip,
                    [](std::string_view text) { return SkipConfig::parse(text, kAnyDepth); });
    reader.read("model", effort.model);
    reader.read("threshold_nats", effort.thresholdNats);
    reader.read("threshold_score", effort.thresholdScore);
    reader.read("share", effort.share);
    reader.read("accuracy_exits", effort.accuracyExits);
    reader.read("accuracy_all", effort.accuracyAll);
    reader.read("visits", effort.visits);
    reader.read("delay_ms", effort.delayMs);
    reader.read("energy_j", effort.energyJ);
    reader.read("tuned", effort.tuned);
    return effort;
}

}  // namespace

void to_json(nlohmann::json& out, const RunReport& report) {
    const bool any = report.images > 0;
    const bool timed = any && report.throughputImgS > 0;
    Json efforts = Json::array();
    for (const EffortReport& effort : report.efforts) {
        efforts.push_back(toJson(effort, any));
    }
    out =
        Json{{"experiment_id", report.experimentId},
             {"group_id", json::orNull(report.groupId)},
             {"status", report.status},
             {"device", report.device},
             {"model", report.model},
             {"dataset", report.dataset},
             {"mode", toString(report.mode)},
             {"rerun", toString(report.rerun)},
             {"score", toString(report.score)},
             {"batch", report.batch},
             {"precision", toString(report.precision)},
             {"numerics", json::orNull(report.numerics)},
             {"threads", report.threads},
             {"seed", report.seed},
             {"warmup", report.warmup},
             {"num_classes", report.numClasses > 0 ? Json(report.numClasses) : Json(nullptr)},
             {"images", report.images},
             {"errors", report.errors},
             {"labelled", report.labelled},
             {"accuracy", json::orNull(report.accuracy)},
             {"accuracy_ci95", toJson(report.accuracyCi95)},
             {"top5", json::orNull(report.top5)},
             {"accuracy_loss_points", json::orNull(report.accuracyLossPoints)},
             {"accuracy_loss_ci95_points", toJson(report.accuracyLossCi95Points)},
             {"threshold_source",
              {{"split", report.thresholdSource.split},
               {"objective", report.thresholdSource.objective},
               {"on_reported_images", report.thresholdSource.onReportedImages}}},
             {"efforts", std::move(efforts)},
             {"unexited_share", json::orNull(knownIf(any, report.unexitedShare))},
             {"delay_ms", json::orNull(knownIf(any, report.delayMs))},
             {"latency_ms", toJson(report.latencyMs)},
             {"batch_ms", toJson(report.batchMs)},
             {"throughput_img_s", json::orNull(knownIf(timed, report.throughputImgS))},
             {"host_wall_s", report.hostWallS},
             {"energy_j", json::orNull(report.energyJ)},
             {"energy_net_j", json::orNull(report.energyNetJ)},
             {"edp_js", json::orNull(report.edpJs)},
             {"delay_provenance", toJson(report.delayProvenance)},
             // Without a number there is nothing that a provenance could be of.
             {"energy_provenance", report.energyJ ? toJson(report.energyProvenance) : Json(nullptr)},
             {"edp_provenance",
              report.edpJs ? toJson(weaker(report.delayProvenance, report.energyProvenance)) : Json(nullptr)},
             {"energy_reason", json::orNull(report.energyReason)},
             {"baseline", toJson(report.baseline)},
             {"edp_reduction", json::orNull(report.edpReduction)},
             {"break_even_share", json::orNull(report.breakEvenShare)},
             {"verdict", json::orNull(report.verdict)},
             {"repeat_delay_ms", report.repeatDelayMs},
             {"repeat_energy_j", report.repeatEnergyJ.empty() ? Json(nullptr) : Json(report.repeatEnergyJ)},
             {"machine_noise", json::orNull(report.machineNoise)},
             {"notes", report.notes},
             {"database", json::orNull(report.database)}};
    if (!report.layers.empty()) {
        out["layers"] = report.layers;
    }
}

void from_json(const nlohmann::json& in, RunReport& report) {
    const json::Reader reader(in, "the report");
    RunReport next;
    reader.read("experiment_id", next.experimentId);
    reader.read("group_id", next.groupId);
    reader.read("status", next.status);
    reader.read("device", next.device);
    reader.read("model", next.model);
    reader.read("dataset", next.dataset);
    reader.readText("mode", next.mode, parseRunMode);
    reader.readText("rerun", next.rerun, parseRerunMode);
    reader.readText("score", next.score, parseScoreKind);
    reader.read("batch", next.batch);
    reader.readText("precision", next.precision, parsePrecision);
    reader.read("numerics", next.numerics);
    reader.read("threads", next.threads);
    reader.read("seed", next.seed);
    reader.read("warmup", next.warmup);
    reader.read("num_classes", next.numClasses);
    reader.read("images", next.images);
    reader.read("errors", next.errors);
    reader.read("labelled", next.labelled);
    reader.read("accuracy", next.accuracy);
    read(reader, "accuracy_ci95", next.accuracyCi95);
    reader.read("top5", next.top5);
    reader.read("accuracy_loss_points", next.accuracyLossPoints);
    read(reader, "accuracy_loss_ci95_points", next.accuracyLossCi95Points);
    if (const Json* source = reader.find("threshold_source")) {
        const json::Reader fields(*source, "the threshold source");
        fields.read("split", next.thresholdSource.split);
        fields.read("objective", next.thresholdSource.objective);
        fields.read("on_reported_images", next.thresholdSource.onReportedImages);
    }
    if (const Json* efforts = reader.find("efforts")) {
        for (const Json& item : *efforts) {
            next.efforts.push_back(readEffort(item));
        }
    }
    reader.read("unexited_share", next.unexitedShare);
    reader.read("delay_ms", next.delayMs);
    read(reader, "latency_ms", next.latencyMs);
    read(reader, "batch_ms", next.batchMs);
    reader.read("throughput_img_s", next.throughputImgS);
    reader.read("host_wall_s", next.hostWallS);
    reader.read("energy_j", next.energyJ);
    reader.read("energy_net_j", next.energyNetJ);
    reader.read("edp_js", next.edpJs);
    read(reader, "delay_provenance", next.delayProvenance);
    read(reader, "energy_provenance", next.energyProvenance);
    reader.read("energy_reason", next.energyReason);
    if (const Json* baseline = reader.find("baseline")) {
        const json::Reader fields(*baseline, "the baseline");
        fields.read("delay_ms", next.baseline.delayMs);
        fields.read("energy_j", next.baseline.energyJ);
        fields.read("edp_js", next.baseline.edpJs);
        fields.read("accuracy", next.baseline.accuracy);
        fields.read("images", next.baseline.images);
    }
    reader.read("edp_reduction", next.edpReduction);
    reader.read("break_even_share", next.breakEvenShare);
    reader.read("verdict", next.verdict);
    if (const Json* repeats = reader.find("repeat_delay_ms")) {
        next.repeatDelayMs = repeats->get<std::vector<double>>();
    }
    if (const Json* repeats = reader.find("repeat_energy_j")) {
        next.repeatEnergyJ = repeats->get<std::vector<double>>();
    }
    if (const Json* layers = reader.find("layers")) {
        next.layers = layerTablesFrom(*layers);
    }
    reader.read("machine_noise", next.machineNoise);
    if (const Json* notes = reader.find("notes")) {
        next.notes = notes->get<std::vector<std::string>>();
    }
    reader.read("database", next.database);
    report = std::move(next);
}

}  // namespace pivot
