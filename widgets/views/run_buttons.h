// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run_config.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QToolButton;

namespace pivot {

/// The end of the set-up: why it cannot run, where it cannot, and Run, Profile and Queue.
class RunButtons : public QWidget {
    Q_OBJECT
public:
    explicit RunButtons(QWidget* parent = nullptr);
    /// Empty: it can run. While something runs it can only be queued.
    void setState(const QString& problem, bool running);

Q_SIGNALS:
    void runWanted(pivot::RunMode mode);
    void queueWanted(pivot::RunMode mode);

private:
    QPushButton* m_run;
    QPushButton* m_profile;
    QToolButton* m_queue;
    QLabel* m_problem;
};

}  // namespace pivot
