// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run_record.h"

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace pivot {

/// One experiment in a list. Numbers are absent until the run has reported.
struct ExperimentSummary {
    std::string experimentId, groupId;
    std::string name;  ///< that a person gave it; empty: none
    bool starred = false;
    std::vector<std::string> tags;  ///< in alphabetical order
    std::string deletedUtc;         ///< in the bin since then; empty: it is not in the bin
    RunStatus status = RunStatus::Queued;
    std::string createdUtc, finishedUtc;  ///< finishedUtc is empty until an orderly end
    std::string device, model, dataset, datasetRange, mode, rerun, precision;
    int batch = 0;
    Shard shard;        ///< the whole, unless several processes share the images
    std::string skips;  ///< of the efforts, cheapest first: `1,3,5 | none`
    std::int64_t imageCount = 0, imagesDone = 0, imagesFailed = 0;
    std::int64_t segments = 0;
    std::optional<double> firstThresholdNats, accuracy, firstShare, breakEvenShare, delayMs, throughputImgS,
        energyJ, edpJs, edpReduction;
    std::string score = "entropy";  ///< what routes (core/score.h); its threshold is one of the two
    std::optional<double> firstThresholdScore;
    bool operator==(const ExperimentSummary&) const = default;
};
/// The object under `experiments[]` of `pivot db list --json`; unknown is null.
void to_json(nlohmann::json& json, const ExperimentSummary& summary);

/// What a list is sorted by. Where two are alike the one stored later counts as the larger.
enum class ExperimentOrder {
    Created,
    Name,
    Status,
    Device,
    Precision,
    Model,
    DataSet,
    Skips,
    Rerun,
    Images,  ///< done so far
    Threshold,
    Accuracy,
    FirstShare,
    Delay,
    Energy,
    Edp,
    EdpReduction
};
[[nodiscard]] std::string_view toString(
    ExperimentOrder order);  ///< `created`, `data-set`, `edp-reduction`, ...
[[nodiscard]] Result<ExperimentOrder> parseExperimentOrder(std::string_view text);
/// Every order's name, for help texts: `created, name, ...`.
[[nodiscard]] std::string experimentOrderNames();

/// Where a list goes on: after this experiment. Opaque, and good for the query that gave it.
struct ExperimentCursor {
    std::variant<std::monostate, double, std::string> key;  ///< its place in the order; monostate: unknown
    std::int64_t row = 0;
    bool operator==(const ExperimentCursor&) const = default;
};

/// Which experiments to list. Empty fields do not select.
struct ExperimentQuery {
    /// Words, all of which must occur, in any letter case (of ASCII): in the name, note, tags, model, data
    /// set, device, precision, skips, or at the beginning of the id.
    std::string text;
    std::vector<std::string> tags;  ///< all of them
    bool starred = false;           ///< only those with a star
    std::optional<RunStatus> status;
    std::string device;
    std::string model;  ///< the whole path
    std::string groupId;
    bool inBin = false;  ///< what was deleted, and nothing else
    ExperimentOrder order = ExperimentOrder::Created;
    bool descending = true;  ///< what has no value in this order comes last either way
    std::size_t limit = 200;
    std::optional<ExperimentCursor> after;
};

struct ExperimentPage {
    std::vector<ExperimentSummary> experiments;
    std::optional<ExperimentCursor> next;  ///< absent: that was all
};

/// What a filter can choose from, sorted; of experiments that are not in the bin.
struct ExperimentFacets {
    std::vector<std::string> devices, models, tags;
    std::vector<RunStatus> statuses;
    bool operator==(const ExperimentFacets&) const = default;
};

}  // namespace pivot
