// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/figure_scene.h"
#include "widgets/figures/marks.h"
#include "widgets/figures/panel_layout.h"
#include "widgets/figures/rule_labels.h"
#include "widgets/figures/scene_parts.h"

#include <algorithm>

namespace pivot::figures {
namespace {

const QColor kGrid(0xE2, 0xE2, 0xE2), kAxis(0x40, 0x40, 0x40);

void paintGrid(Scene& scene, const Panel& panel, const Frame& frame) {
    QPainterPath grid;
    const QRectF& plot = frame.plot;
    for (const Tick& tick : frame.y.ticks) {
        const double y = frame.at(frame.x.low, tick.value).y();
        grid.moveTo(plot.left(), y);
        grid.lineTo(plot.right(), y);
    }
    if (panel.x.categories.empty()) {
        for (const Tick& tick : frame.x.ticks) {
            const double x = frame.at(tick.value, frame.y.low).x();
            grid.moveTo(x, plot.top());
            grid.lineTo(x, plot.bottom());
        }
    }
    if (!grid.isEmpty()) {
        scene.items.emplace_back(ScenePath{grid, kGrid, {}, 0.4, {}});
    }
}

void paintAxes(Scene& scene, const Panel& panel, const Frame& frame, const PanelLayout& layout) {
    const QRectF& plot = frame.plot;
    QPainterPath box;
    box.addRect(plot);
    for (const Tick& tick : frame.x.ticks) {
        const double x = frame.at(tick.value, frame.y.low).x();
        box.moveTo(x, plot.bottom());
        box.lineTo(x, plot.bottom() + kTickPt);
        if (frame.xLabels) {
            addText(scene, tick.text, {x, plot.bottom() + kTickPt + 1.5 + capHeight(layout.tickPt)},
                    TextAlign::Centre, layout.tickPt);
        }
    }
    for (const Tick& tick : frame.y.ticks) {
        const double y = frame.at(frame.x.low, tick.value).y();
        box.moveTo(plot.left() - kTickPt, y);
        box.lineTo(plot.left(), y);
        addText(scene, tick.text, {plot.left() - kTickPt - 1.5, y + capHeight(layout.tickPt) / 2},
                TextAlign::Right, layout.tickPt);
    }
    scene.items.emplace_back(ScenePath{box, kAxis, {}, 0.5, {}});
    addText(scene, shortened(panel.title, layout.fontPt, layout.sizePt.width() - plot.left() - 2),
            {plot.left(), plot.top() - 0.35 * layout.fontPt}, TextAlign::Left, layout.fontPt);
    // A low plot has no room for a long label: it is set smaller.
    const double room = plot.height() + 0.8 * layout.fontPt;
    const double needed = textWidth(QString::fromStdString(panel.y.label), layout.fontPt);
    const double size = needed > room ? std::max(5.0, layout.fontPt * room / needed) : layout.fontPt;
    addText(scene, shortened(panel.y.label, size, room), {layout.yLabelX, plot.center().y()},
            TextAlign::Centre, size, Qt::black, true);
}

void paintRule(Scene& scene, const Rule& rule, const Frame& frame, bool grey) {
    const QRectF& plot = frame.plot;
    const QPointF at = frame.at(rule.vertical ? rule.at : frame.x.low, rule.vertical ? frame.y.low : rule.at);
    if (rule.vertical ? at.x() < plot.left() - 0.05 || at.x() > plot.right() + 0.05
                      : at.y() < plot.top() - 0.05 || at.y() > plot.bottom() + 0.05) {
        return;
    }
    const InkStyle style = styleOf(rule.ink, grey);
    QPainterPath path(rule.vertical ? QPointF(at.x(), plot.top()) : QPointF(plot.left(), at.y()));
    path.lineTo(rule.vertical ? QPointF(at.x(), plot.bottom()) : QPointF(plot.right(), at.y()));
    scene.items.emplace_back(ScenePath{path, style.color, {}, 0.9, style.dash});
}

void paintRules(Scene& scene, const Panel& panel, const Frame& frame, double sizePt, bool grey) {
    for (const Rule& rule : panel.rules) {
        paintRule(scene, rule, frame, grey);
    }
    for (const RuleLabel& label : placeRuleLabels(panel, frame, sizePt)) {
        QPainterPath ground;
        ground.addRect(label.ground);
        scene.items.emplace_back(ScenePath{ground, {}, Qt::white, 0, {}});
        scene.items.emplace_back(SceneText{label.text, label.base, label.align, sizePt,
                                           styleOf(panel.rules[label.rule].ink, grey).color, false, false});
    }
}

}  // namespace

Scene panelScene(const FigureDocument& document) {
    const FigureData& data = document.data;
    const bool grey = document.spec.style.grey;
    const PanelLayout layout = layoutPanels(document);
    Scene scene;
    scene.sizePt = layout.sizePt;
    for (const LegendPlace& place : layout.legend) {
        const Series& series = data.panels[place.panel].series[place.series];
        paintSwatch(scene, series, place.swatch, grey);
        addText(scene, shortened(series.name, layout.fontPt, layout.sizePt.width() - place.text.x() - 2),
                place.text, TextAlign::Left, layout.fontPt);
    }
    for (std::size_t i = 0; i < data.panels.size(); ++i) {
        const Panel& panel = data.panels[i];
        const Frame& frame = layout.frames[i];
        paintGrid(scene, panel, frame);
        for (const Mark mark :
             {Mark::Band, Mark::Bars, Mark::Dots, Mark::Line, Mark::LinePoints, Mark::Points}) {
            for (const Series& series : panel.series) {
                if (series.mark == mark) {
                    paintSeries(scene, series, frame, grey);
                }
            }
        }
        paintAxes(scene, panel, frame, layout);
        paintRules(scene, panel, frame, layout.tickPt, grey);
    }
    const Frame& last = layout.frames.back();
    const double middle = last.plot.center().x(), room = 2 * std::min(middle, layout.sizePt.width() - middle);
    addText(scene, shortened(data.panels.front().x.label, layout.fontPt, room),
            {middle, last.plot.bottom() + kTickPt + 1 + layout.tickPt * 1.3 + layout.fontPt},
            TextAlign::Centre, layout.fontPt);
    return scene;
}

}  // namespace pivot::figures
