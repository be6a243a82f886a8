// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/theme/tokens.h"

#include <QBrush>
#include <QColor>
#include <QList>
#include <QString>

class QPainter;
class QRectF;

namespace pivot {

enum class Marker { Circle, Square, Triangle, Diamond, TriangleDown, Plus, Star, Pentagon };
enum class Hatch { None, Forward, Backward, Cross };

/// How effort `index` of `count` is drawn: colour, and what tells it apart without colour.
struct EffortStyle {
    QString name;  ///< `low`, `high`; `low`, `middle`, `high`; `low`, `effort 2`, ..., `high`
    QColor color, ink;
    QList<qreal> dash;  ///< in pen widths; empty: solid
    Marker marker = Marker::Circle;
    Hatch hatch = Hatch::None;
};

[[nodiscard]] QString effortName(int index, int count);
[[nodiscard]] EffortStyle effortStyle(const Theme& theme, int index, int count);

/// A texture of lines in `line` over `fill`, sharp at the device's pixel ratio.
[[nodiscard]] QBrush hatchBrush(Hatch hatch, const QColor& line, const QColor& fill, qreal devicePixelRatio);
/// What fills a bar of this effort: solid, or its hatch over a light tint.
[[nodiscard]] QBrush effortBrush(const EffortStyle& style, const QColor& background, qreal devicePixelRatio);
/// Paints a marker of the given diameter.
void paintMarker(QPainter& painter, Marker marker, const QPointF& centre, qreal size);

}  // namespace pivot
