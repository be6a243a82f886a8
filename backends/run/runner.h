// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/outcome_sink.h"
#include "core/result.h"
#include "core/run_config.h"
#include "core/run_record.h"
#include "devices/registry.h"
#include "run/run_hooks.h"
#include "run/run_services.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace pivot {

/// What a run needs of the program around it.
struct RunContext {
    DeviceRegistry& registry;
    std::vector<std::filesystem::path> powerProfileFolders;  ///< the user's first, then the bundled
    std::optional<RunServices> services = std::nullopt;      ///< absent: files and `registry`
};

struct RunRequest {
    RunConfig config;
    std::string groupId;  ///< empty: a new one; of a shard: what keeps its group apart, or nothing
    std::vector<SkipConfig> lowCandidates;  ///< with config.calibrate: the first effort is chosen among these
    std::optional<ThresholdSource>
        thresholdSource;  ///< of thresholds that were chosen earlier; absent: `given`. A split that is a SPEC
                          ///< is held against the reported images, and onReportedImages set
};

/// A run that stopped before its end, as the database holds it.
struct ResumeState {
    RunRecord record;
    std::vector<ImageResult> done;
};

/// Runs one configuration on one device: prepares, chooses thresholds where asked, warms up, runs, reports.
/// `sink` may be null (nothing is stored). A stop ends with a report of what was done and status `cancelled`.
/// Every failure after begin() is also told to the sink, so that no run stays open.
[[nodiscard]] Result<RunReport> runExperiment(const RunRequest& request, RunContext& context,
                                              OutcomeSink* sink, const RunHooks& hooks);

/// Finishes a stored run with its stored configuration. The model's and the data set's fingerprints must
/// match.
[[nodiscard]] Result<RunReport> resumeExperiment(ResumeState state, RunContext& context, OutcomeSink& sink,
                                                 const RunHooks& hooks);

}  // namespace pivot
