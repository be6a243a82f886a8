// SPDX-License-Identifier: GPL-3.0-or-later
#include "pivot/effort_attention.h"

#include <algorithm>
#include <functional>
#include <span>

namespace pivot {
namespace {

std::vector<float> patchesOf(std::span<const float> row, int prefixTokens) {
    const std::span<const float> patches = row.subspan(static_cast<std::size_t>(prefixTokens));
    return {patches.begin(), patches.end()};
}

}  // namespace

bool EffortAttention::hasShapeOf(const EffortAttention& other) const {
    return heads == other.heads && grid == other.grid && depth() == other.depth();
}

MapGrid::MapGrid(const EffortAttention& attention, AttentionQuery query, HeadFusion fusion)
    : m_heads(attention.heads), m_depth(attention.depth()), m_grid(attention.grid) {
    m_maps.resize(static_cast<std::size_t>(rows()) * static_cast<std::size_t>(m_depth));
    const auto tokens = static_cast<std::size_t>(attention.tokens());
    const int token = query.isClassToken() ? 0 : query.patch + attention.prefixTokens;
    const std::vector<std::vector<float>>& steps =
        fusion == HeadFusion::Max ? attention.maxSteps : attention.meanSteps;
    for (int block = 0; block < m_depth; ++block) {
        m_skipped.push_back(attention.isSkipped(block));
        const std::size_t upTo = static_cast<std::size_t>(block) + 1;
        if (auto row = pivot::rolloutRow({steps.data(), upTo}, attention.tokens(), token)) {
            m_maps[at(rolloutRow(), block)] = patchesOf(*row, attention.prefixTokens);
        }
        if (m_skipped.back()) {
            continue;
        }
        const std::vector<float>& all = attention.blocks[static_cast<std::size_t>(block)];
        std::vector<float> mean(static_cast<std::size_t>(attention.patches()), 0.0F);
        std::vector<float> most = mean;
        for (int head = 0; head < m_heads; ++head) {
            const std::size_t first =
                (static_cast<std::size_t>(head) * tokens + static_cast<std::size_t>(token)) * tokens;
            std::vector<float>& map = m_maps[at(head, block)];
            map = patchesOf(std::span(all).subspan(first, tokens), attention.prefixTokens);
            for (std::size_t i = 0; i < map.size(); ++i) {
                mean[i] += map[i] / static_cast<float>(m_heads);
                most[i] = std::max(most[i], map[i]);
            }
        }
        m_maps[at(meanRow(), block)] = std::move(mean);
        m_maps[at(maxRow(), block)] = std::move(most);
    }
}

MapGrid MapGrid::difference(const MapGrid& low, const MapGrid& high) {
    MapGrid made;
    if (low.m_heads != high.m_heads || low.m_depth != high.m_depth || low.m_grid != high.m_grid) {
        return made;
    }
    made.m_heads = low.m_heads;
    made.m_depth = low.m_depth;
    made.m_grid = low.m_grid;
    made.m_maps.resize(low.m_maps.size());
    for (std::size_t i = 0; i < low.m_maps.size(); ++i) {
        if (!low.m_maps[i].empty() && !high.m_maps[i].empty()) {
            made.m_maps[i].resize(low.m_maps[i].size());
            std::transform(high.m_maps[i].begin(), high.m_maps[i].end(), low.m_maps[i].begin(),
                           made.m_maps[i].begin(), std::minus<>());
        }
    }
    for (std::size_t block = 0; block < low.m_skipped.size(); ++block) {
        made.m_skipped.push_back(low.m_skipped[block] || high.m_skipped[block]);
    }
    return made;
}

std::size_t MapGrid::at(int row, int block) const {
    return static_cast<std::size_t>(row) * static_cast<std::size_t>(m_depth) +
           static_cast<std::size_t>(block);
}

bool MapGrid::isSkipped(int block) const {
    return m_skipped[static_cast<std::size_t>(block)];
}

const std::vector<float>& MapGrid::map(int row, int block) const {
    return m_maps[at(row, block)];
}

std::optional<MapRange> MapGrid::range(int row, int block) const {
    const std::vector<float>& values = map(row, block);
    if (values.empty()) {
        return {};
    }
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    return MapRange{*low, *high};
}

std::optional<MapRange> MapGrid::rangeOfAll(bool rollout) const {
    std::optional<MapRange> all;
    for (int row = rollout ? rolloutRow() : 0; row < (rollout ? rows() : rolloutRow()); ++row) {
        for (int block = 0; block < m_depth; ++block) {
            all = united(all, range(row, block));
        }
    }
    return all;
}

}  // namespace pivot
