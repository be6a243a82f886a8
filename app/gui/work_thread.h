// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QObject>
#include <QString>
#include <QThread>
#include <exception>
#include <functional>
#include <stop_token>
#include <type_traits>
#include <utility>

namespace pivot {

/// What an exception that nobody expected says to a person. Internal.
[[nodiscard]] Error unexpectedError(const std::exception_ptr& exception);

/// A thread that does what it is handed, one after the other, so that the window never waits for it. What a
/// job throws ends the job and not the program: it becomes a sentence.
class WorkThread {
public:
    explicit WorkThread(const QString& name);
    ~WorkThread();
    WorkThread(const WorkThread&) = delete;
    WorkThread& operator=(const WorkThread&) = delete;

    /// Who is told the sentence of a job that threw, in the thread of `context`, which outlives this thread.
    /// Set before anything is posted; without one it is logged.
    void onFailure(QObject* context, std::function<void(const QString&)> tell);

    void post(std::function<void()> job);
    /// Drops what still waits and waits for what is under way. From then on nothing is done any more.
    void stop();

    /// Does `work` there and hands its result to `reply` in the thread of `context`. The context outlives
    /// this thread, or stops it before it goes. Work that throws gives an error where its result can be one;
    /// otherwise the failure is told and the reply gets an empty result, so that nobody waits for ever.
    template <class Work, class Reply>
    void ask(QObject* context, Work work, Reply reply) {
        post([this, context, work = std::move(work), reply = std::move(reply)]() mutable {
            QMetaObject::invokeMethod(
                context,
                [reply = std::move(reply), result = resultOf(work)]() mutable { reply(std::move(result)); },
                Qt::QueuedConnection);
        });
    }

private:
    template <class Work>
    std::invoke_result_t<Work&> resultOf(Work& work) {
        using Answer = std::invoke_result_t<Work&>;
        try {
            return work();
        } catch (...) {
            const Error error = unexpectedError(std::current_exception());
            if constexpr (std::is_constructible_v<Answer, tl::unexpected<Error>>) {
                return tl::unexpected<Error>(error);
            } else {
                tellFailure(error);
                return Answer();
            }
        }
    }
    void tellFailure(const Error& error) const;

    std::stop_source m_stop;
    QObject* m_context = nullptr;
    std::function<void(const QString&)> m_tell;
    QThread m_thread;
    QObject* m_place;  ///< lives in the thread
};

}  // namespace pivot
