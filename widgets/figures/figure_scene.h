// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/figure_data.h"
#include "widgets/figures/scene.h"

namespace pivot::figures {

/// The figure as marks on paper, as wide as its style says. Needs a QGuiApplication, for its fonts. Usage
/// error where there is nothing that can be drawn.
[[nodiscard]] Result<Scene> sceneOf(const FigureDocument& document);

/// A figure that is higher is refused.
inline constexpr double kHighestPt = 200 * 72;

// The parts of it, by what a figure holds.
[[nodiscard]] Scene panelScene(const FigureDocument& document);
// Usage error where the width has no room for them.
[[nodiscard]] Result<Scene> heatMapScene(const FigureDocument& document);
[[nodiscard]] Result<Scene> gridScene(const FigureDocument& document);
/// Whichever way it is turned.
[[nodiscard]] Result<Scene> tableScene(const FigureDocument& document);

/// The bar that says what the colours of a map stand for, beside [top, top + height], with its left edge at
/// `left`; returns how wide it is with its labels. Without a scene it is only measured.
[[nodiscard]] double paintColorBar(Scene* scene, const FigureStyle& style, const ImageGrid::Scale& scale,
                                   double left, double top, double height);

}  // namespace pivot::figures
