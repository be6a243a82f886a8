// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/panel_layout.h"

#include "widgets/figures/scene.h"
#include "widgets/figures/scene_parts.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

namespace pivot::figures {
namespace {

constexpr double kPad = 2.0, kLine = 1.3;           // pt; line height by size of text
constexpr double kNarrowest = 10, kFarthest = 1e6;  // pt, and by the width of the plot
constexpr double kWidest = 300, kHighest = 230;     // pt: a wide figure is no higher for it

struct Extent {
    double low = std::numeric_limits<double>::infinity(), high = -low;
    void add(double value) {
        if (std::isfinite(value)) {
            low = std::min(low, value);
            high = std::max(high, value);
        }
    }
};

Extent extentOf(const Panel& panel, bool alongX) {
    Extent extent;
    for (const Series& s : panel.series) {
        const bool isValue = s.alongX == alongX;  // of this axis: the value, or where it stands
        for (const double v : alongX ? s.x : s.y) {
            const double half = s.mark == Mark::Bars && !isValue ? s.width / 2 : 0.0;
            extent.add(v - half);
            extent.add(v + half);
        }
        if (isValue) {
            std::for_each(s.low.begin(), s.low.end(), [&](double v) { extent.add(v); });
            std::for_each(s.high.begin(), s.high.end(), [&](double v) { extent.add(v); });
            if (s.mark == Mark::Bars && s.low.empty()) {
                extent.add(0);
            }
        }
    }
    for (const Rule& rule : panel.rules) {
        if (rule.vertical == alongX) {
            extent.add(rule.at);
        }
    }
    return extent;
}

bool hasBars(const Panel& panel, bool alongX) {
    return std::any_of(panel.series.begin(), panel.series.end(),
                       [alongX](const Series& s) { return s.mark == Mark::Bars && s.alongX == alongX; });
}

/// The ends of an axis: as they were set, else what the values need with some room.
Span spanOf(const Axis& axis, Extent extent, bool bars) {
    Span span;
    if (!axis.categories.empty()) {
        span.low = -0.5;
        span.high = static_cast<double>(axis.categories.size()) - 0.5;
        return span;
    }
    if (!(extent.low <= extent.high)) {
        extent = {0, 1};
    }
    span.logarithmic = axis.logarithmic && axis.low.value_or(extent.low) > 0 && extent.high > 0;
    if (span.logarithmic) {
        const double room = std::pow(extent.high / extent.low, 0.04);
        span.low = axis.low.value_or(extent.low / room);
        span.high = axis.high.value_or(extent.high * room);
    } else {
        const double width =
            extent.high > extent.low ? extent.high - extent.low : std::max(1e-9, std::abs(extent.high) * 0.1);
        span.low = axis.low.value_or(bars && extent.low >= 0 ? 0.0 : extent.low - 0.05 * width);
        span.high = axis.high.value_or(extent.high + 0.05 * width);
    }
    const double least =
        1e-9 * std::max(std::abs(span.low), std::abs(span.high));  // what numbers can tell apart
    if (!(span.high - span.low > std::max(least, 1e-200))) {
        span.high = span.low + std::max(1.0, 1e3 * least);
    }
    return span;
}

QString qt(const std::string& text) {
    return QString::fromStdString(text);
}

std::vector<Tick> numberTicks(const Span& span, int most) {
    return span.logarithmic ? logTicks(span.low, span.high, most) : linearTicks(span.low, span.high, most);
}

/// Labels of categories, cut to `most` pt; where not all of them fit each second, third, ... is left out.
std::vector<Tick> categoryTicks(const Axis& axis, std::size_t stride, double sizePt, double most) {
    std::vector<Tick> ticks;
    for (std::size_t i = 0; i < axis.categories.size(); i += stride) {
        ticks.push_back({static_cast<double>(i), shortened(axis.categories[i], sizePt, most)});
    }
    return ticks;
}

double widest(const std::vector<Tick>& ticks, double sizePt) {
    double width = 0;
    for (const Tick& tick : ticks) {
        width = std::max(width, textWidth(qt(tick.text), sizePt));
    }
    return width;
}

/// `before`: room to the left of the plot, into which half of the first label may reach.
std::vector<Tick> xTicks(const Axis& axis, const Span& span, double before, double width, double sizePt) {
    const auto fits = [&](const std::vector<Tick>& ticks, double step) {
        return widest(ticks, sizePt) + sizePt * 0.8 <= step;
    };
    if (!axis.categories.empty()) {
        const std::size_t count = axis.categories.size();
        std::vector<double> widths;
        for (const std::string& name : axis.categories) {
            widths.push_back(std::min(textWidth(qt(name), sizePt), width / 3));
        }
        const auto widestOf = [&](std::size_t stride) {
            double all = 0;
            for (std::size_t i = 0; i < count; i += stride) {
                all = std::max(all, widths[i]);
            }
            return all;
        };
        std::size_t stride = 1;
        while (stride < count && widestOf(stride) + sizePt * 0.8 >
                                     width / static_cast<double>(count) * static_cast<double>(stride)) {
            ++stride;
        }
        std::vector<Tick> ticks = categoryTicks(axis, stride, sizePt, width / 3);
        ticks.front().text =
            shortened(ticks.front().text, sizePt, 2 * before + width / static_cast<double>(count));
        return ticks;
    }
    for (int most = 9; most > 2; --most) {
        std::vector<Tick> ticks = numberTicks(span, most);
        if (ticks.size() < 2) {
            return ticks;
        }
        const double step = (span.place(ticks[1].value) - span.place(ticks[0].value)) * width;
        if (fits(ticks, step)) {
            return ticks;
        }
    }
    return numberTicks(span, 2);
}

std::vector<Tick> yTicks(const Axis& axis, const Span& span, double height, double sizePt, double room) {
    if (!axis.categories.empty()) {
        const double one = height / static_cast<double>(axis.categories.size());
        return categoryTicks(axis, static_cast<std::size_t>(std::max(1.0, std::ceil(sizePt * 1.05 / one))),
                             sizePt, room);
    }
    return numberTicks(span, std::clamp(static_cast<int>(height / (sizePt * 2.4)), 2, 8));
}

/// Height of a plot, in pt, before the figure's own height is looked at.
double heightOf(const FigureData& data, const Panel& panel, double width, double tickPt) {
    if (!panel.y.categories.empty()) {
        const double all = static_cast<double>(panel.y.categories.size()) * tickPt * 1.3;
        return std::clamp(all, 30.0, 640.0);
    }
    if (data.square) {
        return std::min(width, kHighest);
    }
    return std::min(width, kWidest) * data.aspect * panel.share;
}

/// Entries of the legend from left to right, in as many lines as they need. Returns its height.
double placeLegend(const FigureData& data, PanelLayout& layout, double left, double right) {
    std::set<std::string> seen;
    const double line = layout.fontPt * kLine;
    double x = left, y = kPad + line / 2;
    for (std::size_t p = 0; p < data.panels.size(); ++p) {
        for (std::size_t s = 0; s < data.panels[p].series.size(); ++s) {
            const std::string& name = data.panels[p].series[s].name;
            if (name.empty() || !seen.insert(name).second) {
                continue;
            }
            const double width = kSwatchPt + 4 + textWidth(qt(name), layout.fontPt);
            if (x > left && x + width > right) {
                x = left;
                y += line;
            }
            layout.legend.push_back({p, s, {x, y}, {x + kSwatchPt + 4, y + capHeight(layout.fontPt) / 2}});
            x += width + layout.fontPt;
        }
    }
    return layout.legend.empty() ? 0.0 : y + line / 2 + 1;
}

}  // namespace

double Span::place(double value) const {
    // What lies far outside keeps its direction: a line to it is cut at the plot.
    return std::clamp(logarithmic ? std::log(std::max(value, 1e-300) / low) / std::log(high / low)
                                  : (value - low) / (high - low),
                      -kFarthest, kFarthest);
}

QPointF Frame::at(double xValue, double yValue) const {
    return {plot.left() + x.place(xValue) * plot.width(), plot.bottom() - y.place(yValue) * plot.height()};
}

PanelLayout layoutPanels(const FigureDocument& document) {
    const FigureData& data = document.data;
    const FigureStyle& style = document.spec.style;
    PanelLayout layout;
    layout.fontPt = style.fontPt;
    layout.tickPt = std::max(5.0, style.fontPt - 1);
    const double width = style.widthIn * 72;

    Extent shared;  // the panels stand above each other
    for (const Panel& panel : data.panels) {
        const Extent own = extentOf(panel, true);
        shared.add(own.low);
        shared.add(own.high);
    }
    for (const Panel& panel : data.panels) {
        Frame frame;
        frame.x = spanOf(data.panels.front().x, shared, hasBars(panel, true));
        frame.y = spanOf(panel.y, extentOf(panel, false), hasBars(panel, false));
        layout.frames.push_back(std::move(frame));
    }

    const bool named = std::any_of(data.panels.begin(), data.panels.end(),
                                   [](const Panel& p) { return !p.y.label.empty(); });
    const double labelWidth = named ? layout.fontPt * kLine : 0.0;
    layout.yLabelX = kPad + capHeight(layout.fontPt) + 0.2 * layout.fontPt;
    // Labels beside the plot depend on its height, which hardly depends on them: twice is enough.
    const double beside = kPad + labelWidth + kTickPt + 3;
    double left = kPad + labelWidth + 3 * layout.tickPt, right = width - 2 * kPad;
    std::vector<double> heights;
    const Axis& xAxis = data.panels.front().x;
    const double below =
        kTickPt + 1 + layout.tickPt * kLine + (xAxis.label.empty() ? 0 : layout.fontPt * kLine);
    double top = 0;
    const auto gapAbove = [&](std::size_t i) {
        const bool titled = !data.panels[i].title.empty();
        const double above = i == 0 ? 0.0 : kTickPt + 2;  // the ticks of the panel before
        return titled ? above + layout.fontPt * 1.35 : i == 0 ? 3.0 : layout.fontPt * 0.9;
    };
    for (int round = 0; round < 2; ++round) {
        layout.legend.clear();
        top = placeLegend(data, layout, left, right);
        heights.clear();
        double sum = 0, gaps = 0, widestLabel = 0;
        for (std::size_t i = 0; i < data.panels.size(); ++i) {
            heights.push_back(heightOf(data, data.panels[i], right - left, layout.tickPt));
            sum += heights.back();
            gaps += gapAbove(i);
        }
        if (style.heightIn > 0) {
            const double room = std::max(20.0, style.heightIn * 72 - top - gaps - below - kPad);
            std::for_each(heights.begin(), heights.end(), [&](double& h) { h *= room / sum; });
        }
        for (std::size_t i = 0; i < data.panels.size(); ++i) {
            Span& span = layout.frames[i].y;
            span.ticks = yTicks(data.panels[i].y, span, heights[i], layout.tickPt, width / 2 - beside);
            widestLabel = std::max(widestLabel, widest(span.ticks, layout.tickPt));
        }
        left = std::min(beside + widestLabel, width / 2);
        const std::vector<Tick> ticks =
            xTicks(xAxis, layout.frames.front().x, left, right - left, layout.tickPt);
        if (!ticks.empty()) {  // half of the last label may reach out of the plot
            const double end = left + layout.frames.front().x.place(ticks.back().value) * (right - left);
            const double reach = end + textWidth(qt(ticks.back().text), layout.tickPt) / 2;
            right = std::max(std::min(right, width - kPad - std::max(0.0, reach - right)), left + kNarrowest);
        }
    }
    for (std::size_t i = 0; i < data.panels.size(); ++i) {
        Frame& frame = layout.frames[i];
        top += gapAbove(i);
        frame.plot = QRectF(left, top, right - left, heights[i]);
        frame.x.ticks = xTicks(xAxis, frame.x, left, right - left, layout.tickPt);
        frame.xLabels = i + 1 == data.panels.size();
        top += heights[i];
    }
    const double height = style.heightIn > 0 ? style.heightIn * 72 : std::ceil(top + below + kPad);
    layout.sizePt = QSizeF(width, height);
    return layout;
}

}  // namespace pivot::figures
