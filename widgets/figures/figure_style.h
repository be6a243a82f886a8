// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/color_maps.h"
#include "widgets/figures/figure_data.h"

#include <QColor>
#include <vector>

namespace pivot::figures {

enum class Shape { Circle, Square, Triangle, Diamond, TriangleDown, Cross };

/// How a role is drawn on paper: colour is never alone.
struct InkStyle {
    QColor color;
    std::vector<double> dash;  ///< pt, on and off in turns; empty: solid
    Shape shape = Shape::Circle;
    bool hollow = false;
};

/// Efforts, the full path and the first three runs are 20 apart in lightness, so that a grey print tells them
/// apart; `grey` makes that print.
[[nodiscard]] InkStyle styleOf(const Ink& ink, bool grey);
/// The same lightness without the colour.
[[nodiscard]] QColor greyOf(const QColor& color);
/// A lighter one: `part` of the colour, the rest white.
[[nodiscard]] QColor tinted(const QColor& color, double part);

/// For magnitudes or differences. Grey figures take cividis, whose lightness rises evenly, without its
/// colour.
[[nodiscard]] QColor colorOnMap(double place, bool difference, bool grey);

}  // namespace pivot::figures
