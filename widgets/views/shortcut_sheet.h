// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/shortcut_list.h"

#include <QDialog>

namespace pivot {

/// The cheat sheet: every key of a window, by where it works. Made from what there is when it is opened.
class ShortcutSheet : public QDialog {
    Q_OBJECT
public:
    explicit ShortcutSheet(QWidget& window);
    [[nodiscard]] const QList<ShortcutEntry>& entries() const { return m_entries; }

private:
    [[nodiscard]] QWidget* makeColumns() const;
    [[nodiscard]] QWidget* makeGroup(const QString& group) const;

    QList<ShortcutEntry> m_entries;
};

}  // namespace pivot
