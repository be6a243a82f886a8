// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/axis_ticks.h"
#include "widgets/figures/figure_scene.h"
#include "widgets/figures/grid_raster.h"
#include "widgets/figures/marks.h"
#include "widgets/figures/scene_parts.h"

#include <algorithm>
#include <cmath>

namespace pivot::figures {
namespace {

constexpr int kFineSide = 56;
constexpr double kPad = 2.0, kBarGap = 6.0, kHead = 1.35, kSmallest = 5.0, kSmallestTile = 0.5;
const QColor kAbsent(0xB0, 0xB0, 0xB0);

/// All pictures lie in one raster with white between them, so that a file holds one object. Lengths in its
/// pixels, and how large one of them is on paper.
struct GridLayout {
    const ImageGrid* grid;
    double small, left, top, unit;
    int rows, width, height, stepX, stepY;  ///< width, height: of a tile, in pixels of the raster
    bool captioned;
    [[nodiscard]] QSize atlas() const {
        return {(grid->columns - 1) * stepX + width, (rows - 1) * stepY + height};
    }
    [[nodiscard]] QPoint corner(int tile) const {
        return {tile % grid->columns * stepX, tile / grid->columns * stepY};
    }
    [[nodiscard]] QRectF rect(int tile) const {
        return {left + corner(tile).x() * unit, top + corner(tile).y() * unit, width * unit, height * unit};
    }
    [[nodiscard]] double captionPt() const { return captioned ? small * kHead : 0.0; }
};

Result<GridLayout> layoutOf(const ImageGrid& grid, const FigureStyle& style) {
    GridLayout layout{&grid, std::max(kSmallest, style.fontPt - 1), kPad, kPad, 1, 1, 1, 1, 1, 1, false};
    // Small maps are made of larger squares, so that the seams between them can be thin.
    const int magnified = std::max(1, kFineSide / std::max(grid.width, grid.height));
    layout.width = magnified * grid.width;
    layout.height = magnified * grid.height;
    const double width = style.widthIn * 72, small = layout.small;
    const int count = static_cast<int>(grid.tiles.size());
    layout.rows = (count + grid.columns - 1) / grid.columns;
    layout.captioned = std::any_of(grid.tiles.begin(), grid.tiles.end(), [](const ImageGrid::Tile& t) {
        return !t.empty && (!t.caption.empty() || t.badge);
    });
    if (!grid.rowHeads.empty()) {
        layout.left += std::min(widestText(grid.rowHeads, small), width / 5) + 3;
    }
    layout.top += !grid.columnHeads.empty() ? small * kHead : grid.scale ? capHeight(small) / 2 : 0.0;
    const double bar = grid.scale ? kBarGap + paintColorBar(nullptr, style, *grid.scale, 0, 0, 100) : 0.0;
    const double room = width - layout.left - kPad - bar, gap = grid.scale ? 1.5 : 3.0;
    const double perPixel = (room - gap * (grid.columns - 1)) / grid.columns / layout.width;  // about
    if (perPixel * layout.width < kSmallestTile) {
        return fail(ErrorCode::Usage,
                    std::to_string(grid.columns) + " pictures have no room beside each other in " +
                        labelText(style.widthIn) + " inches: give the figure more with --width");
    }
    layout.stepX = layout.width + std::max(1, static_cast<int>(std::lround(gap / perPixel)));
    layout.unit = room / ((grid.columns - 1) * layout.stepX + layout.width);
    layout.stepY =
        layout.height + std::max(1, static_cast<int>(std::lround((gap + layout.captionPt()) / layout.unit)));
    const std::int64_t across = std::int64_t{grid.columns} * layout.stepX,
                       down = std::int64_t{layout.rows} * layout.stepY;
    if (across * down > kMostRaster) {
        return fail(ErrorCode::Usage,
                    "the pictures would be a raster of more than 64 million pixels: show fewer of them");
    }
    return layout;
}

void paintAbsent(Scene& scene, const QRectF& rect, const std::string& caption, double small) {
    QPainterPath hatch;
    addHatch(hatch, rect, 4);
    scene.items.emplace_back(ScenePath{hatch, kAbsent, {}, 0.4, {}});
    addFrame(scene, rect, kAbsent, 0.4);
    const double size = std::min(small, rect.height() * 0.3);
    const double width = textWidth(QString::fromStdString(caption), size);
    if (caption.empty() || width > rect.width()) {
        return;
    }
    QPainterPath ground;
    ground.addRect(QRectF(rect.center().x() - width / 2 - 1, rect.center().y() - capHeight(size) / 2 - 1,
                          width + 2, capHeight(size) + 2));
    scene.items.emplace_back(ScenePath{ground, {}, Qt::white, 0, {}});
    addText(scene, caption, {rect.center().x(), rect.center().y() + capHeight(size) / 2}, TextAlign::Centre,
            size, QColor(0x4D, 0x4D, 0x4D));
}

double paintBadge(Scene& scene, const Ink& badge, const QPointF& base, double small, bool grey) {
    const InkStyle ink = styleOf(badge, grey);
    QPainterPath mark;
    addShape(mark, ink.shape, {base.x() + 0.4 * small, base.y() - capHeight(small) / 2}, 0.75 * small);
    scene.items.emplace_back(ScenePath{mark, {}, ink.color, 0, {}});
    return base.x() + small;
}

/// A caption that is too long is set smaller before it is cut.
void paintCaption(Scene& scene, const ImageGrid::Tile& tile, const QRectF& rect, double small, bool grey) {
    const QPointF base(rect.left(), rect.bottom() + 1.5 + capHeight(small));
    const double x = tile.badge ? paintBadge(scene, *tile.badge, base, small, grey) : base.x();
    const double room = rect.right() - x, needed = textWidth(QString::fromStdString(tile.caption), small);
    const double size = needed > room ? std::max(kSmallest, small * room / needed) : small;
    addText(scene, shortened(tile.caption, size, room), {x, base.y()}, TextAlign::Left, size);
}

void paintWrong(Scene& scene, const QRectF& rect) {
    addFrame(scene, rect.adjusted(0.6, 0.6, -0.6, -0.6), Qt::white, 1.2);
    addFrame(scene, rect.adjusted(0.6, 0.6, -0.6, -0.6), Qt::black, 1.2, {3, 2});
}

/// What badges and dashed frames mean, in a line below. Returns its height.
double paintKeys(Scene& scene, const ImageGrid& grid, double left, double top, double small, double right,
                 bool grey) {
    const bool hasWrong =
        std::any_of(grid.tiles.begin(), grid.tiles.end(), [](const auto& t) { return t.wrong; });
    if (grid.keys.empty() && !hasWrong) {
        return 0;
    }
    double x = left, y = top + small;
    const auto place = [&](const std::string& name, auto mark) {
        const double width = small + 2 + textWidth(QString::fromStdString(name), small);
        if (x > left && x + width > right) {
            x = left;
            y += small * kHead;
        }
        mark(QPointF(x, y));
        addText(scene, name, {x + small + 2, y}, TextAlign::Left, small);
        x += width + small;
    };
    for (const ImageGrid::Key& key : grid.keys) {
        place(key.name, [&](const QPointF& at) { (void)paintBadge(scene, key.badge, at, small, grey); });
    }
    if (hasWrong) {
        place("wrong", [&](const QPointF& at) {
            addFrame(scene,
                     QRectF(at.x() + 0.5, at.y() - capHeight(small) - 0.5, small - 1, capHeight(small) + 1),
                     Qt::black, 1.0, {1.8, 1.2});
        });
    }
    return y - top + 0.4 * small;
}

}  // namespace

Result<Scene> gridScene(const FigureDocument& document) {
    const ImageGrid& grid = *document.data.grid;
    const FigureStyle& style = document.spec.style;
    const Result<GridLayout> placed = layoutOf(grid, style);
    if (!placed) {
        return tl::unexpected(placed.error());
    }
    const GridLayout& layout = *placed;
    const double small = layout.small, width = style.widthIn * 72;
    Scene scene;
    const QRectF area(QPointF(layout.left, layout.top), QSizeF(layout.atlas()) * layout.unit);
    if (area.bottom() > kHighestPt) {
        scene.sizePt = QSizeF(width, area.bottom());
        return scene;  // which is refused
    }
    RasterPlace place;
    const int factor = crispFactor(layout.atlas());
    place.cell = factor * layout.width / grid.width;
    place.stepX = factor * layout.stepX;
    place.stepY = factor * layout.stepY;
    const QImage raster = gridRaster(grid, style.grey, place);
    scene.items.emplace_back(SceneImage{area, raster, std::move(place)});
    for (int i = 0; i < static_cast<int>(grid.tiles.size()); ++i) {
        const ImageGrid::Tile& tile = grid.tiles[static_cast<std::size_t>(i)];
        const QRectF rect = layout.rect(i);
        if (tile.empty) {
            paintAbsent(scene, rect, tile.caption, small);
            continue;
        }
        if (tile.wrong) {
            paintWrong(scene, rect);
        }
        if (layout.captioned) {
            paintCaption(scene, tile, rect, small, style.grey);
        }
    }
    for (int c = 0; c < std::min(grid.columns, static_cast<int>(grid.columnHeads.size())); ++c) {
        addText(scene,
                shortened(grid.columnHeads[static_cast<std::size_t>(c)], small, layout.stepX * layout.unit),
                {layout.rect(c).center().x(), layout.top - 0.35 * small}, TextAlign::Centre, small);
    }
    for (int r = 0; r < std::min(layout.rows, static_cast<int>(grid.rowHeads.size())); ++r) {
        addText(scene, shortened(grid.rowHeads[static_cast<std::size_t>(r)], small, width / 5),
                {layout.left - 3, layout.rect(r * grid.columns).center().y() + capHeight(small) / 2},
                TextAlign::Right, small);
    }
    const double below = area.bottom() + layout.captionPt();
    const double keys = paintKeys(scene, grid, layout.left, below + 2, small, width - kPad, style.grey);
    const double labels = grid.scale ? capHeight(small) / 2 : 0.0;  // of the bar, half below its end
    scene.sizePt = QSizeF(width, std::ceil(below + std::max(keys > 0 ? keys + 2 : 0.0, labels) + kPad));
    if (grid.scale) {
        (void)paintColorBar(&scene, style, *grid.scale, area.right() + kBarGap, layout.top, area.height());
    }
    return scene;
}

}  // namespace pivot::figures
