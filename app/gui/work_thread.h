// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QThread>
#include <functional>
#include <stop_token>
#include <utility>

namespace pivot {

/// A thread that does what it is handed, one after the other, so that the window never waits for it.
class WorkThread {
public:
    explicit WorkThread(const QString& name);
    ~WorkThread();
    WorkThread(const WorkThread&) = delete;
    WorkThread& operator=(const WorkThread&) = delete;

    void post(std::function<void()> job);
    /// Drops what still waits and waits for what is under way. From then on nothing is done any more.
    void stop();

    /// Does `work` there and hands its result to `reply` in the thread of `context`. The context outlives
    /// this thread, or stops it before it goes.
    template <class Work, class Reply>
    void ask(QObject* context, Work work, Reply reply) {
        post([context, work = std::move(work), reply = std::move(reply)]() mutable {
            QMetaObject::invokeMethod(
                context, [reply = std::move(reply), result = work()]() mutable { reply(std::move(result)); },
                Qt::QueuedConnection);
        });
    }

private:
    std::stop_source m_stop;
    QThread m_thread;
    QObject* m_place;  ///< lives in the thread
};

}  // namespace pivot
