// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/work_thread.h"

#include "core/log.h"

#include <new>
#include <string>

namespace pivot {

Error unexpectedError(const std::exception_ptr& exception) {
    std::string what = "an unknown exception";
    try {
        std::rethrow_exception(exception);
    } catch (const std::bad_alloc&) {
        return {
            ErrorCode::Internal,
            "There is not enough memory for this: choose a smaller model, fewer images or a smaller batch."};
    } catch (const std::exception& error) {
        what = error.what();
    } catch (...) {
    }
    return {ErrorCode::Internal, "Something unexpected failed (" + what +
                                     "): what was stored is kept; please report it with what you did."};
}

WorkThread::WorkThread(const QString& name) : m_place(new QObject) {
    m_thread.setObjectName(name);
    m_place->moveToThread(&m_thread);
    QObject::connect(&m_thread, &QThread::finished, m_place, &QObject::deleteLater);
    m_thread.start();
}

WorkThread::~WorkThread() {
    stop();
}

void WorkThread::stop() {
    // quit() alone would let everything that is queued run first.
    m_stop.request_stop();
    m_thread.quit();
    m_thread.wait();
}

void WorkThread::post(std::function<void()> job) {
    if (m_stop.stop_requested()) {
        return;
    }
    QMetaObject::invokeMethod(
        m_place,
        [this, stop = m_stop.get_token(), job = std::move(job)] {
            if (stop.stop_requested()) {
                return;
            }
            try {
                job();
            } catch (...) {
                tellFailure(unexpectedError(std::current_exception()));
            }
        },
        Qt::QueuedConnection);
}

void WorkThread::onFailure(QObject* context, std::function<void(const QString&)> tell) {
    m_context = context;
    m_tell = std::move(tell);
}

void WorkThread::tellFailure(const Error& error) const {
    if (!m_context) {
        log::error(error.message);
        return;
    }
    QMetaObject::invokeMethod(
        m_context, [tell = m_tell, sentence = QString::fromStdString(error.message)] { tell(sentence); },
        Qt::QueuedConnection);
}

}  // namespace pivot
