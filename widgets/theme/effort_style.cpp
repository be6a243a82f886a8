// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/theme/effort_style.h"

#include "widgets/theme/contrast.h"

#include <QCoreApplication>
#include <QPainter>
#include <QPainterPath>
#include <QPixmap>
#include <QPolygonF>
#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace pivot {

QString effortName(int index, int count) {
    if (count == 1) {
        return QCoreApplication::translate("EffortName", "path");
    }
    if (index <= 0) {
        return QCoreApplication::translate("EffortName", "low");
    }
    if (index >= count - 1) {
        return QCoreApplication::translate("EffortName", "high");
    }
    if (count == 3) {
        return QCoreApplication::translate("EffortName", "middle");
    }
    return QCoreApplication::translate("EffortName", "effort %1").arg(index + 1);
}

EffortStyle effortStyle(const Theme& theme, int index, int count) {
    EffortStyle style;
    style.name = effortName(index, count);
    style.color = theme.effort(index, count);
    style.ink = theme.effortInk(index, count);
    if (index <= 0) {
        return style;
    }
    if (index >= count - 1) {
        style.dash = {5, 3};
        style.marker = Marker::Square;
        style.hatch = Hatch::Forward;
        return style;
    }
    static constexpr std::array kMarkers{Marker::Triangle, Marker::Diamond};
    static constexpr std::array kHatches{Hatch::Backward, Hatch::Cross};
    const auto step = static_cast<std::size_t>(index - 1);
    style.dash = {1, 2.0 + static_cast<double>(step)};
    style.marker = kMarkers[step % kMarkers.size()];
    style.hatch = kHatches[step % kHatches.size()];
    return style;
}

QBrush hatchBrush(Hatch hatch, const QColor& line, const QColor& fill, qreal devicePixelRatio) {
    if (hatch == Hatch::None) {
        return {fill};
    }
    // The tile is drawn in device pixels and scaled back by the brush, so that its lines stay one hair thick.
    const qreal ratio = std::max<qreal>(1.0, devicePixelRatio);
    const int side = qRound(tokens::kHatchStep * ratio);
    QImage tile(side, side, QImage::Format_ARGB32_Premultiplied);
    tile.fill(fill);
    QPainter painter(&tile);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(line, 1.3 * ratio, Qt::SolidLine, Qt::SquareCap));
    for (int shift = -side; shift <= side; shift += side) {
        if (hatch == Hatch::Forward || hatch == Hatch::Cross) {
            painter.drawLine(QPointF(shift, side), QPointF(shift + side, 0));
        }
        if (hatch == Hatch::Backward || hatch == Hatch::Cross) {
            painter.drawLine(QPointF(shift, 0), QPointF(shift + side, side));
        }
    }
    painter.end();
    QBrush brush(tile);
    brush.setTransform(QTransform::fromScale(1.0 / ratio, 1.0 / ratio));
    return brush;
}

QBrush effortBrush(const EffortStyle& style, const QColor& background, qreal devicePixelRatio) {
    return hatchBrush(style.hatch, style.color,
                      style.hatch == Hatch::None ? style.color : blended(style.color, background, 0.30),
                      devicePixelRatio);
}

namespace {

/// Corners in turn on two circles, the first straight up.
QPolygonF starOf(const QPointF& centre, qreal outer, qreal inner, int points) {
    QPolygonF star;
    for (int i = 0; i < 2 * points; ++i) {
        const qreal angle = std::numbers::pi * i / points;
        const qreal r = i % 2 == 0 ? outer : inner;
        star << centre + QPointF(r * std::sin(angle), -r * std::cos(angle));
    }
    return star;
}

}  // namespace

void paintMarker(QPainter& painter, Marker marker, const QPointF& centre, qreal size) {
    const qreal r = size / 2.0;
    switch (marker) {
        case Marker::Circle:
            painter.drawEllipse(centre, r, r);
            break;
        case Marker::Square:
            painter.drawRect(QRectF(centre.x() - r, centre.y() - r, size, size));
            break;
        case Marker::Triangle:
            painter.drawPolygon(QPolygonF({{centre.x(), centre.y() - r},
                                           {centre.x() + r, centre.y() + r},
                                           {centre.x() - r, centre.y() + r}}));
            break;
        case Marker::Diamond:
            painter.drawPolygon(QPolygonF({{centre.x(), centre.y() - r},
                                           {centre.x() + r, centre.y()},
                                           {centre.x(), centre.y() + r},
                                           {centre.x() - r, centre.y()}}));
            break;
        case Marker::TriangleDown:
            painter.drawPolygon(QPolygonF({{centre.x(), centre.y() + r},
                                           {centre.x() + r, centre.y() - r},
                                           {centre.x() - r, centre.y() - r}}));
            break;
        case Marker::Plus: {
            const qreal arm = r / 3;
            QPainterPath plus;
            plus.setFillRule(Qt::WindingFill);
            plus.addRect(QRectF(centre.x() - arm, centre.y() - r, 2 * arm, size));
            plus.addRect(QRectF(centre.x() - r, centre.y() - arm, size, 2 * arm));
            painter.drawPath(plus.simplified());
            break;
        }
        case Marker::Star:
            painter.drawPolygon(starOf(centre, 1.2 * r, 0.5 * r, 5));
            break;
        case Marker::Pentagon:
            painter.drawPolygon(starOf(centre, 1.1 * r, 0.89 * r, 5));
            break;
    }
}

}  // namespace pivot
