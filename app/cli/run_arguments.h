// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/common/places.h"
#include "core/result.h"
#include "run/runner.h"

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace pivot::cli {

/// The arguments of `pivot run` as typed.
struct RunArguments {
    std::string model, config, act, dataset, labelMap,
        devices = "cpu", score = "entropy", unit = "normalized", calibrate, calibration, mode = "routed",
        rerun = "prefix", precision = "fp32", database, resume, experimentFile, baseline = "512", shard,
        group;
    std::vector<std::string> efforts, candidates;
    int batch = 32, limit = 0, repeat = 1, threads = 0, warmup = 2;
    std::uint64_t seed = 1;
    bool choose = false, layers = false, noStore = false, json = false;
    const CLI::App* app = nullptr;  ///< to know what was given

    [[nodiscard]] bool given(const std::string& option) const { return app->count(option) > 0; }
};

/// Adds the options to the verb.
void declareRunOptions(CLI::App& verb, RunArguments& arguments);

/// One request a device. Without a model and efforts it is the bundled experiment of each device, with what
/// else was given laid over it. Usage errors say which argument and what is possible.
[[nodiscard]] Result<std::vector<RunRequest>> makeRequests(const RunArguments& arguments,
                                                           const app::Places& places);

/// Lays what was given (but --model, --device and the efforts) over a configuration. Usage errors as above.
[[nodiscard]] Result<void> layOver(const RunArguments& arguments, RunConfig& config);

/// In what a threshold is written: an entropy's unit counts for the score entropy alone.
struct ThresholdUnit {
    ScoreKind score = ScoreKind::Entropy;
    EntropyUnit entropyUnit = EntropyUnit::Normalized;
};

/// `skip=1,3,5;threshold=0.2;model=FILE` for a network of `depth` blocks and `classes`.
[[nodiscard]] Result<Effort> parseEffort(const std::string& text, ThresholdUnit unit, int depth, int classes);

}  // namespace pivot::cli
