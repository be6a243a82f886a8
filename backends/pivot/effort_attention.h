// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/skip_config.h"
#include "pivot/map_range.h"
#include "pivot/rollout.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

namespace pivot {

/// What every attention of a network did with one image under one path. Tokens are laid out as the network
/// has them: `prefixTokens` (the class token) in front, then patches [grid, grid] in row-major order.
struct EffortAttention {
    SkipConfig skip;
    int heads = 0, grid = 0, prefixTokens = 1;
    std::vector<std::vector<float>> blocks;  ///< [heads, tokens, tokens] after softmax; empty where skipped
    /// What each block multiplies a rollout by (see rolloutStep()), with the mean and with the largest of the
    /// heads; empty where skipped.
    std::vector<std::vector<float>> meanSteps, maxSteps;

    [[nodiscard]] int depth() const { return static_cast<int>(blocks.size()); }
    [[nodiscard]] int patches() const { return grid * grid; }
    [[nodiscard]] int tokens() const { return patches() + prefixTokens; }
    [[nodiscard]] bool isSkipped(int block) const { return blocks[static_cast<std::size_t>(block)].empty(); }
    /// Whether maps of the two can be laid over each other, head by head.
    [[nodiscard]] bool hasShapeOf(const EffortAttention& other) const;
};
using EffortAttentionPtr = std::shared_ptr<const EffortAttention>;

/// Which token asks: the class token, or a patch [0, grid * grid).
struct AttentionQuery {
    int patch = -1;  ///< -1: the class token
    [[nodiscard]] bool isClassToken() const { return patch < 0; }
    bool operator==(const AttentionQuery&) const = default;
};

/// The maps of one effort for one query, as rows by blocks: a row a head, then the heads' mean, their
/// largest, and the rollout up to each block.
class MapGrid {
public:
    MapGrid() = default;
    /// `fusion`: how the rollout takes the heads together.
    MapGrid(const EffortAttention& attention, AttentionQuery query, HeadFusion fusion);
    /// `high` minus `low`; absent where one of them is.
    static MapGrid difference(const MapGrid& low, const MapGrid& high);

    [[nodiscard]] int heads() const { return m_heads; }
    [[nodiscard]] int depth() const { return m_depth; }
    [[nodiscard]] int grid() const { return m_grid; }  ///< patches along a side
    [[nodiscard]] int rows() const { return m_depth > 0 ? m_heads + 3 : 0; }
    [[nodiscard]] int meanRow() const { return m_heads; }
    [[nodiscard]] int maxRow() const { return m_heads + 1; }
    [[nodiscard]] int rolloutRow() const { return m_heads + 2; }
    /// The attention of the block is skipped: no map in any row but the rollout's, which is that of the block
    /// before.
    [[nodiscard]] bool isSkipped(int block) const;
    /// Share of the query's attention on each patch [grid, grid], row-major; absent (empty) where skipped.
    [[nodiscard]] const std::vector<float>& map(int row, int block) const;
    /// Least and largest of a map; nothing where it is absent.
    [[nodiscard]] std::optional<MapRange> range(int row, int block) const;
    /// The same over the heads' rows, or over the rollout's row.
    [[nodiscard]] std::optional<MapRange> rangeOfAll(bool rollout) const;

private:
    [[nodiscard]] std::size_t at(int row, int block) const;

    int m_heads = 0, m_depth = 0, m_grid = 0;
    std::vector<std::vector<float>> m_maps;  ///< [rows, depth]
    std::vector<bool> m_skipped;
};

}  // namespace pivot
