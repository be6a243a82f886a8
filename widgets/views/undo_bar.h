// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QLabel;
class QToolButton;

namespace pivot {

/// One sentence about what was just done, and a button that takes it back. Hidden while there is nothing to
/// undo.
class UndoBar : public QFrame {
    Q_OBJECT
public:
    explicit UndoBar(QWidget* parent = nullptr);
    void showDone(const QString& sentence);

Q_SIGNALS:
    void undoWanted();

private:
    QLabel* m_text;
    QToolButton* m_undo;
};

}  // namespace pivot
