// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/attention_figure.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>

namespace pivot {
namespace {

constexpr int kHeadsAtMost = 6;  // that a column of a paper has room for

QString tr(const char* text) {
    return QCoreApplication::translate("AttentionFigure", text);
}

}  // namespace

figures::FigureData attentionFigure(const std::vector<MapGrid>& grids, const QStringList& names,
                                    const QString& title) {
    figures::FigureData data;
    data.title = title.toStdString();
    figures::ImageGrid out;
    out.channels = 1;
    std::optional<MapRange> range;
    int depth = 0;
    for (const MapGrid& grid : grids) {
        range = united(range, united(grid.rangeOfAll(false), grid.rangeOfAll(true)));
        depth = std::max(depth, grid.depth());
        out.width = out.height = std::max(out.width, grid.grid());
    }
    if (!range || depth == 0) {
        return data;
    }
    out.columns = depth;
    out.scale = figures::ImageGrid::Scale{0.0, 100.0 * std::max(1e-6F, range->high),
                                          tr("share of attention (%)").toStdString()};
    for (int block = 0; block < depth; ++block) {
        out.columnHeads.push_back(std::to_string(block));
    }
    for (std::size_t g = 0; g < grids.size(); ++g) {
        const MapGrid& grid = grids[g];
        for (int row = grid.heads() > kHeadsAtMost ? grid.heads() : 0; row < grid.rows(); ++row) {
            // Short: a column of a paper has little room beside the maps.
            const QString plain = row == grid.meanRow()  ? tr("mean")
                                  : row == grid.maxRow() ? tr("largest")
                                                         : grid.rowName(row);
            const QString name = static_cast<qsizetype>(g) < names.size() && grids.size() > 1
                                     ? names[static_cast<qsizetype>(g)] + QStringLiteral(": ") + plain
                                     : plain;
            out.rowHeads.push_back(name.toStdString());
            for (int block = 0; block < depth; ++block) {
                const bool there = block < grid.depth() && grid.grid() == out.width;
                const std::vector<float> values = there ? grid.map(row, block) : std::vector<float>();
                figures::ImageGrid::Tile tile;
                tile.empty = values.empty();
                tile.caption = tile.empty ? tr("skipped").toStdString() : std::string();
                out.tiles.push_back(std::move(tile));
                for (int i = 0; i < out.width * out.height; ++i) {
                    const auto at = static_cast<std::size_t>(i);
                    const float value = at < values.size() ? values[at] / std::max(1e-6F, range->high) : 0.0F;
                    out.pixels.push_back(
                        static_cast<std::uint8_t>(std::lround(255 * std::clamp(value, 0.0F, 1.0F))));
                }
            }
        }
    }
    data.grid = std::move(out);
    return data;
}

}  // namespace pivot
