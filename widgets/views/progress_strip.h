// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/live_snapshot.h"

#include <QWidget>

class QLabel;
class QProgressBar;
class QPushButton;

namespace pivot {

class ElidedLabel;

/// Where a run stands: images of the stage, rate, time left, Cancel.
class ProgressBarStrip : public QWidget {
    Q_OBJECT
public:
    explicit ProgressBarStrip(QWidget* parent = nullptr);

    void setRunning(bool running);
    /// The run was asked to stop: says so until it has, and takes no second Cancel.
    void setStopping();
    void setProgress(const RunProgress& progress);
    /// A line when nothing runs: what ended and how.
    void setIdleText(const QString& text);

Q_SIGNALS:
    void cancelRequested();

private:
    ElidedLabel* m_count;
    QLabel* m_rate;
    QProgressBar* m_bar;
    QPushButton* m_cancel;
    bool m_running = false, m_stopping = false;
};

}  // namespace pivot
