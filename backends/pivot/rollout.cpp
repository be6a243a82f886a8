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

Result<void> checkDivisor(int tokens, double lambda) {
    if (tokens < 1 || !(lambda > 0.0) || !std::isfinite(lambda)) {
        return fail(ErrorCode::ShapeMismatch,
                    "A rollout needs at least one token and a positive residual divisor.");
    }
    return {};
}

/// weights := row `i` of I + fused / lambda, normalised
void normalisedRow(const std::vector<float>& fused, std::size_t i, double lambda,
                   std::vector<double>& weights) {
    double sum = 1.0;
    for (std::size_t k = 0; k < weights.size(); ++k) {
        weights[k] = static_cast<double>(fused[i * weights.size() + k]) / lambda;
        sum += weights[k];
    }
    weights[i] += 1.0;
    for (double& weight : weights) {
        weight /= sum;
    }
}

/// a := (I + fused / lambda with rows normalised) * a
void applyBlock(const std::vector<float>& fused, std::size_t tokens, double lambda, std::vector<double>& a) {
    std::vector<double> next(tokens * tokens, 0.0);
    std::vector<double> weights(tokens);
    for (std::size_t i = 0; i < tokens; ++i) {
        normalisedRow(fused, i, lambda, weights);
        double* const row = &next[i * tokens];
        for (std::size_t k = 0; k < tokens; ++k) {
            const double* const from = &a[k * tokens];
            for (std::size_t j = 0; j < tokens; ++j) {
                row[j] += weights[k] * from[j];
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
    if (fusion == HeadFusion::Max) {
        std::vector<float> fused(maps.begin(), maps.begin() + static_cast<std::ptrdiff_t>(size));
        for (std::size_t first = size; first < maps.size(); first += size) {
            for (std::size_t i = 0; i < size; ++i) {
                fused[i] = std::max(fused[i], maps[first + i]);
            }
        }
        return fused;
    }
    // Head by head, so that memory is read in its order.
    std::vector<double> sums(size, 0.0);
    for (std::size_t first = 0; first < maps.size(); first += size) {
        for (std::size_t i = 0; i < size; ++i) {
            sums[i] += maps[first + i];
        }
    }
    std::vector<float> fused(size);
    for (std::size_t i = 0; i < size; ++i) {
        fused[i] = static_cast<float>(sums[i] / heads);
    }
    return fused;
}

Result<std::vector<float>> attentionRollout(std::span<const std::span<const float>> blocks, int heads,
                                            int tokens, double lambda, HeadFusion fusion) {
    if (const Result<void> checked = checkDivisor(tokens, lambda); !checked) {
        return tl::unexpected(checked.error());
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

Result<std::vector<float>> rolloutStep(std::span<const float> maps, int heads, int tokens, double lambda,
                                       HeadFusion fusion) {
    if (const Result<void> checked = checkDivisor(tokens, lambda); !checked) {
        return tl::unexpected(checked.error());
    }
    Result<std::vector<float>> fused = fuseHeads(maps, heads, tokens, fusion);
    if (!fused) {
        return fused;
    }
    const auto size = static_cast<std::size_t>(tokens);
    std::vector<float> step(size * size);
    std::vector<double> weights(size);
    for (std::size_t i = 0; i < size; ++i) {
        normalisedRow(*fused, i, lambda, weights);
        std::copy(weights.begin(), weights.end(), step.begin() + static_cast<std::ptrdiff_t>(i * size));
    }
    return step;
}

Result<std::vector<float>> rolloutRow(std::span<const std::vector<float>> steps, int tokens, int token) {
    if (tokens < 1 || token < 0 || token >= tokens) {
        return fail(ErrorCode::ShapeMismatch,
                    "There is no token " + std::to_string(token) + " of " + std::to_string(tokens) + ".");
    }
    const auto size = static_cast<std::size_t>(tokens);
    std::vector<float> row(size, 0.0F);
    row[static_cast<std::size_t>(token)] = 1.0F;
    std::vector<float> next(size);
    for (std::size_t block = steps.size(); block-- > 0;) {
        const std::vector<float>& step = steps[block];
        if (step.empty()) {
            continue;
        }
        if (step.size() != size * size) {
            return fail(ErrorCode::ShapeMismatch, "Block " + std::to_string(block) +
                                                      ": the rollout of a network of " +
                                                      std::to_string(tokens) + " tokens does not fit it.");
        }
        std::fill(next.begin(), next.end(), 0.0F);
        for (std::size_t k = 0; k < size; ++k) {
            const float weight = row[k];
            const float* const from = &step[k * size];
            for (std::size_t j = 0; j < size; ++j) {
                next[j] += weight * from[j];
            }
        }
        row.swap(next);
    }
    return row;
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
