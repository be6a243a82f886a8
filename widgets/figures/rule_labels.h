// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/panel_layout.h"
#include "widgets/figures/scene.h"

namespace pivot::figures {

/// The label of a rule, in pt, on a white ground.
struct RuleLabel {
    std::size_t rule = 0;  ///< of the panel
    QString text;          ///< cut to the width of the plot
    QPointF base;          ///< on the base line
    TextAlign align = TextAlign::Left;
    QRectF ground;
};

/// Those of the rules that cross the plot: beside their lines, on no other label, and on as little of the
/// data as can be.
[[nodiscard]] std::vector<RuleLabel> placeRuleLabels(const Panel& panel, const Frame& frame, double sizePt);

}  // namespace pivot::figures
