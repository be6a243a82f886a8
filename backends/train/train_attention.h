// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/ATen.h>

namespace pivot {

/// softmax(q k^T / sqrt(head_dim)) v with gradients, for qkv [B, N, 3*dim] ordered q, k, v, each
/// [head][head_dim]; gives [B, N, dim]. Works on the rows of qkv in place of permuted copies: at a few dozen
/// tokens LibTorch's batched matmul spends more on dispatching thousands of tiny products than on computing
/// them.
[[nodiscard]] at::Tensor fusedAttention(const at::Tensor& qkv, int heads);

}  // namespace pivot
