// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "vit/model_config.h"

#include <string_view>

namespace pivot {

/// Fills in what timm's (`deit_small_patch16_224`, `vit_small_patch16_224.augreg_in21k`) and LV-ViT's
/// (`lvvit_s`) names stand for. Unsupported names the architecture where it is another, or a distilled DeiT.
[[nodiscard]] Result<void> applyArchitecture(std::string_view architecture, ModelConfig& config);

}  // namespace pivot
