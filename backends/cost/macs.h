// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/skip_config.h"
#include "vit/model_spec.h"

namespace pivot {

/// Multiply-accumulates of one encoder block on one image, in units of 1e9 (GMAC; 1 GMAC = 2 GOP).
struct BlockMacs {
    double qkv = 0;   ///< N * dim * 3 dim
    double qkt = 0;   ///< q k^T over all heads: N * N * dim
    double sv = 0;    ///< softmax(...) v over all heads: N * N * dim
    double proj = 0;  ///< N * dim * dim
    double mlp = 0;   ///< 2 * N * dim * mlpDim
    [[nodiscard]] double attention() const { return qkv + qkt + sv + proj; }
    [[nodiscard]] double total() const { return attention() + mlp; }
    bool operator==(const BlockMacs&) const = default;
};

/// GMACs of one image through a network. Matrix products and convolutions only: norms, softmax and
/// activations are not MACs. All blocks of these families have the same shape.
struct ModelMacs {
    double embed = 0;  ///< patch embedding, or LV-ViT's convolution stem
    BlockMacs block;
    double head = 0;  ///< classifier; with LV-ViT's auxiliary head on every patch token
    [[nodiscard]] double blocks(int from, int to, const SkipConfig& skip) const;
    [[nodiscard]] double total(int depth, const SkipConfig& skip) const {
        return embed + blocks(0, depth, skip) + head;
    }
    bool operator==(const ModelMacs&) const = default;
};

[[nodiscard]] ModelMacs countMacs(const ModelSpec& spec);

}  // namespace pivot
