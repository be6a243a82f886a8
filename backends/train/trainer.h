// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "core/skip_config.h"
#include "train/train_plugin.h"

#include <cstdint>
#include <stop_token>

namespace pivot {

/// Trains one network as TrainConfig says; see TrainPlugin::train.
[[nodiscard]] Result<TrainSummary> trainNetwork(const TrainConfig& config, const TrainCallbacks& callbacks,
                                                std::stop_token stop);

/// The path distilled at a step of an any-path training: half of them any subset of 1..depth-1 attentions, a
/// quarter a run of neighbours, a quarter evenly spread, so that the paths people choose are seen often. Same
/// for the same seed.
[[nodiscard]] SkipConfig randomPath(int depth, std::uint64_t seed);

/// One-cycle: linear warm-up over the first tenth, then cosine to zero.
[[nodiscard]] double learningRateAt(std::int64_t step, std::int64_t steps, double peak);

/// Paths whose accuracy is followed during training: full, every second, last half, and a quarter kept.
[[nodiscard]] std::vector<SkipConfig> evaluationPaths(int depth);

}  // namespace pivot
