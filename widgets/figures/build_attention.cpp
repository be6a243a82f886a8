// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/number_text.h"
#include "widgets/figures/build_parts.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace pivot::figures {
namespace {

constexpr int kHeadsAtMost = 6;          // that a column of a paper has room for, beside the other rows
constexpr std::size_t kRowsAtMost = 64;  // more is no figure
constexpr float kLeastRange = 1e-6F;

constexpr std::array<std::pair<std::string_view, AttentionRows>, 5> kRowNames{
    {{"all", AttentionRows::All},
     {"heads", AttentionRows::Heads},
     {"mean", AttentionRows::Mean},
     {"largest", AttentionRows::Largest},
     {"rollout", AttentionRows::Rollout}}};

/// The rows of a grid that are shown. Of many heads, `All` has what sums them up alone.
std::vector<int> shownRows(const MapGrid& maps, AttentionRows rows) {
    const auto upTo = [](int first, int end) {
        std::vector<int> list;
        for (int row = first; row < end; ++row) {
            list.push_back(row);
        }
        return list;
    };
    switch (rows) {
        case AttentionRows::Heads:
            return upTo(0, maps.heads());
        case AttentionRows::Mean:
            return {maps.meanRow()};
        case AttentionRows::Largest:
            return {maps.maxRow()};
        case AttentionRows::Rollout:
            return {maps.rolloutRow()};
        case AttentionRows::All:
            break;
    }
    return upTo(maps.heads() > kHeadsAtMost ? maps.heads() : 0, maps.rows());
}

/// Short: a column of a paper has little room beside the maps.
std::string rowName(const MapGrid& maps, int row) {
    return row < maps.heads()      ? "head " + std::to_string(row)
           : row == maps.meanRow() ? "mean"
           : row == maps.maxRow()  ? "largest"
                                   : "rollout";
}

/// The top of the scale. A few patches that take nearly everything would leave all others dark, so the scale
/// ends where all but one in 200 values do.
float topOf(std::vector<float> values) {
    constexpr std::size_t kOneIn = 200;
    const auto place =
        values.begin() + static_cast<std::ptrdiff_t>(values.size() - 1 - values.size() / kOneIn);
    std::nth_element(values.begin(), place, values.end());
    return *place;
}

void addTile(ImageGrid& grid, const std::vector<float>& values, float most) {
    ImageGrid::Tile tile;
    tile.empty = values.empty();
    tile.caption = tile.empty ? "skipped" : "";
    grid.tiles.push_back(std::move(tile));
    for (std::size_t i = 0; i < static_cast<std::size_t>(grid.width) * static_cast<std::size_t>(grid.height);
         ++i) {
        const float share = i < values.size() ? std::clamp(values[i] / most, 0.0F, 1.0F) : 0.0F;
        grid.pixels.push_back(static_cast<std::uint8_t>(std::lround(255 * share)));
    }
}

}  // namespace

Result<AttentionRows> parseAttentionRows(std::string_view text) {
    const auto found = std::ranges::find(kRowNames, text, &decltype(kRowNames)::value_type::first);
    if (found == kRowNames.end()) {
        return fail(ErrorCode::Usage,
                    "maps are those of all, heads, mean, largest or rollout, not of " + inQuotes(text));
    }
    return found->second;
}

Result<FigureData> buildAttention(std::span<const NamedMaps> all, AttentionRows rows) {
    ImageGrid grid;
    grid.channels = 1;
    std::vector<float> values;
    int depth = 0;
    std::size_t rowCount = 0;
    for (const NamedMaps& one : all) {
        for (const int row : shownRows(one.maps, rows)) {
            for (int block = 0; block < one.maps.depth(); ++block) {
                const std::vector<float>& map = one.maps.map(row, block);
                values.insert(values.end(), map.begin(), map.end());
            }
            ++rowCount;
        }
        depth = std::max(depth, one.maps.depth());
        grid.width = grid.height = std::max(grid.width, one.maps.grid());
    }
    if (values.empty() || depth == 0) {
        return fail(ErrorCode::Usage,
                    "every attention that the figure would show is skipped: choose other maps or efforts");
    }
    if (rowCount > kRowsAtMost) {
        return fail(ErrorCode::Usage, "the figure would have " + std::to_string(rowCount) +
                                          " rows of maps: choose fewer images, or one kind of map");
    }
    const float most = std::max(kLeastRange, topOf(values));
    grid.columns = depth;
    const bool isCut = *std::max_element(values.begin(), values.end()) > most;
    grid.scale =
        ImageGrid::Scale{0.0, 100.0 * static_cast<double>(most),
                         isCut ? "share of attention (%), clipped at the top" : "share of attention (%)"};
    for (int block = 0; block < depth; ++block) {
        grid.columnHeads.push_back(std::to_string(block));
    }
    for (const NamedMaps& one : all) {
        const std::vector<int> shown = shownRows(one.maps, rows);
        for (const int row : shown) {
            const std::string plain = rowName(one.maps, row);
            // What all rows have in common is said by the caption.
            grid.rowHeads.push_back(all.size() == 1     ? plain
                                    : shown.size() == 1 ? one.name
                                                        : one.name + ": " + plain);
            for (int block = 0; block < depth; ++block) {
                const bool there = block < one.maps.depth() && one.maps.grid() == grid.width;
                addTile(grid, there ? one.maps.map(row, block) : std::vector<float>(), most);
            }
        }
    }
    FigureData data;
    data.title = "Attention by block";
    data.grid = std::move(grid);
    return data;
}

}  // namespace pivot::figures
