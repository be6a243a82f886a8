// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/figure_data.h"
#include "widgets/models/attention_maps.h"

#include <QStringList>

namespace pivot {

/// Grids of maps as one figure, below each other and in one scale: blocks from left to right; a row a head,
/// their mean, their largest and the rollout. Of many heads the last three rows alone. `names`: one a grid,
/// `low`.
[[nodiscard]] figures::FigureData attentionFigure(const std::vector<MapGrid>& grids, const QStringList& names,
                                                  const QString& title);

}  // namespace pivot
