// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "vit/model_spec.h"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pivot {

/// What a config.json says of a model. Absent: it says nothing of it.
struct ModelConfig {
    std::optional<Family> family;
    std::optional<int> imgSize, patchSize, inChans, dim, depth, heads, numClasses, stemChannels, resizeShort;
    std::optional<double> mlpRatio, layerNormEps, skipLam;
    std::optional<double> cropPct;  ///< timm's way to say resizeShort
    std::optional<bool> qkvBias;
    std::optional<Activation> act;
    std::optional<std::vector<float>> mean, std;
    std::optional<std::vector<std::string>> labels;
    std::vector<std::string> trainedPaths;  ///< as written; read when the depth is known
    bool anyPath = false;
    std::string architecture;  ///< timm's name, empty in a config of ours
    std::vector<std::string>
        notes;           ///< sentences for ModelSpec::inferred: keys that were not used and the like
    std::string source;  ///< where it comes from, for sentences
};

/// Reads timm's config.json (`architecture` names `deit_*`, `vit_*` or `lvvit_*`; `pretrained_cfg`) or ours
/// (`family`, `img_size`, `patch_size`, `in_chans`, `dim`, `depth`, `heads`, `mlp_ratio`, `num_classes`,
/// `act`, `layer_norm_eps`, `qkv_bias`, `skip_lam`, `stem_channels`, `mean`, `std`, `resize_short`, `labels`,
/// `trained_paths`, `any_path`). BadFile names the key that cannot be; Unsupported names an architecture that
/// is none of the two families.
[[nodiscard]] Result<ModelConfig> parseModelConfig(std::string_view json, const std::string& source);
/// The same from a file of at most 64 MiB.
[[nodiscard]] Result<ModelConfig> readModelConfig(const std::filesystem::path& file);

/// The whole shape from a config alone: what it leaves out takes the family's default. For training from
/// nothing.
[[nodiscard]] Result<ModelSpec> specFromConfig(const ModelConfig& config);

/// DeiT-S or LV-ViT-S: eps 1e-6, bias in qkv, residuals not divided, MLP ratio 4, 256 -> 224; or
/// eps 1e-5, none, divided by 2, 3, depth 16, 248 -> 224.
[[nodiscard]] ModelSpec familyDefaults(Family family);
/// The shorter side before the centre crop: int(img / 0.875) for DeiT, int(img / 0.9) for LV-ViT.
[[nodiscard]] int defaultResizeShort(Family family, int imgSize);

/// Writes our config.json with every key (beside the target, then renamed). Io names the file.
[[nodiscard]] Result<void> writeModelConfig(const std::filesystem::path& file, const ModelSpec& spec);

}  // namespace pivot
