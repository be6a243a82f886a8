// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/figure_data.h"
#include "widgets/figures/scene.h"

namespace pivot::figures {

/// The figure as marks on paper, as wide as its style says. Needs a QGuiApplication, for its fonts. Usage
/// error where there is nothing that can be drawn.
[[nodiscard]] Result<Scene> sceneOf(const FigureDocument& document);

// The parts of it, by what a figure holds.
[[nodiscard]] Scene panelScene(const FigureDocument& document);
[[nodiscard]] Scene heatMapScene(const FigureDocument& document);
[[nodiscard]] Scene gridScene(const FigureDocument& document);
/// Usage error where it is too wide, whichever way it is turned.
[[nodiscard]] Result<Scene> tableScene(const FigureDocument& document);

/// The bar that says what the colours of a map stand for, beside [top, top + height], with its left edge at
/// `left`; returns how wide it is with its labels. Without a scene it is only measured.
[[nodiscard]] double paintColorBar(Scene* scene, const FigureStyle& style, const ImageGrid::Scale& scale,
                                   double left, double top, double height);

}  // namespace pivot::figures
