// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "core/run_config.h"
#include "core/run_report.h"

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace pivot {

enum class RunStatus { Queued, Running, Paused, Complete, Cancelled, Interrupted, Failed };
[[nodiscard]] std::string_view toString(RunStatus status);
[[nodiscard]] Result<RunStatus> parseRunStatus(std::string_view text);

/// What is known when a run begins; enough to do it again.
struct RunRecord {
    std::string experimentId;  ///< UUID
    std::string groupId;       ///< UUID that ties the devices of one command together
    RunConfig config;          ///< as it runs: thresholds chosen, device resolved
    ThresholdSource thresholdSource;
    std::string modelFingerprint;    ///< SHA-256 of the weights
    std::string datasetFingerprint;  ///< SHA-256 over the content
    std::string datasetRange;        ///< e.g. `test[0:10000]`
    std::int64_t imageCount = 0;     ///< images this run will look at
    nlohmann::json environment;      ///< commit, compiler, libraries, CPU, kernel, clocks
    std::string createdUtc;          ///< ISO 8601
};

}  // namespace pivot
