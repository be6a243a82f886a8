// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/guarded_application.h"

#include "app/gui/work_thread.h"

#include <QThread>

namespace pivot {
namespace {

constexpr qint64 kAgainMs = 1000;

}  // namespace

bool GuardedApplication::notify(QObject* receiver, QEvent* event) {
    // Events of other threads come through here too; those threads have guards of their own.
    if (QThread::currentThread() != thread()) {
        return QApplication::notify(receiver, event);
    }
    try {
        return QApplication::notify(receiver, event);
    } catch (...) {
        tell(std::current_exception());
        return true;  // it was meant for this receiver, whose handler began it
    }
}

void GuardedApplication::tell(const std::exception_ptr& exception) {
    const QString sentence = QString::fromStdString(unexpectedError(exception).message);
    if (sentence == m_last && m_since.isValid() && m_since.elapsed() < kAgainMs) {
        return;
    }
    m_last = sentence;
    m_since.start();
    QMetaObject::invokeMethod(
        this, [this, sentence] { Q_EMIT troubled(sentence); }, Qt::QueuedConnection);
}

}  // namespace pivot
