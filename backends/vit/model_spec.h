// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "core/skip_config.h"

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace pivot {

enum class Family { Deit, LvVit };
enum class Activation { Gelu, Relu };                            ///< Gelu is the exact, erf form
[[nodiscard]] std::string_view toString(Family family);          ///< `deit`, `lvvit`
[[nodiscard]] std::string_view toString(Activation activation);  ///< `gelu`, `relu`

/// The shape of a vision transformer and how its input is made. Defaults are DeiT-S.
struct ModelSpec {
    Family family = Family::Deit;
    int imgSize = 224, patchSize = 16, inChans = 3;
    int dim = 384, depth = 12, heads = 6;
    double mlpRatio = 4.0;
    int numClasses = 1000;
    Activation act = Activation::Gelu;
    double layerNormEps = 1e-6;
    bool qkvBias = true;
    double skipLam = 1.0;   ///< residual divisor
    int stemChannels = 64;  ///< LV-ViT's conv stem; read from `patch_embed.conv1.weight`
    std::vector<float> mean{0.485F, 0.456F, 0.406F}, std{0.229F, 0.224F, 0.225F};  ///< one a channel
    int resizeShort = 256;                 ///< shorter side before the centre crop to imgSize
    std::vector<std::string> labels;       ///< class names, empty when unknown
    std::vector<SkipConfig> trainedPaths;  ///< paths the weights were trained for
    bool anyPath = false;                  ///< trained with random skips: every path is tuned
    std::vector<std::string> inferred;     ///< sentences: what was not given and how it was decided

    [[nodiscard]] int grid() const { return imgSize / patchSize; }
    [[nodiscard]] int tokens() const { return grid() * grid() + 1; }
    [[nodiscard]] int headDim() const { return dim / heads; }
    [[nodiscard]] int mlpDim() const { return static_cast<int>(dim * mlpRatio); }
    /// Whether the weights were trained for this path (the full path always counts).
    [[nodiscard]] bool isTuned(const SkipConfig& skip) const;
    /// Names the first dimension that cannot be (dim not a multiple of heads, image not of patches, <= 0,
    /// absurd).
    [[nodiscard]] Result<void> validate() const;
    bool operator==(const ModelSpec&) const = default;
};

/// Every tensor of a checkpoint of this shape, by its timm/DeiT/LV-ViT name. Optional ones are not in it.
[[nodiscard]] std::map<std::string, std::vector<std::int64_t>> expectedTensors(const ModelSpec& spec);

}  // namespace pivot
