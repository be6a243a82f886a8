// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QWidget>

class QComboBox;
class QMenu;
class QToolButton;

namespace pivot {

/// The choice among what is open (models or data sets), and a button that opens more: a file, a folder, what
/// was open lately. Only what the button offers opens anything, so that arrow keys and the wheel never do.
class SourceBox : public QWidget {
    Q_OBJECT
public:
    enum class Kind { Model, Data };
    SourceBox(Kind kind, QWidget* parent = nullptr);

    /// The choice itself; its items are the owner's.
    [[nodiscard]] QComboBox& box() { return *m_box; }
    /// Paths or SPECs that were open earlier, newest first; nothing of them is read.
    void setRecent(const QStringList& sources);

Q_SIGNALS:
    void picked(const QString& source);  ///< to be opened: a path, or for data a SPEC too

private:
    void addAction(const QString& text, const char* name, void (SourceBox::*action)());
    void pickFile();
    void pickFolder();
    void pickLabels();
    void typeSpec();
    void pick(bool folder, const QString& title, bool labels);

    Kind m_kind;
    QComboBox* m_box;
    QToolButton* m_open;
    QMenu* m_menu;
    QStringList m_recent;
};

/// `/data/deit` -> `deit`; a SPEC is its own name. Asks no disk.
[[nodiscard]] QString shortSourceName(const QString& source);

}  // namespace pivot
