// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/axis_ticks.h"
#include "widgets/figures/figure_scene.h"
#include "widgets/figures/scene_parts.h"

#include <algorithm>
#include <cmath>

namespace pivot::figures {
namespace {

constexpr double kPad = 2.0, kBarGap = 6.0, kBarWidth = 7.0;
constexpr double kSmallestMap = 10.0;
constexpr int kShades = 128;

}  // namespace

double paintColorBar(Scene* scene, const FigureStyle& style, const ImageGrid::Scale& scale, double left,
                     double top, double height) {
    const double size = std::max(5.0, style.fontPt - 1);
    const std::vector<Tick> ticks =
        linearTicks(scale.low, scale.high, std::clamp(static_cast<int>(height / (2.4 * size)), 2, 6));
    double labels = 0;
    for (int most = 2; most <= 6; ++most) {  // the same room however high the bar turns out to be
        for (const Tick& tick : linearTicks(scale.low, scale.high, most)) {
            labels = std::max(labels, textWidth(QString::fromStdString(tick.text), size));
        }
    }
    const double label = scale.label.empty() ? 0.0 : style.fontPt * 1.3;
    const double right = left + kBarWidth + 4 + labels;
    if (scene) {
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
        const double needed = textWidth(QString::fromStdString(scale.label), style.fontPt);
        const double room = height + 4;  // beside a low map the label is set smaller
        const double labelSize = needed > room ? std::max(5.0, style.fontPt * room / needed) : style.fontPt;
        addText(*scene, shortened(scale.label, labelSize, room),
                {right + label - 0.3 * style.fontPt, top + height / 2}, TextAlign::Centre, labelSize,
                Qt::black, true);
    }
    return right + label - left;
}

Result<Scene> heatMapScene(const FigureDocument& document) {
    const HeatMap& map = *document.data.heatMap;
    const FigureStyle& style = document.spec.style;
    const double font = style.fontPt, small = std::max(5.0, font - 1), width = style.widthIn * 72;
    const auto rows = static_cast<int>(map.rows.size()), columns = static_cast<int>(map.columns.size());
    const ImageGrid::Scale scale{map.low, map.high, map.valueLabel, false};
    const double rowNames = std::min(widestText(map.rows, small), width / 4);
    const double left = kPad + font * 1.3 + rowNames + 3;
    const double bar = paintColorBar(nullptr, style, scale, 0, 0, 100);
    double cell = (width - left - kPad - kBarGap - bar) / columns;
    if (cell * columns < kSmallestMap) {
        return fail(ErrorCode::Usage, "a map of these labels has no room in " + labelText(style.widthIn) +
                                          " inches: give the figure more with --width");
    }
    cell =
        std::min(cell, style.heightIn > 0 ? style.heightIn * 72 * 0.8 / rows : std::max(14.0, 230.0 / rows));
    const double mapWidth = cell * columns, mapHeight = cell * rows;
    const double columnNames = std::min(widestText(map.columns, small), width / 4);
    const bool turned = columnNames > cell * 0.95;
    const bool named = cell >= small * 0.95;  // else names would stand on each other
    const double top = kPad + 1;
    Scene scene;
    const double below = (named ? (turned ? columnNames + 3 : small * 1.3) : small * 1.3) + font * 1.3;
    scene.sizePt = QSizeF(width, std::ceil(top + mapHeight + below + kPad));
    if (scene.sizePt.height() > kHighestPt) {
        return scene;  // which is refused: thousands of labels are not made for that
    }

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
    const QSize size = image.size() * crispFactor(image.size());
    scene.items.emplace_back(
        SceneImage{area, image.scaled(size, Qt::IgnoreAspectRatio, Qt::FastTransformation)});
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
    const auto shorter = [&](const std::string& name) { return shortened(name, small, width / 4); };
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
        addText(scene, shorter(map.rows.front()), {left - 3, top + capHeight(small)}, TextAlign::Right,
                small);
        addText(scene, shorter(map.rows.back()), {left - 3, top + mapHeight}, TextAlign::Right, small);
        const auto half = [&](const std::string& name) { return shortened(name, small, mapWidth / 2 - 3); };
        addText(scene, half(map.columns.front()), {left, top + mapHeight + 2 + capHeight(small)},
                TextAlign::Left, small);
        addText(scene, half(map.columns.back()), {left + mapWidth, top + mapHeight + 2 + capHeight(small)},
                TextAlign::Right, small);
    }
    const double middle = left + mapWidth / 2;
    addText(scene, shortened(map.rowLabel, font, scene.sizePt.height()), {kPad + font, top + mapHeight / 2},
            TextAlign::Centre, font, Qt::black, true);
    addText(scene, shortened(map.columnLabel, font, 2 * std::min(middle, width - middle)),
            {middle, scene.sizePt.height() - kPad - 0.3 * font}, TextAlign::Centre, font);
    (void)paintColorBar(&scene, style, scale, left + mapWidth + kBarGap, top, mapHeight);
    return scene;
}

}  // namespace pivot::figures
