// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/experiment_query.h"

#include "core/json_fields.h"
#include "core/number_text.h"

#include <array>
#include <nlohmann/json.hpp>
#include <utility>

namespace pivot {

namespace {

constexpr std::array<std::pair<ExperimentOrder, std::string_view>, 17> kOrders{{
    {ExperimentOrder::Created, "created"},
    {ExperimentOrder::Name, "name"},
    {ExperimentOrder::Status, "status"},
    {ExperimentOrder::Device, "device"},
    {ExperimentOrder::Precision, "precision"},
    {ExperimentOrder::Model, "model"},
    {ExperimentOrder::DataSet, "data-set"},
    {ExperimentOrder::Skips, "skips"},
    {ExperimentOrder::Rerun, "rerun"},
    {ExperimentOrder::Images, "images"},
    {ExperimentOrder::Threshold, "threshold"},
    {ExperimentOrder::Accuracy, "accuracy"},
    {ExperimentOrder::FirstShare, "share"},
    {ExperimentOrder::Delay, "delay"},
    {ExperimentOrder::Energy, "energy"},
    {ExperimentOrder::Edp, "edp"},
    {ExperimentOrder::EdpReduction, "edp-reduction"},
}};

}  // namespace

std::string_view toString(ExperimentOrder order) {
    for (const auto& [value, name] : kOrders) {
        if (value == order) {
            return name;
        }
    }
    return "created";
}

Result<ExperimentOrder> parseExperimentOrder(std::string_view text) {
    for (const auto& [value, name] : kOrders) {
        if (name == text) {
            return value;
        }
    }
    return fail(ErrorCode::Usage,
                inQuotes(text) + " is nothing to sort by: choose " + experimentOrderNames() + ".");
}

std::string experimentOrderNames() {
    std::string names;
    for (const auto& [value, name] : kOrders) {
        names += (names.empty() ? "" : ", ") + std::string(name);
    }
    return names;
}

void to_json(nlohmann::json& out, const ExperimentSummary& s) {
    out = {{"experiment_id", s.experimentId},
           {"group_id", s.groupId},
           {"name", json::orNull(s.name)},
           {"starred", s.starred},
           {"tags", s.tags},
           {"deleted_utc", json::orNull(s.deletedUtc)},
           {"status", toString(s.status)},
           {"created_utc", s.createdUtc},
           {"finished_utc", json::orNull(s.finishedUtc)},
           {"device", s.device},
           {"model", s.model},
           {"dataset", s.dataset},
           {"dataset_range", s.datasetRange},
           {"mode", s.mode},
           {"rerun", s.rerun},
           {"precision", s.precision},
           {"batch", s.batch},
           {"shard", s.shard.isWhole() ? nlohmann::json(nullptr) : nlohmann::json(toString(s.shard))},
           {"skips", s.skips},
           {"image_count", s.imageCount},
           {"images_done", s.imagesDone},
           {"images_failed", s.imagesFailed},
           {"segments", s.segments},
           {"score", s.score},
           {"first_threshold_nats", json::orNull(s.firstThresholdNats)},
           {"first_threshold_score", json::orNull(s.firstThresholdScore)},
           {"accuracy", json::orNull(s.accuracy)},
           {"first_share", json::orNull(s.firstShare)},
           {"break_even_share", json::orNull(s.breakEvenShare)},
           {"delay_ms", json::orNull(s.delayMs)},
           {"throughput_img_s", json::orNull(s.throughputImgS)},
           {"energy_j", json::orNull(s.energyJ)},
           {"edp_js", json::orNull(s.edpJs)},
           {"edp_reduction", json::orNull(s.edpReduction)}};
}

}  // namespace pivot
