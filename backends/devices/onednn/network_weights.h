// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "devices/onednn/packed_linear.h"
#include "vit/model.h"

#include <vector>

namespace pivot {

struct NormValues {
    std::vector<float> gamma, beta;  ///< [dim]
};

/// A convolution without bias and the batch norm behind it as one convolution: weight [out, in, side, side],
/// bias [out].
struct FoldedConv {
    int out = 0, in = 0, side = 0, stride = 1;
    std::vector<float> weight, bias;
};

struct BlockLinears {
    NormValues norm1, norm2;
    PackedLinear qkv;   ///< [dim] -> [3 dim]; the rows of q carry the scale head_dim^-0.5
    PackedLinear proj;  ///< [dim] -> [dim], divided by skip_lam
    PackedLinear fc1;   ///< [dim] -> [mlp]
    PackedLinear fc2;   ///< [mlp] -> [dim], divided by skip_lam
};

/// Everything of a model that the network multiplies with, as float32 and with every constant factor folded
/// in.
struct NetworkLinears {
    std::vector<FoldedConv> stem;  ///< LV-ViT's three; empty for DeiT
    PackedLinear patch;  ///< pixels (channel slowest) or stem positions (channel fastest) -> [dim], no bias
    int patchSide = 0;   ///< pixels (DeiT) or stem positions (LV-ViT) a patch is wide
    int patchChannels = 0;
    std::vector<float> start;  ///< [tokens, dim]: position embedding plus cls token or patch bias
    std::vector<BlockLinears> blocks;
    NormValues norm;
    PackedLinear head;     ///< on the cls token
    PackedLinear auxHead;  ///< on every token, LV-ViT only (`in()` is 0 otherwise)
};

/// Errors (ShapeMismatch) name the tensor that is missing or has another shape.
[[nodiscard]] Result<NetworkLinears> readNetworkLinears(const Model& model);

}  // namespace pivot
