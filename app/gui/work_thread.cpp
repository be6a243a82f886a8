// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/work_thread.h"

namespace pivot {

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
        [stop = m_stop.get_token(), job = std::move(job)] {
            if (!stop.stop_requested()) {
                job();
            }
        },
        Qt::QueuedConnection);
}

}  // namespace pivot
