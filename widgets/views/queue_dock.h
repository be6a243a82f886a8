// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDockWidget>

class QPushButton;
class QTableView;
class QToolButton;

namespace pivot {

class ElidedLabel;
class RunQueueModel;

/// The experiments that wait for their turn: a line that says what runs and how many wait, the list, and what
/// can be done with it. Alt+Up and Alt+Down change the order, Delete removes, both as the buttons do.
class QueueDock : public QDockWidget {
    Q_OBJECT
public:
    /// `queue` is shown and not owned.
    explicit QueueDock(RunQueueModel& queue, QWidget* parent = nullptr);

    /// What runs now and for how long yet; empty while nothing does.
    void setRunningText(const QString& text);
    /// While held nothing begins.
    void setHeld(bool held);
    [[nodiscard]] bool isHeld() const;

Q_SIGNALS:
    void heldChanged(bool held);

private:
    [[nodiscard]] QWidget* makeContent();
    void moveCurrent(int by);
    void removeCurrent();
    void refresh();

    RunQueueModel& m_queue;
    QString m_running;
    ElidedLabel* m_line;
    QTableView* m_table;
    QPushButton *m_hold, *m_up, *m_down, *m_remove, *m_clear;
};

}  // namespace pivot
