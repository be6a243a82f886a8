// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <span>
#include <vector>

namespace pivot {

/// How the heads of one block become one map.
enum class HeadFusion { Mean, Max };

/// One [tokens, tokens] map from `maps` [heads, tokens, tokens], row-major.
/// Error (ShapeMismatch) when the sizes do not fit.
[[nodiscard]] Result<std::vector<float>> fuseHeads(std::span<const float> maps, int heads, int tokens,
                                                   HeadFusion fusion);

/// Attention rollout (Abnar and Zuidema 2020; the divisor and the skipped blocks this project's): the product
/// over blocks of I + A / lambda with rows normalised, a later block from the left. `blocks[i]` is [heads,
/// tokens, tokens] after softmax, or empty where the attention is skipped: then the block mixes nothing and
/// counts as the identity. `lambda` is the model's residual divisor (skip_lam: 1 for DeiT, 2 for LV-ViT).
/// Result [tokens, tokens]; its rows sum to 1. Error (ShapeMismatch) names the block that does not fit.
[[nodiscard]] Result<std::vector<float>> attentionRollout(std::span<const std::span<const float>> blocks,
                                                          int heads, int tokens, double lambda,
                                                          HeadFusion fusion = HeadFusion::Mean);

/// What one block multiplies a rollout by: I + A / lambda with rows normalised, [tokens, tokens], of `maps`
/// [heads, tokens, tokens]. With it the rows of interest can be rolled out alone, see rolloutRow().
[[nodiscard]] Result<std::vector<float>> rolloutStep(std::span<const float> maps, int heads, int tokens,
                                                     double lambda, HeadFusion fusion = HeadFusion::Mean);

/// Row `token` of the rollout through `steps`, the later from the left: what attentionRollout() has there, at
/// the cost of one row. `steps[i]` is of rolloutStep(), or empty where the attention is skipped: the
/// identity. Result [tokens], its sum is 1. Error (ShapeMismatch) names the block that does not fit.
[[nodiscard]] Result<std::vector<float>> rolloutRow(std::span<const std::vector<float>> steps, int tokens,
                                                    int token);

/// What the class token looks at: its row of a [tokens, tokens] map without the `prefixTokens` (class,
/// distillation) in front, so [grid * grid] row-major. Error (ShapeMismatch) when the sizes do not fit.
[[nodiscard]] Result<std::vector<float>> classTokenMap(std::span<const float> map, int tokens,
                                                       int prefixTokens = 1);

}  // namespace pivot
