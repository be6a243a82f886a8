// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QApplication>
#include <QEvent>
#include <QThread>
#include <ctime>

namespace pivot::test {

/// The processor time of this thread: a busy machine does not make a handler slow, work does.
inline double threadMs() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return 1e3 * static_cast<double>(now.tv_sec) + 1e-6 * static_cast<double>(now.tv_nsec);
}

/// Times every event that is delivered, with what it set off. The window's handlers stay below kLimitMs.
class TimedApplication : public QApplication {
public:
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    static constexpr double kLimitMs = 500.0;  // a sanitizer multiplies the work
#else
    static constexpr double kLimitMs = 50.0;
#endif

    using QApplication::QApplication;
    bool notify(QObject* receiver, QEvent* event) override {
        // Other threads may take as long as they like; theirs come through here too.
        if (QThread::currentThread() != thread() || m_depth > 0) {
            return QApplication::notify(receiver, event);
        }
        ++m_depth;
        const double begin = threadMs();
        const QString name = QString::fromLatin1(receiver->metaObject()->className());
        const int type = event->type();
        const bool done = QApplication::notify(receiver, event);
        record(QStringLiteral("event %1 of %2").arg(type).arg(name), threadMs() - begin);
        --m_depth;
        return done;
    }
    void record(const QString& what, double ms) {
        if (ms > m_slowestMs) {
            m_slowestMs = ms;
            m_slowest = what;
        }
    }
    void forget() {
        m_slowestMs = 0;
    }
    [[nodiscard]] double slowestMs() const {
        return m_slowestMs;
    }
    [[nodiscard]] QString report() const {
        return QStringLiteral("%1 took %2 ms").arg(m_slowest).arg(m_slowestMs);
    }

private:
    int m_depth = 0;
    double m_slowestMs = 0;
    QString m_slowest;
};

}  // namespace pivot::test
