// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "train/train_network.h"
#include "train/train_plugin.h"

#include <torch/optim/adamw.h>

#include <cstdint>
#include <filesystem>

namespace pivot {

/// Where a training stands; with the network and the optimiser, all that a resume needs.
struct TrainState {
    std::int64_t step = 0;
    double bestScore = -1;  ///< sum of the followed accuracies
    TrainEvaluation best;
};

/// Writes output/model.safetensors and output/config.json.
[[nodiscard]] Result<void> writeTrainedModel(const TrainConfig& config, TrainNetwork& network);

/// Writes output/resume.pt beside the old one and renames it.
[[nodiscard]] Result<void> writeTrainState(const std::filesystem::path& output, const TrainConfig& config,
                                           TrainNetwork& network, torch::optim::AdamW& optimizer,
                                           const TrainState& state);
/// Reads it back; a state of another recipe (network, weights begun with, data, epochs, batch,
/// rates, seed) is refused, and the sentence names what differs.
[[nodiscard]] Result<void> readTrainState(const std::filesystem::path& output, const TrainConfig& config,
                                          TrainNetwork& network, torch::optim::AdamW& optimizer,
                                          TrainState& state);

/// output/train_log.jsonl: one line an epoch.
class TrainLog {
public:
    TrainLog(std::filesystem::path output, bool append);
    void evaluation(const TrainEvaluation& evaluation, double lossFull, double lossPath, double learningRate,
                    double wallSeconds);

private:
    std::filesystem::path m_file;
};

}  // namespace pivot
