// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/thumbnail_mark.h"

#include "core/outcome.h"
#include "widgets/theme/effort_style.h"

#include <QPainter>
#include <algorithm>

namespace pivot {
namespace {

void paintRoute(QPainter& painter, const Theme& theme, const QRect& picture, const ThumbnailMark& mark) {
    const bool ended = mark.exit != Outcome::kNoExit;
    const EffortStyle style = effortStyle(theme, std::max(0, mark.exit), mark.efforts);
    QPen route(ended ? style.color : theme.muted, 3.0, Qt::SolidLine, Qt::FlatCap);
    if (!ended) {
        route.setDashPattern({1, 1});
    } else if (!style.dash.isEmpty()) {
        route.setDashPattern({2, 1});
    }
    painter.setPen(route);
    const double y = picture.bottom() + kRouteHeight + 0.5;
    painter.drawLine(QPointF(picture.left(), y), QPointF(picture.right() + 1.0, y));
}

void paintWrong(QPainter& painter, const Theme& theme, const QRect& picture) {
    QPen frame(theme.text, 1.5);
    frame.setDashPattern({3, 2});
    painter.setPen(frame);
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(QRectF(picture).adjusted(-1, -1, 1, 1));
    const QRectF cross(picture.right() - 10.0, picture.top() + 2.0, 9, 9);
    painter.fillRect(cross.adjusted(-2, -2, 2, 2), theme.surface);
    painter.setPen(QPen(theme.text, 1.8));
    painter.drawLine(cross.topLeft(), cross.bottomRight());
    painter.drawLine(cross.topRight(), cross.bottomLeft());
}

/// The largest part of `room` with the proportions of the pixels.
QRect fitted(const QRect& room, const QSize& pixels) {
    QRect target(QPoint(), pixels.scaled(room.size(), Qt::KeepAspectRatio));
    target.moveCenter(room.center());
    return target;
}

}  // namespace

void paintThumbnail(QPainter& painter, const Theme& theme, const QRect& picture, const QImage* pixels,
                    const ThumbnailMark& mark) {
    if (!pixels || pixels->isNull()) {
        painter.fillRect(picture, theme.line);
    } else {
        painter.drawImage(fitted(picture, pixels->size()), *pixels);
    }
    paintRoute(painter, theme, picture, mark);
    if (mark.wrong) {
        paintWrong(painter, theme, picture);
    }
    if (mark.selected || mark.focused) {
        QPen frame(theme.accent, mark.selected ? tokens::kLine : tokens::kHairline);
        painter.setPen(frame);
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(picture).adjusted(-2, -2, 2, 2), 2, 2);
    }
}

}  // namespace pivot
