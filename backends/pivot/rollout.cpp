// SPDX-License-Identifier: GPL-3.0-or-later
#include "pivot/rollout.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace pivot {

namespace {

Result<void> checkSizes(std::size_t values, int heads, int tokens) {
    if (heads < 1 || tokens < 1 ||
        values != static_cast<std::size_t>(heads) * static_cast<std::size_t>(tokens) *
                      static_cast<std::size_t>(tokens)) {
        return fail(ErrorCode::ShapeMismatch, "Attention maps of " + std::to_string(heads) + " heads over " +
                                                  std::to_string(tokens) + " tokens do not have " +
                                                  std::to_string(values) +
                                                  " values: they are of another model.");
    }
    return {};
}

/// a := (I + fused / lambda with rows normalised) * a
void applyBlock(const std::vector<float>& fused, std::size_t tokens, double lambda, std::vector<double>& a) {
    std::vector<double> next(tokens * tokens, 0.0);
    std::vector<double> weights(tokens);
    for (std::size_t i = 0; i < tokens; ++i) {
        double sum = 0.0;
        for (std::size_t k = 0; k < tokens; ++k) {
            weights[k] = static_cast<double>(fused[i * tokens + k]) / lambda + (i == k ? 1.0 : 0.0);
            sum += weights[k];
        }
        double* const row = &next[i * tokens];
        for (std::size_t k = 0; k < tokens; ++k) {
            const double weight = weights[k] / sum;
            const double* const from = &a[k * tokens];
            for (std::size_t j = 0; j < tokens; ++j) {
                row[j] += weight * from[j];
            }
        }
    }
    a = std::move(next);
}

}  // namespace

Result<std::vector<float>> fuseHeads(std::span<const float> maps, int heads, int tokens, HeadFusion fusion) {
    if (const Result<void> checked = checkSizes(maps.size(), heads, tokens); !checked) {
        return tl::unexpected(checked.error());
    }
    const std::size_t size = maps.size() / static_cast<std::size_t>(heads);
    std::vector<float> fused(size);
    for (std::size_t i = 0; i < size; ++i) {
        double value = maps[i];
        for (std::size_t head = 1; head < static_cast<std::size_t>(heads); ++head) {
            const double other = maps[head * size + i];
            value = fusion == HeadFusion::Max ? std::max(value, other) : value + other;
        }
        fused[i] = static_cast<float>(fusion == HeadFusion::Max ? value : value / heads);
    }
    return fused;
}

Result<std::vector<float>> attentionRollout(std::span<const std::span<const float>> blocks, int heads,
                                            int tokens, double lambda, HeadFusion fusion) {
    if (tokens < 1 || !(lambda > 0.0) || !std::isfinite(lambda)) {
        return fail(ErrorCode::ShapeMismatch,
                    "A rollout needs at least one token and a positive residual divisor.");
    }
    const auto size = static_cast<std::size_t>(tokens);
    std::vector<double> product(size * size, 0.0);
    for (std::size_t i = 0; i < size; ++i) {
        product[i * size + i] = 1.0;
    }
    for (std::size_t block = 0; block < blocks.size(); ++block) {
        if (blocks[block].empty()) {
            continue;
        }
        const Result<std::vector<float>> fused = fuseHeads(blocks[block], heads, tokens, fusion);
        if (!fused) {
            return fail(fused.error().code, "Block " + std::to_string(block) + ": " + fused.error().message);
        }
        applyBlock(*fused, size, lambda, product);
    }
    return std::vector<float>(product.begin(), product.end());
}

Result<std::vector<float>> classTokenMap(std::span<const float> map, int tokens, int prefixTokens) {
    if (const Result<void> checked = checkSizes(map.size(), 1, tokens); !checked) {
        return tl::unexpected(checked.error());
    }
    if (prefixTokens < 1 || prefixTokens >= tokens) {
        return fail(ErrorCode::ShapeMismatch, "Of " + std::to_string(tokens) + " tokens " +
                                                  std::to_string(prefixTokens) +
                                                  " cannot stand before the patches.");
    }
    return std::vector<float>(map.begin() + prefixTokens, map.begin() + tokens);
}

}  // namespace pivot
