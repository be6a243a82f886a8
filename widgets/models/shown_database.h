// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QObject;

namespace pivot {

// Commands that are copied name the database that their window shows: it is kept as a property of the window.

void setShownDatabase(QObject& window, const QString& file);
/// Of the window that `part` belongs to; empty where it shows none.
[[nodiscard]] QString shownDatabase(const QObject* part);

}  // namespace pivot
