// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QPointer>
#include <QThread>
#include <functional>
#include <utility>

namespace pivot {

/// A thread that does what it is handed, one after the other, so that the window never waits for it.
class WorkThread {
public:
    explicit WorkThread(const QString& name);
    /// Finishes what is under way; what still waits is dropped.
    ~WorkThread();
    WorkThread(const WorkThread&) = delete;
    WorkThread& operator=(const WorkThread&) = delete;

    void post(std::function<void()> job);

    /// Does `work` there and hands its result to `reply` in the thread of `context`; nothing when that is
    /// gone by then.
    template <class Work, class Reply>
    void ask(QObject* context, Work work, Reply reply) {
        post(
            [guard = QPointer<QObject>(context), work = std::move(work), reply = std::move(reply)]() mutable {
                auto result = work();
                if (QObject* receiver = guard.data()) {
                    QMetaObject::invokeMethod(
                        receiver,
                        [reply = std::move(reply), result = std::move(result)]() mutable {
                            reply(std::move(result));
                        },
                        Qt::QueuedConnection);
                }
            });
    }

private:
    QThread m_thread;
    QObject* m_place;  ///< lives in the thread
};

}  // namespace pivot
