// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/device_info.h"
#include "core/result.h"
#include "core/skip_config.h"
#include "vit/model.h"
#include "vit/model_spec.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

namespace pivot {

/// Everything that decides what a training computes.
struct TrainConfig {
    ModelSpec spec;  ///< of a new network; of `from` where that is given
    ModelPtr from;   ///< start from these weights; null: from scratch
    std::optional<SkipConfig>
        path;                 ///< fine-tune this one path, taught by `from`'s full path; absent: any-path
    std::string dataset;      ///< SPEC trained on
    std::string calibration;  ///< SPEC that chooses the checkpoint
    int epochs = 20, batch = 128;
    double peakLearningRate = 2e-3;  ///< one-cycle: 10 % warm-up, cosine to 0
    double weightDecay = 0.05;
    double labelSmoothing = 0.1;
    double distillWeight = 1.0;  ///< KL of a path's logits to the full path's, besides its cross-entropy
    double pathShare = 0.5;      ///< share of each batch that also runs the random path (any-path only)
    bool flip = true;            ///< random horizontal flips
    /// Bf16 computes matrix products and convolutions in bfloat16 (weights, norms, softmax and losses stay
    /// float32).
    Precision precision = Precision::Fp32;
    int shift = 2;  ///< random shifts of up to so many pixels
    std::uint64_t seed = 1;
    int threads = 0;               ///< 0: the physical cores available
    std::filesystem::path output;  ///< folder: model.safetensors, config.json, train_log.jsonl, resume.pt
    bool resume = false;           ///< go on from output/resume.pt
    int checkpointSeconds = 120;   ///< a kill loses at most so much work
};

struct TrainProgress {
    int epoch = 0, epochs = 0;
    std::int64_t step = 0, steps = 0;  ///< of the whole training
    double lossFull = 0, lossPath = 0, learningRate = 0;
    double imagesPerSecond = 0, secondsLeft = 0;
};

/// Accuracy (fraction) of some paths on the calibration split after an epoch.
struct TrainEvaluation {
    int epoch = 0;
    std::vector<std::pair<SkipConfig, double>> accuracy;
    bool best = false;  ///< the checkpoint in output/model.safetensors is of this epoch
};

struct TrainCallbacks {
    std::function<void(const TrainProgress&)> progress;      ///< a few times a second
    std::function<void(const TrainEvaluation&)> evaluation;  ///< after each epoch
};

struct TrainSummary {
    TrainEvaluation best;
    double wallSeconds = 0;
};

/// Training with LibTorch. Lives in the MODULE library pivot_train.so.
class TrainPlugin {
public:
    virtual ~TrainPlugin() = default;
    /// Trains until done or asked to stop (Cancelled; the state is saved and `resume` goes on with the same
    /// batches).
    [[nodiscard]] virtual Result<TrainSummary> train(const TrainConfig& config,
                                                     const TrainCallbacks& callbacks,
                                                     std::stop_token stop) = 0;
};

/// The one symbol of the library: `extern "C" pivot::TrainPlugin* pivot_train_plugin_1();`
inline constexpr const char* kTrainPluginSymbol = "pivot_train_plugin_1";
using TrainPluginFactory = TrainPlugin* (*)();

}  // namespace pivot
