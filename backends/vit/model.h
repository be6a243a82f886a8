// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "vit/model_spec.h"
#include "vit/tensor_view.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace pivot {

/// A model: its shape and its weights. Immutable; shared between devices and threads.
struct Model {
    ModelSpec spec;
    TensorMap weights;  ///< only the tensors of the network; `score_predictor.*` and counters are read over
    std::string name;   ///< folder or file name, for people
    std::string path;   ///< as given
    std::string fingerprint;  ///< SHA-256 (hex) of spec-relevant names, shapes and bytes
};
using ModelPtr = std::shared_ptr<const Model>;

/// What a person said besides the checkpoint.
struct ModelOverrides {
    std::optional<std::filesystem::path> config;  ///< `--config`
    std::optional<Activation> act;                ///< `--act`
};
/// What `--config` and `--act` say of a model; empty texts say nothing.
[[nodiscard]] ModelOverrides overridesOf(const std::string& config, const std::string& act);

/// Reads a timm-hub folder (`config.json` + `model.safetensors`), a bare .safetensors (config.json beside it
/// is used), or a PyTorch .pth (zip; restricted unpickler). Every tensor is checked against the shape: a
/// misfit says which tensor, which shape was expected and which came. What is ambiguous is an error
/// (Ambiguous) that says how to decide it.
[[nodiscard]] Result<ModelPtr> loadModel(const std::filesystem::path& path,
                                         const ModelOverrides& overrides = {});

/// A model from weights in memory (training, tests). They are checked and read over as loadModel() does.
[[nodiscard]] Result<ModelPtr> makeModel(ModelSpec spec, TensorMap weights, std::string name);

}  // namespace pivot
