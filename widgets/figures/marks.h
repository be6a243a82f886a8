// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/figure_style.h"
#include "widgets/figures/panel_layout.h"
#include "widgets/figures/scene.h"

#include <span>

namespace pivot::figures {

// Geometry of the marks, cut off at the plot's edges before it is painted.

/// The parts of a polygon line that lie inside of `clip`.
[[nodiscard]] QPainterPath clippedLine(std::span<const QPointF> points, const QRectF& clip);
/// Lines at 45 degrees, `stepPt` apart, inside of a rectangle; those of neighbours meet.
void addHatch(QPainterPath& path, const QRectF& rect, double stepPt);
/// Places as tenths of a pt, inside of `clip`, sorted and each once.
[[nodiscard]] std::vector<QPoint> mergedDots(std::span<const QPointF> points, const QRectF& clip);
[[nodiscard]] QColor dotColor(const Series& series, const InkStyle& style);
void addShape(QPainterPath& path, Shape shape, const QPointF& centre, double sizePt);

/// The marks of a series on its plot.
void paintSeries(Scene& scene, const Series& series, const Frame& frame, bool grey);
/// Its sample in a legend: `left` is the middle of its left end.
void paintSwatch(Scene& scene, const Series& series, const QPointF& left, bool grey);

}  // namespace pivot::figures
