// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QString>
#include <exception>

namespace pivot {

/// An application whose handlers may throw: the handler ends there, the program goes on and says what
/// happened. WorkThread does the same for the threads that compute and read.
class GuardedApplication : public QApplication {
    Q_OBJECT
public:
    using QApplication::QApplication;

    bool notify(QObject* receiver, QEvent* event) override;

Q_SIGNALS:
    /// Comes after the handler has ended; the same sentence at most once a second, so that a paint that
    /// throws does not keep the window busy with saying so.
    void troubled(const QString& sentence);

private:
    void tell(const std::exception_ptr& exception);

    QString m_last;
    QElapsedTimer m_since;
};

}  // namespace pivot
