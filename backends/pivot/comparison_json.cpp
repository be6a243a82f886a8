// SPDX-License-Identifier: GPL-3.0-or-later
#include "pivot/comparison_json.h"

#include "core/json_fields.h"
#include "pivot/published_points.h"

namespace pivot {

namespace {

using Json = nlohmann::json;
using json::orNull;

Json toJson(const std::optional<Interval>& interval) {
    return interval ? Json{interval->low, interval->high} : Json(nullptr);
}

Json toJson(const std::optional<Provenance>& provenance) {
    return provenance ? Json{{"kind", toString(provenance->kind)}, {"detail", provenance->detail}}
                      : Json(nullptr);
}

Json exitJson(int exit) {
    return exit == Outcome::kNoExit ? Json(nullptr) : Json(exit);
}

Json toJson(const SweepPoint& point, ScoreKind score) {
    Json thresholds = Json::array();
    for (const std::optional<double>& threshold : point.thresholds) {
        thresholds.push_back(
            orNull(threshold ? std::optional(scoreOfHardness(*threshold, score)) : std::nullopt));
    }
    return {{score == ScoreKind::Entropy ? "thresholds_nats" : "thresholds_score", std::move(thresholds)},
            {"accuracy", orNull(point.accuracy)},
            {"shares", point.shares},
            {"unexited_share", point.unexitedShare},
            {"delay_ms", point.cost.delayMs},
            {"energy_j", orNull(point.cost.energyJ)},
            {"edp_js", orNull(point.edpJs)},
            {"edp_reduction", orNull(point.edpReduction)}};
}

Json layersJson(const RunFigures& run) {
    Json layers = Json::array();
    for (const LayerSpend& layer : run.layers) {
        layers.push_back({{"piece", toString(layer.piece)},
                          {"block", layer.block < 0 ? Json(nullptr) : Json(layer.block)},
                          {"runs", orNull(layer.runs)},
                          {"ms", orNull(layer.ms)}});
    }
    return layers.empty() ? Json(nullptr) : layers;
}

Json toJson(const RunFigures& run) {
    Json efforts = Json::array();
    for (std::size_t k = 0; k < run.ladder.size(); ++k) {
        const Effort& effort = run.ladder.efforts[k];
        efforts.push_back({{"skip", effort.skip.toString()},
                           {"model", effort.modelPath.empty() ? run.model : effort.modelPath},
                           {"threshold_nats", orNull(effort.thresholdNats)},
                           {"threshold_score", orNull(effort.thresholdScore)},
                           {"share", k < run.shares.size() ? Json(run.shares[k]) : Json(nullptr)},
                           {"tuned", effort.tuned}});
    }
    Json sweep = nullptr;
    if (!run.sweep.empty()) {
        sweep = Json::array();
        for (const SweepPoint& point : run.sweep) {
            sweep.push_back(toJson(point, run.ladder.score));
        }
    }
    return {{"experiment_id", run.experimentId},
            {"status", toString(run.status)},
            {"created_utc", run.createdUtc},
            {"device", run.device},
            {"model", run.model},
            {"dataset", run.dataset},
            {"dataset_range", run.datasetRange},
            {"mode", toString(run.mode)},
            {"precision", toString(run.precision)},
            {"score", toString(run.ladder.score)},
            {"num_classes", run.numClasses > 0 ? Json(run.numClasses) : Json(nullptr)},
            {"images", run.images},
            {"errors", run.errors},
            {"labelled", run.labelled},
            {"accuracy", orNull(run.accuracy)},
            {"accuracy_ci95", toJson(run.accuracyCi95)},
            {"top5", orNull(run.top5)},
            {"efforts", std::move(efforts)},
            {"unexited_share", run.unexitedShare},
            {"delay_ms", orNull(run.delayMs)},
            {"throughput_img_s", orNull(run.throughputImgS)},
            {"energy_j", orNull(run.energyJ)},
            {"edp_js", orNull(run.edpJs)},
            {"edp_reduction", orNull(run.edpReduction)},
            {"break_even_share", orNull(run.breakEvenShare)},
            {"delay_provenance", toJson(run.delayProvenance)},
            {"energy_provenance", toJson(run.energyProvenance)},
            {"attention_runs", run.attentionRuns},
            {"layers", layersJson(run)},
            {"layers_provenance", toJson(run.layersProvenance)},
            {"layers_reason", orNull(run.layersReason)},
            {"sweep", std::move(sweep)}};
}

Json classesJson(const RunPair& pair, const Comparison& comparison) {
    Json classes = Json::array();
    for (const ClassDifference& one : pair.classes) {
        const auto images = static_cast<double>(one.images);
        classes.push_back({{"label", one.label},
                           {"name", comparison.className(one.label)},
                           {"images", one.images},
                           {"reference_accuracy", static_cast<double>(one.referenceRight) / images},
                           {"accuracy", static_cast<double>(one.right) / images},
                           {"difference", one.difference.value},
                           {"difference_ci95", toJson(std::optional(one.difference.ci95))}});
    }
    return classes;
}

Json flipsJson(const RunPair& pair) {
    Json flips = Json::array();
    for (const FlippedImage& image : pair.flips) {
        flips.push_back({{"image_index", image.index},
                         {"image_key", image.key},
                         {"label", image.label},
                         {"reference_predicted", image.referencePredicted},
                         {"predicted", image.predicted},
                         {"reference_exit", exitJson(image.referenceExit)},
                         {"exit", exitJson(image.exit)},
                         {"gained", image.gained}});
    }
    return flips;
}

Json toJson(const RunPair& pair, const Comparison& comparison) {
    const bool paired = pair.method == DifferenceMethod::Paired;
    const auto count = [paired](std::int64_t images) { return paired ? Json(images) : Json(nullptr); };
    const std::optional<Difference>& difference = pair.accuracyDifference;
    return {{"experiment_id", comparison.runs[pair.run].experimentId},
            {"reference_id", comparison.runs.front().experimentId},
            {"images_in_both", pair.imagesInBoth},
            {"images_compared", pair.imagesCompared},
            {"images_only_in_reference", pair.onlyReference},
            {"images_only_in_this", pair.onlyThis},
            {"images_with_other_labels", pair.otherLabels},
            {"method", toString(pair.method)},
            {"accuracy_difference", orNull(difference ? std::optional(difference->value) : std::nullopt)},
            {"accuracy_difference_ci95", toJson(difference ? std::optional(difference->ci95) : std::nullopt)},
            {"both_right", count(pair.counts.bothRight)},
            {"only_reference_right", count(pair.counts.onlySecond)},
            {"only_this_right", count(pair.counts.onlyFirst)},
            {"both_wrong", count(pair.counts.bothWrong)},
            {"mcnemar_exact_p", orNull(pair.mcnemarExact)},
            {"mcnemar_mid_p", orNull(pair.mcnemarMidP)},
            {"mcnemar_holm_p", orNull(pair.mcnemarHolm)},
            {"same_answer", orNull(pair.sameAnswer)},
            {"same_exit", orNull(pair.sameExit)},
            {"delay_reduction", orNull(pair.delayReduction)},
            {"delay_reduction_ci95", toJson(pair.delayCi95)},
            {"energy_reduction", orNull(pair.energyReduction)},
            {"energy_reduction_ci95", toJson(pair.energyCi95)},
            {"edp_reduction", orNull(pair.edpReduction)},
            {"edp_reduction_ci95", toJson(pair.edpCi95)},
            {"reference_blocks", pair.referenceBlocks},
            {"blocks", pair.blocks},
            {"classes", classesJson(pair, comparison)},
            {"flips", flipsJson(pair)}};
}

Json publishedJson(const Comparison& comparison) {
    Json published = Json::array();
    if (comparison.isImageNet1k) {
        for (const PublishedPoint& point : publishedPoints()) {
            published.push_back({{"name", point.name},
                                 {"accuracy", point.accuracy},
                                 {"gmacs", orNull(point.gmacs)},
                                 {"source", point.source}});
        }
    }
    return published;
}

}  // namespace

nlohmann::json toJson(const Comparison& comparison) {
    Json experiments = Json::array(), differences = Json::array(), warnings = Json::array(),
         comparisons = Json::array();
    for (const RunFigures& run : comparison.runs) {
        experiments.push_back(toJson(run));
    }
    for (const ConfigDifference& one : comparison.differences) {
        differences.push_back({{"key", one.key}, {"name", one.name}, {"values", one.values}});
    }
    for (const ComparisonWarning& warning : comparison.warnings) {
        Json ids = Json::array();
        for (const std::size_t run : warning.runs) {
            ids.push_back(comparison.runs[run].experimentId);
        }
        warnings.push_back({{"code", warning.code},
                            {"remark", warning.remark},
                            {"sentence", warning.sentence},
                            {"experiment_ids", std::move(ids)}});
    }
    for (const RunPair& pair : comparison.pairs) {
        comparisons.push_back(toJson(pair, comparison));
    }
    return {{"schema_version", 1},
            {"reference_id", comparison.runs.front().experimentId},
            {"experiments", std::move(experiments)},
            {"differences", std::move(differences)},
            {"warnings", std::move(warnings)},
            {"comparisons", std::move(comparisons)},
            {"published", publishedJson(comparison)}};
}

}  // namespace pivot
