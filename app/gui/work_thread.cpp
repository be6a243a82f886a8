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
    m_thread.quit();
    m_thread.wait();
}

void WorkThread::post(std::function<void()> job) {
    QMetaObject::invokeMethod(m_place, std::move(job), Qt::QueuedConnection);
}

}  // namespace pivot
