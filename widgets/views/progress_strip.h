// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/live_snapshot.h"

#include <QWidget>

class QLabel;
class QProgressBar;
class QPushButton;

namespace pivot {

class ElidedLabel;

/// Where a run stands: images of the stage, rate, time left, Pause or Resume, Cancel.
class ProgressBarStrip : public QWidget {
    Q_OBJECT
public:
    explicit ProgressBarStrip(QWidget* parent = nullptr);

    void setRunning(bool running);
    /// The run was asked to stop: says so until it has, and takes no second Cancel.
    void setStopping();
    /// Somebody asked the run to wait, or to go on. It waits from its next batch on, and setProgress() says
    /// when it does.
    void setPauseAsked(bool asked);
    /// So many experiments wait behind this one.
    void setWaiting(int count);
    /// Which of several devices the run is on, such as `2 of 3`; empty: there is one.
    void setPart(const QString& part);
    void setProgress(const RunProgress& progress);
    /// A line when nothing runs: what ended and how.
    void setIdleText(const QString& text);

Q_SIGNALS:
    void cancelRequested();
    void pauseRequested(bool paused);  ///< to wait, or to go on

private:
    ElidedLabel* m_count;
    QLabel* m_rate;
    QProgressBar* m_bar;
    QPushButton* m_pause;
    QPushButton* m_cancel;
    bool m_running = false, m_stopping = false, m_pauseAsked = false;
    RunProgress m_shown;
    int m_waiting = 0;
    QString m_part;
};

}  // namespace pivot
