// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/gui/run_session.h"
#include "widgets/models/run_queue_model.h"

#include <QObject>
#include <functional>

namespace pivot {

class MainFrame;

/// Begins the next experiment of the queue when the one before it has ended. One that fails is marked with
/// its sentence and the next begins; one that is cancelled holds the queue, since somebody is there to
/// decide. Closing the window while any wait asks first.
class RunQueue : public QObject {
    Q_OBJECT
public:
    /// `start` begins a run in the session. All references outlive it.
    RunQueue(MainFrame& frame, RunSession& session, std::function<void(const PlannedRun&)> start,
             QObject* parent = nullptr);

    void add(const PlannedRun& run);
    [[nodiscard]] RunQueueModel& model();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void beginNext();
    void settle();
    void tell();

    MainFrame& m_frame;
    RunSession& m_session;
    std::function<void(const PlannedRun&)> m_start;
    bool m_closing = false;
};

}  // namespace pivot
