// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/theme/effort_style.h"

#include <QIcon>
#include <QSize>

namespace pivot {

/// How one of several experiments is drawn where they stand in one plot: colour, and what tells it apart
/// without colour. No two of the first eight have the same marker.
struct RunStyle {
    QString letter;  ///< `A` is the reference
    QColor color;
    QList<qreal> dash;  ///< in pen widths; empty: solid
    Marker marker = Marker::Circle;
};
[[nodiscard]] RunStyle runStyle(const Theme& theme, int run);
/// The letter alone.
[[nodiscard]] QString runLetter(int run);
/// The marker in its colour, for a button that begins with it: kRunIconSize.
[[nodiscard]] QIcon runIcon(const Theme& theme, int run, qreal devicePixelRatio);
inline constexpr QSize kRunIconSize{20, 12};

}  // namespace pivot
