// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <functional>

class QTableView;

namespace pivot {

/// Gives a table "Export…" in its context menu and on Ctrl+E while it has the focus: what it shows, as
/// a figure for a paper. `experiments`: whole ids of those it is about, asked for at that moment.
void addTableExport(QTableView& view, std::function<QStringList()> experiments);

}  // namespace pivot
