// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/axis_ticks.h"
#include "widgets/figures/figure_scene.h"
#include "widgets/figures/figure_style.h"
#include "widgets/figures/marks.h"

#include <algorithm>
#include <cmath>

namespace pivot::figures {
namespace {

constexpr double kPad = 2.0, kBarGap = 6.0, kBarWidth = 7.0, kHead = 1.35;
constexpr int kShades = 128;

QString qt(const std::string& text) {
    return QString::fromStdString(text);
}

double widest(const std::vector<std::string>& texts, double sizePt) {
    double width = 0;
    for (const std::string& text : texts) {
        width = std::max(width, textWidth(qt(text), sizePt));
    }
    return width;
}

void addText(Scene& scene, const std::string& text, const QPointF& at, TextAlign align, double sizePt,
             const QColor& color = Qt::black, bool upwards = false) {
    if (!text.empty()) {
        scene.items.emplace_back(SceneText{qt(text), at, align, sizePt, color, upwards, false});
    }
}

void addFrame(Scene& scene, const QRectF& rect, const QColor& color, double widthPt,
              std::vector<double> dash = {}) {
    QPainterPath path;
    path.addRect(rect);
    scene.items.emplace_back(ScenePath{path, color, {}, widthPt, std::move(dash)});
}

/// White or black, whichever reads better on the colour.
QColor inkOn(const QColor& ground) {
    return greyOf(ground).red() < 140 ? Qt::white : Qt::black;
}

/// Pixels of a readers' own smoothing are kept off the cells: each is several pixels wide where that costs
/// nothing.
QImage crisp(const QImage& image) {
    const int factor = std::clamp(600 / std::max(1, std::max(image.width(), image.height())), 1, 24);
    return factor == 1 ? image
                       : image.scaled(image.size() * factor, Qt::IgnoreAspectRatio, Qt::FastTransformation);
}

}  // namespace

double paintColorBar(Scene* scene, const FigureStyle& style, const ImageGrid::Scale& scale, double left,
                     double top, double height) {
    const double size = std::max(5.0, style.fontPt - 1);
    const std::vector<Tick> ticks =
        linearTicks(scale.low, scale.high, std::clamp(static_cast<int>(height / (2.4 * size)), 2, 6));
    double labels = 0;
    for (const Tick& tick : ticks) {
        labels = std::max(labels, textWidth(qt(tick.text), size));
    }
    const double label = scale.label.empty() ? 0.0 : style.fontPt * 1.3;
    const double right = left + kBarWidth + 4 + labels;
    if (scene) {
        QImage ramp(1, kShades, QImage::Format_RGB32);
        const QRectF bar(left, top, kBarWidth, height);
        // A column of areas and no second raster.
        for (int i = 0; i < kShades; ++i) {
            QPainterPath part;
            const double from = static_cast<double>(i) / kShades, to = static_cast<double>(i + 1) / kShades;
            // Each reaches under the next, so that no reader shows seams.
            part.addRect(
                QRectF(QPointF(bar.left(), bar.bottom() - std::min(1.0, to + 0.5 / kShades) * height),
                       QPointF(bar.right(), bar.bottom() - from * height)));
            scene->items.emplace_back(
                ScenePath{part, {}, colorOnMap((from + to) / 2, scale.difference, style.grey), 0, {}});
        }
        addFrame(*scene, bar, QColor(0x40, 0x40, 0x40), 0.4);
        for (const Tick& tick : ticks) {
            const double y =
                bar.bottom() - (tick.value - scale.low) / std::max(1e-300, scale.high - scale.low) * height;
            QPainterPath line(QPointF(bar.right(), y));
            line.lineTo(bar.right() + 2, y);
            scene->items.emplace_back(ScenePath{line, QColor(0x40, 0x40, 0x40), {}, 0.4, {}});
            addText(*scene, tick.text, {bar.right() + 3.5, y + capHeight(size) / 2}, TextAlign::Left, size);
        }
        addText(*scene, scale.label, {right + label - 0.3 * style.fontPt, top + height / 2},
                TextAlign::Centre, style.fontPt, Qt::black, true);
    }
    return right + label - left;
}

Scene heatMapScene(const FigureDocument& document) {
    const HeatMap& map = *document.data.heatMap;
    const FigureStyle& style = document.spec.style;
    const double font = style.fontPt, small = std::max(5.0, font - 1), width = style.widthIn * 72;
    const auto rows = static_cast<int>(map.rows.size()), columns = static_cast<int>(map.columns.size());
    const ImageGrid::Scale scale{map.low, map.high, map.valueLabel, false};
    const double rowNames = std::min(widest(map.rows, small), width / 4);
    const double left = kPad + font * 1.3 + rowNames + 3;
    const double bar = paintColorBar(nullptr, style, scale, 0, 0, 100);
    double cell = (width - left - kPad - kBarGap - bar) / columns;
    cell =
        std::min(cell, style.heightIn > 0 ? style.heightIn * 72 * 0.8 / rows : std::max(14.0, 230.0 / rows));
    const double mapWidth = cell * columns, mapHeight = cell * rows;
    const double columnNames = std::min(widest(map.columns, small), width / 4);
    const bool turned = columnNames > cell * 0.95;
    const bool named = cell >= small * 0.95;  // else names would stand on each other
    const double top = kPad + 1;
    Scene scene;
    const double below = (named ? (turned ? columnNames + 3 : small * 1.3) : small * 1.3) + font * 1.3;
    scene.sizePt = QSizeF(width, std::ceil(top + mapHeight + below + kPad));

    QImage image(columns, rows, QImage::Format_RGB32);
    const double range = map.high > map.low ? map.high - map.low : 1.0;
    const auto colorAt = [&](int r, int c) {
        const double value =
            map.values[static_cast<std::size_t>(r) * map.columns.size() + static_cast<std::size_t>(c)];
        return colorOnMap((value - map.low) / range, false, style.grey);
    };
    for (int r = 0; r < rows; ++r) {
        for (int c = 0; c < columns; ++c) {
            image.setPixelColor(c, r, colorAt(r, c));
        }
    }
    const QRectF area(left, top, mapWidth, mapHeight);
    scene.items.emplace_back(SceneImage{area, crisp(image)});
    addFrame(scene, area, QColor(0x40, 0x40, 0x40), 0.5);
    const double number = std::min(small, cell * 0.42);
    if (!map.counts.empty() && number >= 3.5) {
        for (int r = 0; r < rows; ++r) {
            for (int c = 0; c < columns; ++c) {
                const auto at =
                    static_cast<std::size_t>(r) * map.columns.size() + static_cast<std::size_t>(c);
                if (map.counts[at] != 0) {
                    addText(scene, std::to_string(map.counts[at]),
                            {left + (c + 0.5) * cell, top + (r + 0.5) * cell + capHeight(number) / 2},
                            TextAlign::Centre, number, inkOn(colorAt(r, c)));
                }
            }
        }
    }
    const auto shorter = [&](const std::string& name) {
        QString text = qt(name);
        const bool whole = textWidth(text, small) <= width / 4 + 0.1;
        while (text.size() > 1 && textWidth(text + QChar(0x2026), small) > width / 4) {
            text.chop(1);
        }
        return whole ? name : (text + QChar(0x2026)).toStdString();
    };
    for (int i = 0; named && i < rows; ++i) {
        addText(scene, shorter(map.rows[static_cast<std::size_t>(i)]),
                {left - 3, top + (i + 0.5) * cell + capHeight(small) / 2}, TextAlign::Right, small);
    }
    for (int i = 0; named && i < columns; ++i) {
        const double x = left + (i + 0.5) * cell;
        const std::string text = shorter(map.columns[static_cast<std::size_t>(i)]);
        turned ? addText(scene, text, {x + capHeight(small) / 2, top + mapHeight + 3}, TextAlign::Right,
                         small, Qt::black, true)
               : addText(scene, text, {x, top + mapHeight + 2 + capHeight(small)}, TextAlign::Centre, small);
    }
    if (!named) {  // the first and the last say the order
        addText(scene, map.rows.front(), {left - 3, top + capHeight(small)}, TextAlign::Right, small);
        addText(scene, map.rows.back(), {left - 3, top + mapHeight}, TextAlign::Right, small);
        addText(scene, map.columns.front(), {left, top + mapHeight + 2 + capHeight(small)}, TextAlign::Left,
                small);
        addText(scene, map.columns.back(), {left + mapWidth, top + mapHeight + 2 + capHeight(small)},
                TextAlign::Right, small);
    }
    addText(scene, map.rowLabel, {kPad + font, top + mapHeight / 2}, TextAlign::Centre, font, Qt::black,
            true);
    addText(scene, map.columnLabel, {left + mapWidth / 2, scene.sizePt.height() - kPad - 0.3 * font},
            TextAlign::Centre, font);
    (void)paintColorBar(&scene, style, scale, left + mapWidth + kBarGap, top, mapHeight);
    return scene;
}

Scene gridScene(const FigureDocument& document) {
    const ImageGrid& grid = *document.data.grid;
    const FigureStyle& style = document.spec.style;
    const double small = std::max(5.0, style.fontPt - 1), width = style.widthIn * 72;
    const int count = static_cast<int>(grid.tiles.size()), rows = (count + grid.columns - 1) / grid.columns;
    const double rowNames =
        grid.rowHeads.empty() ? 0.0 : std::min(widest(grid.rowHeads, small), width / 5) + 3;
    const double bar = grid.scale ? kBarGap + paintColorBar(nullptr, style, *grid.scale, 0, 0, 100) : 0.0;
    const double gap = grid.scale ? 1.5 : 3.0;
    const double left = kPad + rowNames;
    const double pitch = (width - left - kPad - bar + gap) / grid.columns, side = pitch - gap;
    const double tileHeight = side * grid.height / grid.width;
    const bool captioned = std::any_of(grid.tiles.begin(), grid.tiles.end(), [](const ImageGrid::Tile& t) {
        return !t.empty && (!t.caption.empty() || t.badge);
    });
    const double line = (captioned ? small * kHead : 0.0) + gap,
                 top = kPad + (grid.columnHeads.empty() ? 0.0 : small * kHead);

    Scene scene;
    scene.sizePt = QSizeF(width, std::ceil(top + rows * (tileHeight + line) - (captioned ? 0 : gap) + kPad));
    // All pictures are one raster: readers keep one object, and it is written once. A strip of white lies
    // between.
    const int seamX = std::max(1, static_cast<int>(std::lround(gap / side * grid.width)));
    const double perPixel = side / grid.width;
    const int stepX = grid.width + seamX;
    const double realPitch = stepX * perPixel;
    const int stepY =
        std::max(grid.height + 1, static_cast<int>(std::lround((tileHeight + line) / perPixel)));
    const double stretch = (width - left - kPad - bar) / ((grid.columns * stepX - seamX) * perPixel);
    const double unit = perPixel * stretch;
    (void)realPitch;
    QImage atlas(grid.columns * stepX - seamX, (rows - 1) * stepY + grid.height, QImage::Format_RGB32);
    atlas.fill(Qt::white);
    const auto tileBytes = static_cast<std::size_t>(grid.width) * static_cast<std::size_t>(grid.height) *
                           static_cast<std::size_t>(grid.channels);
    for (int i = 0; i < count; ++i) {
        const auto* pixels = grid.pixels.data() + static_cast<std::size_t>(i) * tileBytes;
        if (grid.tiles[static_cast<std::size_t>(i)].empty) {
            continue;
        }
        for (int y = 0; y < grid.height; ++y) {
            auto* out = reinterpret_cast<QRgb*>(atlas.scanLine(i / grid.columns * stepY + y)) +
                        i % grid.columns * stepX;
            for (int x = 0; x < grid.width; ++x) {
                const auto* p = pixels + (static_cast<std::size_t>(y) * static_cast<std::size_t>(grid.width) +
                                          static_cast<std::size_t>(x)) *
                                             static_cast<std::size_t>(grid.channels);
                QColor color = grid.scale ? colorOnMap(p[0] / 255.0, grid.scale->difference, style.grey)
                               : grid.channels == 1 ? QColor(p[0], p[0], p[0])
                                                    : QColor(p[0], p[1], p[2]);
                out[x] = (style.grey && !grid.scale ? greyOf(color) : color).rgb();
            }
        }
    }
    const QRectF area(left, top, atlas.width() * unit, atlas.height() * unit);
    scene.items.emplace_back(SceneImage{area, crisp(atlas)});
    for (int i = 0; i < count; ++i) {
        const ImageGrid::Tile& tile = grid.tiles[static_cast<std::size_t>(i)];
        const QRectF rect(left + i % grid.columns * stepX * unit, top + i / grid.columns * stepY * unit,
                          grid.width * unit, grid.height * unit);
        if (tile.empty) {
            QPainterPath hatch;
            addHatch(hatch, rect, 4);
            scene.items.emplace_back(ScenePath{hatch, QColor(0xB0, 0xB0, 0xB0), {}, 0.4, {}});
            addFrame(scene, rect, QColor(0xB0, 0xB0, 0xB0), 0.4);
            if (const double size = std::min(small, rect.height() * 0.3);
                textWidth(qt(tile.caption), size) < rect.width()) {
                QPainterPath ground;
                const double w = textWidth(qt(tile.caption), size) + 2, h = capHeight(size) + 2;
                ground.addRect(QRectF(rect.center().x() - w / 2, rect.center().y() - h / 2, w, h));
                scene.items.emplace_back(ScenePath{ground, {}, Qt::white, 0, {}});
                addText(scene, tile.caption, {rect.center().x(), rect.center().y() + capHeight(size) / 2},
                        TextAlign::Centre, size, QColor(0x4D, 0x4D, 0x4D));
            }
            continue;
        }
        if (tile.wrong) {
            addFrame(scene, rect.adjusted(0.6, 0.6, -0.6, -0.6), Qt::white, 1.2);
            addFrame(scene, rect.adjusted(0.6, 0.6, -0.6, -0.6), Qt::black, 1.2, {3, 2});
        }
        if (captioned) {
            const double base = rect.bottom() + 1.5 + capHeight(small);
            double x = rect.left();
            if (tile.badge) {
                const InkStyle ink = styleOf(*tile.badge, style.grey);
                QPainterPath mark;
                addShape(mark, ink.shape, {x + 0.4 * small, base - capHeight(small) / 2}, 0.75 * small);
                scene.items.emplace_back(ScenePath{mark, {}, ink.color, 0, {}});
                x += small;
            }
            QString text = qt(tile.caption);
            const bool whole = textWidth(text, small) <= rect.right() - x;
            while (!whole && text.size() > 1 && textWidth(text + QChar(0x2026), small) > rect.right() - x) {
                text.chop(1);
            }
            addText(scene, (whole ? text : text + QChar(0x2026)).toStdString(), {x, base}, TextAlign::Left,
                    small);
        }
    }
    for (int c = 0; c < std::min(grid.columns, static_cast<int>(grid.columnHeads.size())); ++c) {
        addText(scene, grid.columnHeads[static_cast<std::size_t>(c)],
                {left + (c * stepX + grid.width / 2.0) * unit, top - 0.35 * small}, TextAlign::Centre, small);
    }
    for (int r = 0; r < std::min(rows, static_cast<int>(grid.rowHeads.size())); ++r) {
        addText(scene, grid.rowHeads[static_cast<std::size_t>(r)],
                {left - 3, top + (r * stepY + grid.height / 2.0) * unit + capHeight(small) / 2},
                TextAlign::Right, small);
    }
    scene.sizePt.setHeight(std::ceil(area.bottom() + (captioned ? small * kHead : 0.0) + kPad));
    if (grid.scale) {
        (void)paintColorBar(&scene, style, *grid.scale, area.right() + kBarGap, top, area.height());
    }
    return scene;
}

}  // namespace pivot::figures
