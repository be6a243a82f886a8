// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/rule_labels.h"

#include "widgets/figures/marks.h"
#include "widgets/figures/scene_parts.h"

#include <algorithm>
#include <limits>

namespace pivot::figures {
namespace {

constexpr std::size_t kMostPoints = 20'000;  // of all series: more fill the plot anyway
constexpr int kLines = 6;
constexpr double kOnLabel = 1e6, kLine = 1.35;

using Line = std::vector<QPointF>;

std::vector<Line> dataOf(const Panel& panel, const Frame& frame) {
    std::size_t points = 0;
    for (const Series& s : panel.series) {
        points += s.x.size();
    }
    std::vector<Line> data;
    for (std::size_t i = 0; points <= kMostPoints && i < panel.series.size(); ++i) {
        const Series& s = panel.series[i];
        const bool joined = s.mark == Mark::Line || s.mark == Mark::LinePoints;
        for (std::size_t p = 0; p < s.x.size(); ++p) {
            if (p == 0 || !joined) {
                data.emplace_back();
            }
            data.back().push_back(frame.at(s.x[p], s.y[p]));
            if (s.mark == Mark::Bars) {
                data.back().push_back(s.alongX ? frame.at(0, s.y[p]) : frame.at(s.x[p], 0));
            }
        }
    }
    return data;
}

int covered(const std::vector<Line>& data, const QRectF& ground) {
    int marks = 0;
    for (const Line& line : data) {
        marks += line.size() > 1                 ? clippedLine(line, ground).elementCount()
                 : ground.contains(line.front()) ? 1
                                                 : 0;
    }
    return marks;
}

QRectF groundOf(const QPointF& base, TextAlign align, double width, double cap, const QRectF& plot) {
    const double left = align == TextAlign::Left ? base.x() : base.x() - width;
    return QRectF(left - 1, base.y() - cap - 1, width + 2, cap + 2.6).intersected(plot);
}

/// The places a label may take, the one it likes best first.
std::vector<std::pair<QPointF, TextAlign>> placesOf(const Rule& rule, const QPointF& at, const QRectF& plot,
                                                    double width, double sizePt) {
    const double cap = capHeight(sizePt);
    std::vector<std::pair<QPointF, TextAlign>> places;
    if (rule.vertical) {
        const bool right = plot.right() - at.x() >= width + 5, left = at.x() - plot.left() >= width + 5;
        for (int line = 0; line < kLines; ++line) {
            const double y = plot.top() + 3 + cap + line * kLine * sizePt;
            if (line > 0 && y > plot.bottom() - 3) {
                break;
            }
            if (right) {
                places.emplace_back(QPointF(at.x() + 3, y), TextAlign::Left);
            }
            if (left) {
                places.emplace_back(QPointF(at.x() - 3, y), TextAlign::Right);
            }
            if (!right && !left) {  // too long for either side: on the line itself
                places.emplace_back(QPointF(plot.right() - 3, y), TextAlign::Right);
            }
        }
        return places;
    }
    const bool above = at.y() - plot.top() > cap + 5, below = plot.bottom() - at.y() > cap + 5;
    for (const bool toRight : {true, false}) {
        const double x = toRight ? plot.right() - 3 : plot.left() + 3;
        const TextAlign align = toRight ? TextAlign::Right : TextAlign::Left;
        if (above || !below) {
            places.emplace_back(QPointF(x, at.y() - 2.5), align);
        }
        if (below || !above) {
            places.emplace_back(QPointF(x, at.y() + 3 + cap), align);
        }
    }
    return places;
}

}  // namespace

std::vector<RuleLabel> placeRuleLabels(const Panel& panel, const Frame& frame, double sizePt) {
    const QRectF& plot = frame.plot;
    const QRectF wide = plot.adjusted(-0.05, -0.05, 0.05, 0.05);
    const std::vector<Line> data = dataOf(panel, frame);
    std::vector<RuleLabel> labels;
    for (const bool vertical : {true, false}) {  // upright lines leave their labels fewer places
        for (std::size_t i = 0; i < panel.rules.size(); ++i) {
            const Rule& rule = panel.rules[i];
            const QPointF at = vertical ? QPointF(frame.at(rule.at, frame.y.low).x(), plot.top())
                                        : QPointF(plot.left(), frame.at(frame.x.low, rule.at).y());
            if (rule.vertical != vertical || rule.label.empty() || !wide.contains(at)) {
                continue;
            }
            RuleLabel label{
                i, QString::fromStdString(shortened(rule.label, sizePt, plot.width() - 6)), {}, {}, {}};
            const double width = textWidth(label.text, sizePt);
            double least = std::numeric_limits<double>::infinity();
            for (const auto& [base, align] : placesOf(rule, at, plot, width, sizePt)) {
                const QRectF ground = groundOf(base, align, width, capHeight(sizePt), plot);
                double cost = covered(data, ground);
                for (const RuleLabel& other : labels) {
                    cost += other.ground.intersects(ground) ? kOnLabel : 0;
                }
                if (cost < least) {
                    least = cost;
                    label.base = base;
                    label.align = align;
                    label.ground = ground;
                }
            }
            labels.push_back(std::move(label));
        }
    }
    return labels;
}

}  // namespace pivot::figures
