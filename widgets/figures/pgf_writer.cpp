// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/figure_scene.h"
#include "widgets/figures/figure_writer.h"
#include "widgets/figures/grid_raster.h"
#include "widgets/figures/marks.h"
#include "widgets/figures/panel_layout.h"
#include "widgets/figures/pgf_text.h"
#include "widgets/figures/rule_labels.h"
#include "widgets/figures/table_writer.h"

#include <algorithm>
#include <set>

namespace pivot::figures {
namespace {

constexpr std::size_t kMostMarks = 2000;  // of a series
constexpr double kDotGridPt = 0.4;

std::string ticksOf(const char* axis, const std::vector<Tick>& ticks, bool labelled) {
    std::string values, labels;
    for (const Tick& tick : ticks) {
        values += (values.empty() ? "" : ",") + pgf::number(tick.value);
        labels += (labels.empty() ? "{" : ",{") + (labelled ? latexText(tick.text) : std::string()) + "}";
    }
    return std::string(axis) + "tick={" + values + "}, " + axis + "ticklabels={" + labels + "},\n  ";
}

std::string coordinates(const Series& s) {
    std::string out = "coordinates {";
    for (std::size_t i = 0; i < s.x.size(); ++i) {
        out += (i % 6 == 0 ? "\n    (" : " (") + pgf::number(s.x[i]) + "," + pgf::number(s.y[i]) + ")";
    }
    return out + "\n  };\n";
}

std::string barsOf(const Series& s, const std::string& fill) {
    std::string out;
    for (std::size_t i = 0; i < s.x.size(); ++i) {
        const double base = s.low.empty() ? 0.0 : s.low[i], half = s.width / 2;
        const double x0 = s.alongX ? base : s.x[i] - half, x1 = s.alongX ? s.x[i] : s.x[i] + half;
        const double y0 = s.alongX ? s.y[i] - half : base, y1 = s.alongX ? s.y[i] + half : s.y[i];
        if (x0 != x1 && y0 != y1) {
            out += "  \\path[" + fill + "] (axis cs:" + pgf::number(x0) + "," + pgf::number(y0) +
                   ") rectangle (axis cs:" + pgf::number(x1) + "," + pgf::number(y1) + ");\n";
        }
    }
    return out;
}

std::string bandOf(const Series& s, const InkStyle& style) {
    std::string out = "  \\path[fill=" + pgf::color(style.color) + ", fill opacity=0.2]";
    const auto add = [&](std::size_t i, double y) {
        out += (out.ends_with(']') ? " (axis cs:" : " -- (axis cs:") + pgf::number(s.x[i]) + "," +
               pgf::number(y) + ")";
    };
    for (std::size_t i = 0; i < s.x.size(); ++i) {
        add(i, s.high[i]);
    }
    for (std::size_t i = s.x.size(); i-- > 0;) {
        add(i, s.low[i]);
    }
    return out + " -- cycle;\n";
}

bool isDense(const Series& s) {
    return s.mark == Mark::Dots && s.x.size() > kMostMarks;
}

std::string dotsOf(const Series& s, const InkStyle& style) {
    return "  \\addplot[only marks, color=" + pgf::color(dotColor(s, style)) +
           ", mark=*, mark size=0.8bp, mark options={line width=0bp}] " + coordinates(s);
}

/// More dots than TeX's memory holds as marks: lines of almost no length with round ends, merged more
/// coarsely than in a PDF and drawn below the axes, many at once.
std::string denseDotsOf(const Series& s, const Frame& frame, double height, bool grey) {
    std::set<std::pair<long, long>> taken;
    std::string out = "\\begin{scope}[line cap=round, line width=1bp, color=" +
                      pgf::color(dotColor(s, styleOf(s.ink, grey))) + "]\n";
    int inPath = 0;
    for (std::size_t i = 0; i < s.x.size(); ++i) {
        const QPointF at = frame.at(s.x[i], s.y[i]);
        const std::pair cell(std::lround(at.x() / kDotGridPt), std::lround(at.y() / kDotGridPt));
        if (frame.plot.adjusted(-0.1, -0.1, 0.1, 0.1).contains(at) && taken.insert(cell).second) {
            out += (inPath % 8 == 0 ? inPath == 0 ? "\\draw (" : "\n(" : "(") +
                   pgf::number(std::round(10 * at.x()) / 10) + "bp," +
                   pgf::number(std::round(10 * (height - at.y())) / 10) + "bp)--+(.01bp,0)";
            inPath = (inPath + 1) % 200;
            out += inPath == 0 ? ";\n" : "";
        }
    }
    return out + (inPath == 0 ? "" : ";\n") + "\\end{scope}\n";
}

std::string seriesOf(const Series& s, bool grey) {
    const InkStyle style = styleOf(s.ink, grey);
    const std::string color = pgf::color(style.color);
    switch (s.mark) {
        case Mark::Bars:
            return barsOf(s, pgf::barStyle(s, style));
        case Mark::Band:
            return bandOf(s, style);
        case Mark::Dots:
            return isDense(s) ? std::string() : dotsOf(s, style);
        case Mark::Line:
        case Mark::LinePoints:
        case Mark::Points:
            break;
    }
    std::string out;
    for (std::size_t i = 0; i < std::min(s.low.size(), s.high.size()); ++i) {
        const std::string where = pgf::number(s.alongX ? s.y[i] : s.x[i]);
        const auto end = [&](double v) {
            return s.alongX ? pgf::number(v) + "," + where : where + "," + pgf::number(v);
        };
        out += "  \\draw[color=" + color + ", line width=0.6bp, |-|] (axis cs:" + end(s.low[i]) +
               ") -- (axis cs:" + end(s.high[i]) + ");\n";
    }
    return out + "  \\addplot[" + pgf::lineStyle(s, style) + "] " + coordinates(s);
}

std::string ruleOf(const Rule& rule, const Frame& frame, bool grey) {
    const InkStyle style = styleOf(rule.ink, grey);
    const std::string at = pgf::number(rule.at);
    const auto point = [&](bool end) {
        return rule.vertical ? at + "," + pgf::number(end ? frame.y.high : frame.y.low)
                             : pgf::number(end ? frame.x.high : frame.x.low) + "," + at;
    };
    return "  \\draw[color=" + pgf::color(style.color) + ", line width=0.9bp" + pgf::dash(style) +
           "] (axis cs:" + point(false) + ") -- (axis cs:" + point(true) + ");\n";
}

std::string labelOf(const RuleLabel& label, const QColor& color, double sizePt, double height) {
    return std::string("\\node[fill=white, inner sep=1bp, outer sep=0, text depth=0pt, anchor=base ") +
           (label.align == TextAlign::Left ? "west" : "east") + ", text=" + pgf::color(color) + ", " +
           pgf::font(sizePt) + "] at (" + pgf::number(label.base.x()) + "bp," +
           pgf::number(height - label.base.y()) + "bp) {" + latexText(label.text.toStdString()) + "};\n";
}

/// The axes of pgfplots, where the layout has put them, and the data as coordinates: both stay easy to
/// change.
std::string panelsOf(const FigureDocument& document) {
    const PanelLayout layout = layoutPanels(document);
    const bool grey = document.spec.style.grey;
    const double height = layout.sizePt.height();
    std::string out = pgf::begin(layout.sizePt);
    for (const LegendPlace& place : layout.legend) {
        Scene swatch;
        const Series& s = document.data.panels[place.panel].series[place.series];
        paintSwatch(swatch, s, place.swatch, grey);
        out += pgf::drawing(swatch, height) + "\\node[anchor=base west, inner sep=0, " +
               pgf::font(layout.fontPt) + "] at (" + pgf::number(place.text.x()) + "bp," +
               pgf::number(height - place.text.y()) + "bp) {" + latexText(s.name) + "};\n";
    }
    for (std::size_t i = 0; i < layout.frames.size(); ++i) {
        const Panel& panel = document.data.panels[i];
        const Frame& f = layout.frames[i];
        for (const Series& s : panel.series) {
            out += isDense(s) ? denseDotsOf(s, f, height, grey) : std::string();
        }
        out += "\\begin{axis}[at={(" + pgf::number(f.plot.left()) + "bp," +
               pgf::number(height - f.plot.bottom()) +
               "bp)}, anchor=south west, scale only axis, width=" + pgf::number(f.plot.width()) +
               "bp, height=" + pgf::number(f.plot.height()) + "bp,\n  xmin=" + pgf::number(f.x.low) +
               ", xmax=" + pgf::number(f.x.high) + ", ymin=" + pgf::number(f.y.low) +
               ", ymax=" + pgf::number(f.y.high) + ",\n  " + (f.x.logarithmic ? "xmode=log, " : "") +
               (f.y.logarithmic ? "ymode=log, " : "") +
               "tick align=outside, tick pos=left, major tick length=2.5bp, clip=true,\n  "
               "grid=major, grid style={black!12, line width=0.4bp}, tick style={black!75, line "
               "width=0.5bp}, axis line style={black!75, line width=0.5bp},\n  "
               "tick label style={" +
               pgf::font(layout.tickPt) + "}, label style={" + pgf::font(layout.fontPt) + "},\n  " +
               ticksOf("x", f.x.ticks, f.xLabels) + ticksOf("y", f.y.ticks, true) +
               (f.xLabels ? "xlabel={" + latexText(document.data.panels.front().x.label) + "}, " : "") +
               "ylabel={" + latexText(panel.y.label) + "}]\n";
        for (const Mark mark :
             {Mark::Band, Mark::Bars, Mark::Dots, Mark::Line, Mark::LinePoints, Mark::Points}) {
            for (const Series& s : panel.series) {
                if (s.mark == mark && !s.x.empty()) {
                    out += seriesOf(s, grey);
                }
            }
        }
        for (const Rule& rule : panel.rules) {
            out += ruleOf(rule, f, grey);
        }
        out += "\\end{axis}\n";
        for (const RuleLabel& label : placeRuleLabels(panel, f, layout.tickPt)) {
            out += labelOf(label, styleOf(panel.rules[label.rule].ink, grey).color, layout.tickPt, height);
        }
        if (!panel.title.empty()) {
            out += "\\node[anchor=base west, inner sep=0, " + pgf::font(layout.fontPt) + "] at (" +
                   pgf::number(f.plot.left()) + "bp," +
                   pgf::number(height - f.plot.top() + 0.35 * layout.fontPt) + "bp) {" +
                   latexText(panel.title) + "};\n";
        }
    }
    return out + pgf::end();
}

}  // namespace

Result<WrittenFigure> pgfOf(const FigureDocument& document, const std::string& name) {
    WrittenFigure written;
    std::string text;
    if (!document.data.panels.empty()) {
        text = panelsOf(document);
    } else {
        const Result<Scene> scene = sceneOf(document);
        if (!scene) {
            return tl::unexpected(scene.error());
        }
        int images = 0;
        for (const auto& item : scene->items) {
            if (const auto* image = std::get_if<SceneImage>(&item)) {
                written.beside.push_back(
                    {"-image" + std::to_string(++images) + ".png", pngOfRaster(image->image)});
            }
        }
        text = pgf::begin(scene->sizePt) + pgf::drawing(*scene, scene->sizePt.height(), name) + pgf::end();
    }
    written.bytes = QByteArray(text.data(), static_cast<qsizetype>(text.size()));
    return written;
}

}  // namespace pivot::figures
