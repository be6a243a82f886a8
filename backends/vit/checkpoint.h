// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "vit/tensor_view.h"

#include <filesystem>
#include <string>

namespace pivot {

/// Who wrote a checkpoint, as far as the file shows: it decides between GELU and ReLU where nothing else
/// does.
enum class CheckpointOrigin {
    Unknown,       ///< a flat state dict
    OfficialDeit,  ///< a .pth whose only entry is `model`: DeiT's release, which uses GELU
    PivotAuthors   ///< `model_ema` or `args` beside `model`, or `score_predictor.*`: the authors' training
                   ///< code, GELU or ReLU
};

/// The tensors of one file under the names of the network; what is read over is already gone.
struct Checkpoint {
    TensorMap tensors;
    CheckpointOrigin origin = CheckpointOrigin::Unknown;
    std::string source;     ///< the file, for sentences
    std::string stateDict;  ///< which entry of a .pth was taken (`model_ema`), empty where the file is flat
};

/// Reads a .safetensors file or a PyTorch .pth, told apart by their first bytes. `module.` is stripped from
/// names, and `score_predictor.*` and `*.num_batches_tracked` are dropped. Unsupported names a distilled
/// DeiT.
[[nodiscard]] Result<Checkpoint> readCheckpoint(const std::filesystem::path& file);

/// Erases `score_predictor.*` (the authors' token predictors, which only permute tokens at keep ratio 1) and
/// `*.num_batches_tracked` (a counter of training). True where there was a predictor.
bool eraseReadOver(TensorMap& tensors);

}  // namespace pivot
