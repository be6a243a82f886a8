// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "vit/model.h"

#include <ATen/core/Tensor.h>

#include <vector>

namespace pivot {

/// y = x W^T + b.
struct LinearWeights {
    at::Tensor weight;  ///< [out, in]
    at::Tensor bias;    ///< [out], undefined where there is none
};

struct NormWeights {
    at::Tensor weight, bias;  ///< [dim]
};

struct ConvWeights {
    at::Tensor weight, bias;  ///< [out, in, k, k] and [out], the batch norm that follows folded in
};

struct BlockWeights {
    NormWeights norm1;
    LinearWeights qkv, proj;
    NormWeights norm2;
    LinearWeights fc1, fc2;
};

/// The tensors of a network as the forward pass wants them, float32 on one device.
struct NetworkWeights {
    std::vector<ConvWeights> stem;  ///< LV-ViT's three 3x3 or 7x7 convolutions; empty for DeiT
    LinearWeights patch;            ///< the patch projection as a matrix, [dim, channels * side * side]
    int patchSide = 0;              ///< of the image (DeiT) or of the stem's output (LV-ViT)
    at::Tensor tokens;  ///< [tokens, dim]: position embedding, plus the class token in row 0 and the patch
                        ///< bias below
    std::vector<BlockWeights> blocks;
    NormWeights norm;
    LinearWeights head;
    LinearWeights auxHead;  ///< LV-ViT only
};

/// Views of the model's mapped bytes where they are aligned float32 and the device is the CPU, converted
/// copies otherwise; so `model` has to outlive them. ShapeMismatch names a tensor that is missing or of
/// another shape.
[[nodiscard]] Result<NetworkWeights> readNetworkWeights(const Model& model, const at::Device& device);

}  // namespace pivot
