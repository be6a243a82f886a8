// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/marks.h"

#include <QPolygonF>
#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

namespace pivot::figures {
namespace {

constexpr double kLinePt = 1.0, kHairPt = 0.5, kMarkerPt = 4.5, kHatchPt = 2.4, kCapPt = 1.6;
constexpr double kBandPart = 0.22;
constexpr int kMostHatch = 200'000;  // ends of lines; more would be one grey area

/// Liang and Barsky's clipping of one segment.
std::optional<std::pair<QPointF, QPointF>> clipped(const QPointF& a, const QPointF& b, const QRectF& clip) {
    double from = 0, to = 1;
    const double dx = b.x() - a.x(), dy = b.y() - a.y();
    const double p[] = {-dx, dx, -dy, dy};
    const double q[] = {a.x() - clip.left(), clip.right() - a.x(), a.y() - clip.top(), clip.bottom() - a.y()};
    for (int i = 0; i < 4; ++i) {
        if (p[i] == 0) {
            if (q[i] < 0) {
                return std::nullopt;
            }
            continue;
        }
        const double t = q[i] / p[i];
        (p[i] < 0 ? from : to) = p[i] < 0 ? std::max(from, t) : std::min(to, t);
    }
    if (from > to) {
        return std::nullopt;
    }
    return std::pair(from == 0 ? a : a + from * (b - a), to == 1 ? b : a + to * (b - a));
}

bool holds(const QRectF& clip, const QPointF& point) {
    constexpr double kSlack = 0.05;  // a mark on the axis itself
    return clip.adjusted(-kSlack, -kSlack, kSlack, kSlack).contains(point);
}

std::vector<QPointF> placesOf(const Series& s, const Frame& frame) {
    std::vector<QPointF> places;
    places.reserve(s.x.size());
    for (std::size_t i = 0; i < s.x.size(); ++i) {
        places.push_back(frame.at(s.x[i], s.y[i]));
    }
    return places;
}

/// Few dots have to be found, many have to be told apart.
double dotSize(std::size_t count) {
    return count < 3000 ? 1.7 : count < 10'000 ? 1.3 : 1.0;
}

void paintBars(Scene& scene, const Series& s, const Frame& frame, const InkStyle& style) {
    QPainterPath bars, hatch;
    for (std::size_t i = 0; i < s.x.size(); ++i) {
        const double base = s.low.empty() ? 0.0 : s.low[i], half = s.width / 2;
        const QPointF a = s.alongX ? frame.at(base, s.y[i] - half) : frame.at(s.x[i] - half, base);
        const QPointF b = s.alongX ? frame.at(s.x[i], s.y[i] + half) : frame.at(s.x[i] + half, s.y[i]);
        const QRectF bar = QRectF(a, b).normalized().intersected(frame.plot);
        if (bar.width() > 0.01 && bar.height() > 0.01) {
            bars.addRect(bar);
            if (hatch.elementCount() < kMostHatch) {
                addHatch(hatch, bar, kHatchPt);
            }
        }
    }
    if (bars.isEmpty()) {
        return;
    }
    const QColor fill = s.hollow ? QColor(Qt::white) : s.hatched ? tinted(style.color, 0.15) : style.color;
    scene.items.emplace_back(ScenePath{bars, {}, fill, 0, {}});
    if (s.hatched) {
        scene.items.emplace_back(ScenePath{hatch, style.color, {}, 0.6, {}});
    }
    scene.items.emplace_back(
        ScenePath{bars, s.hatched || s.hollow ? style.color : QColor(Qt::white), {}, 0.4, {}});
}

void paintBand(Scene& scene, const Series& s, const Frame& frame, const InkStyle& style) {
    QPolygonF polygon;
    const auto add = [&](std::size_t i, double value) {
        const QPointF place = frame.at(s.x[i], value);
        polygon << QPointF(std::clamp(place.x(), frame.plot.left(), frame.plot.right()),
                           std::clamp(place.y(), frame.plot.top(), frame.plot.bottom()));
    };
    for (std::size_t i = 0; i < s.x.size(); ++i) {
        add(i, s.high[i]);
    }
    for (std::size_t i = s.x.size(); i-- > 0;) {
        add(i, s.low[i]);
    }
    QPainterPath path;
    path.addPolygon(polygon);
    path.closeSubpath();
    scene.items.emplace_back(ScenePath{path, {}, tinted(style.color, kBandPart), 0, {}});
}

void paintIntervals(Scene& scene, const Series& s, const Frame& frame, const InkStyle& style) {
    QPainterPath path;
    for (std::size_t i = 0; i < std::min(s.low.size(), s.high.size()); ++i) {
        const QPointF a = s.alongX ? frame.at(s.low[i], s.y[i]) : frame.at(s.x[i], s.low[i]);
        const QPointF b = s.alongX ? frame.at(s.high[i], s.y[i]) : frame.at(s.x[i], s.high[i]);
        if (const auto line = clipped(a, b, frame.plot)) {
            const QPointF cap = s.alongX ? QPointF(0, kCapPt) : QPointF(kCapPt, 0);
            path.moveTo(line->first);
            path.lineTo(line->second);
            for (const auto& [end, whole] : {std::pair(line->first, a), std::pair(line->second, b)}) {
                if (end == whole) {  // a cap only where the interval ends, not where the plot does
                    path.moveTo(end - cap);
                    path.lineTo(end + cap);
                }
            }
        }
    }
    if (!path.isEmpty()) {
        scene.items.emplace_back(ScenePath{path, style.color, {}, 0.6, {}});
    }
}

void paintMarkers(Scene& scene, const std::vector<QPointF>& places, const QRectF& clip, const InkStyle& style,
                  bool hollow) {
    QPainterPath path;
    for (const QPointF& place : places) {
        if (holds(clip, place)) {
            addShape(path, style.shape, place, kMarkerPt);
        }
    }
    if (path.isEmpty()) {
        return;
    }
    const bool open = hollow || style.hollow, lines = style.shape == Shape::Cross;
    path.setFillRule(Qt::WindingFill);
    scene.items.emplace_back(ScenePath{path,
                                       open || lines ? style.color : QColor(Qt::white),
                                       lines  ? QColor()
                                       : open ? QColor(Qt::white)
                                              : style.color,
                                       open || lines ? 0.8 : 0.3,
                                       {}});
}

}  // namespace

QColor dotColor(const Series& series, const InkStyle& style) {
    return series.hollow ? tinted(style.color, 0.35) : style.color;
}

QPainterPath clippedLine(std::span<const QPointF> points, const QRectF& clip) {
    QPainterPath path;
    for (std::size_t i = 1; i < points.size(); ++i) {
        if (const auto part = clipped(points[i - 1], points[i], clip)) {
            if (path.isEmpty() || path.currentPosition() != part->first) {
                path.moveTo(part->first);
            }
            path.lineTo(part->second);
        }
    }
    return path;
}

void addHatch(QPainterPath& path, const QRectF& rect, double stepPt) {
    // The lines x + y = c, with the same c for every rectangle.
    const double first = std::ceil((rect.left() + rect.top()) / stepPt) * stepPt;
    for (double c = first; c < rect.right() + rect.bottom(); c += stepPt) {
        const double x0 = std::max(rect.left(), c - rect.bottom()),
                     x1 = std::min(rect.right(), c - rect.top());
        if (x1 - x0 > 0.02) {
            path.moveTo(x0, c - x0);
            path.lineTo(x1, c - x1);
        }
    }
}

std::vector<QPoint> mergedDots(std::span<const QPointF> points, const QRectF& clip) {
    std::vector<QPoint> dots;
    dots.reserve(points.size());
    for (const QPointF& point : points) {
        if (holds(clip, point)) {
            dots.emplace_back(static_cast<int>(std::lround(point.x() * 10)),
                              static_cast<int>(std::lround(point.y() * 10)));
        }
    }
    std::sort(dots.begin(), dots.end(), [](const QPoint& a, const QPoint& b) {
        return std::pair(a.y(), a.x()) < std::pair(b.y(), b.x());
    });
    dots.erase(std::unique(dots.begin(), dots.end()), dots.end());
    return dots;
}

void addShape(QPainterPath& path, Shape shape, const QPointF& centre, double sizePt) {
    const double r = sizePt / 2;
    const auto polygon = [&](std::initializer_list<QPointF> corners) {
        bool first = true;
        for (const QPointF& corner : corners) {
            first ? path.moveTo(centre + corner) : path.lineTo(centre + corner);
            first = false;
        }
        path.closeSubpath();
    };
    switch (shape) {
        case Shape::Circle:
            path.addEllipse(centre, r, r);
            break;
        case Shape::Square:
            polygon({{-0.9 * r, -0.9 * r}, {0.9 * r, -0.9 * r}, {0.9 * r, 0.9 * r}, {-0.9 * r, 0.9 * r}});
            break;
        case Shape::Triangle:
            polygon({{0, -1.15 * r}, {1.1 * r, 0.85 * r}, {-1.1 * r, 0.85 * r}});
            break;
        case Shape::TriangleDown:
            polygon({{0, 1.15 * r}, {1.1 * r, -0.85 * r}, {-1.1 * r, -0.85 * r}});
            break;
        case Shape::Diamond:
            polygon({{0, -1.2 * r}, {1.2 * r, 0}, {0, 1.2 * r}, {-1.2 * r, 0}});
            break;
        case Shape::Cross:
            path.moveTo(centre + QPointF(-r, -r));
            path.lineTo(centre + QPointF(r, r));
            path.moveTo(centre + QPointF(-r, r));
            path.lineTo(centre + QPointF(r, -r));
            break;
    }
}

void paintSeries(Scene& scene, const Series& s, const Frame& frame, bool grey) {
    const InkStyle style = styleOf(s.ink, grey);
    const std::vector<QPointF> places = placesOf(s, frame);
    switch (s.mark) {
        case Mark::Bars:
            paintBars(scene, s, frame, style);
            return;
        case Mark::Band:
            paintBand(scene, s, frame, style);
            return;
        case Mark::Dots:
            scene.items.emplace_back(
                SceneDots{mergedDots(places, frame.plot), dotSize(places.size()), dotColor(s, style)});
            return;
        case Mark::Line:
        case Mark::LinePoints:
        case Mark::Points:
            break;
    }
    paintIntervals(scene, s, frame, style);
    if (s.mark != Mark::Points) {
        const QPainterPath line = clippedLine(places, frame.plot);
        if (!line.isEmpty()) {
            scene.items.emplace_back(ScenePath{line, style.color, {}, kLinePt, style.dash});
        }
    }
    if (s.mark != Mark::Line) {
        paintMarkers(scene, places, frame.plot, style, s.hollow);
    }
}

void paintSwatch(Scene& scene, const Series& s, const QPointF& left, bool grey) {
    const InkStyle style = styleOf(s.ink, grey);
    const QRectF box(left.x() + 3, left.y() - 3, kSwatchPt - 6, 6);
    const QPointF middle = box.center();
    Frame frame;  // of the values 0 to 1
    frame.plot = box;
    switch (s.mark) {
        case Mark::Bars: {
            Series one = s;
            one.x = {0.5};
            one.y = {1.0};
            one.low.clear();
            one.width = 1;
            one.alongX = false;
            paintBars(scene, one, frame, style);
            return;
        }
        case Mark::Band:
            scene.items.emplace_back([&] {
                QPainterPath path;
                path.addRect(box);
                return ScenePath{path, {}, tinted(style.color, kBandPart), 0, {}};
            }());
            return;
        case Mark::Dots: {
            QPainterPath path;  // larger than in the plot: it has to be found
            path.addEllipse(middle, 1.6, 1.6);
            scene.items.emplace_back(ScenePath{path, {}, dotColor(s, style), 0, {}});
            return;
        }
        case Mark::Line:
        case Mark::LinePoints:
        case Mark::Points:
            break;
    }
    if (s.mark != Mark::Points) {
        QPainterPath line(left);
        line.lineTo(left.x() + kSwatchPt, left.y());
        scene.items.emplace_back(ScenePath{line, style.color, {}, kLinePt, style.dash});
    }
    if (s.mark != Mark::Line) {
        paintMarkers(scene, {middle}, box, style, s.hollow);
    }
}

}  // namespace pivot::figures
