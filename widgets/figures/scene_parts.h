// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/figure_style.h"
#include "widgets/figures/scene.h"

#include <string>
#include <vector>

// What the scenes of all figures are put together from.
namespace pivot::figures {

/// Nothing where the text is empty.
void addText(Scene& scene, const std::string& text, const QPointF& at, TextAlign align, double sizePt,
             const QColor& color = Qt::black, bool upwards = false);
void addFrame(Scene& scene, const QRectF& rect, const QColor& color, double widthPt,
              const std::vector<double>& dash = {});
[[nodiscard]] double widestText(const std::vector<std::string>& texts, double sizePt);
/// Cut to a width, with an ellipsis.
[[nodiscard]] std::string shortened(const std::string& text, double sizePt, double widthPt);
/// White or black, whichever reads better on the colour.
[[nodiscard]] QColor inkOn(const QColor& ground);
/// As how many pixels, a side, one of a raster is written: several where that costs nothing, so that a
/// reader's own smoothing stays at the cells' edges.
[[nodiscard]] int crispFactor(const QSize& size);

}  // namespace pivot::figures
