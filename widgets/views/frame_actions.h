// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QKeySequence>
#include <QList>
#include <QObject>
#include <functional>

class QAction;
class QToolButton;

namespace pivot {

class MainFrame;

/// What the window as a whole can do by keys, and its help: the cheat sheet and what the program is.
class FrameActions : public QObject {
    Q_OBJECT
public:
    explicit FrameActions(MainFrame& frame);
    /// Help, for the header.
    [[nodiscard]] QToolButton* helpButton() const { return m_help; }

Q_SIGNALS:
    void aboutWanted();

private:
    QAction* add(const char* name, const QString& text, const QList<QKeySequence>& keys,
                 std::function<void()> act);

    MainFrame& m_frame;
    QToolButton* m_help;
};

}  // namespace pivot
