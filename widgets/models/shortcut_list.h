// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>
#include <QStringList>
#include <utility>

class QObject;
class QWidget;

namespace pivot {

/// One thing that can be done with the keyboard.
struct ShortcutEntry {
    QString group;  ///< where: everywhere, or in the view that handles it
    QString what;
    QStringList keys;  ///< any of them, as the platform writes them
};

/// What keys inside a widget belong to in the list of shortcuts; without one they work everywhere.
void setKeyGroup(QWidget& widget, const QString& group);
/// Keys that a widget handles in keyPressEvent(), which nobody else could know of: pairs of keys, as they are
/// to be read, and what they do. Adds to those that were described before.
void describeKeys(QWidget& widget, const QList<std::pair<QString, QString>>& keys);

/// Every key of a window: of its actions, shortcuts and buttons, and what its widgets say of themselves. What
/// works everywhere stands first; the same in several places stands once.
[[nodiscard]] QList<ShortcutEntry> shortcutsIn(const QWidget& window);

}  // namespace pivot
