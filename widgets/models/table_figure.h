// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/figure_data.h"

#include <QAbstractItemModel>
#include <QList>
#include <QStringList>

namespace pivot {

/// A table of the window as a figure: for LaTeX, Markdown, CSV or a drawing. `rows` and `columns` are those
/// of the model that are wanted, in this order; cells are what the window shows. `experiments`: whole ids.
[[nodiscard]] figures::FigureDocument tableFigure(const QAbstractItemModel& model, const QList<int>& rows,
                                                  const QList<int>& columns, const QStringList& experiments);

/// 0, 1, ..., count - 1: every row, or every column.
[[nodiscard]] QList<int> allOf(int count);

}  // namespace pivot
