// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/sample_values.h"
#include "widgets/views/main_frame.h"
#include "widgets/views/run_page.h"
#include "widgets/views/setup_panel.h"

#include <QApplication>
#include <QTest>
#include <ctime>

using namespace pivot;

namespace {

/// The processor time of this thread: a busy machine does not make a handler slow, work does.
double threadMs() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return 1e3 * static_cast<double>(now.tv_sec) + 1e-6 * static_cast<double>(now.tv_nsec);
}

/// Times every event that is delivered, with what it set off.
class TimedApplication : public QApplication {
public:
    using QApplication::QApplication;
    bool notify(QObject* receiver, QEvent* event) override {
        if (m_depth > 0) {
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
    void forget() { m_slowestMs = 0; }
    [[nodiscard]] double slowestMs() const { return m_slowestMs; }
    [[nodiscard]] const QString& slowest() const { return m_slowest; }

private:
    int m_depth = 0;
    double m_slowestMs = 0;
    QString m_slowest;
};

constexpr double kLimitMs = 50.0;

}  // namespace

/// The window stays quick while a run of 10,000 images fills it.
class TestWatchdog : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void noHandlerTakesLongWhileSnapshotsArrive() {
        auto* application = static_cast<TimedApplication*>(QCoreApplication::instance());
        ThemeSource theme;
        applyTheme(*application, theme.theme());
        MainFrame frame(theme);
        frame.devices().setDevices(samples::devices());
        frame.runPage().setup().putModel(samples::model(), true);
        frame.runPage().setup().putData(samples::data(), true);
        frame.show();
        QVERIFY(QTest::qWaitForWindowExposed(&frame));
        QObject::connect(&frame.runPage(), &RunPage::thumbnailsWanted, &frame,
                         [&frame](const QList<qint64>& wanted) {
                             for (const qint64 index : wanted) {
                                 frame.runPage().showThumbnail(index, samples::thumbnail(index));
                             }
                         });
        frame.runPage().showStarted(frame.runPage().setup().config(RunMode::Routed));
        // The first snapshot lays the page out; from then on every handler counts.
        frame.runPage().showSnapshot(samples::snapshot(100, 10000));
        for (int i = 0; i < 5; ++i) {
            QCoreApplication::processEvents();
        }
        application->forget();
        for (std::int64_t images = 320; images <= 10000; images += 320) {
            const LiveSnapshot snapshot = samples::snapshot(images, 10000);
            const double begin = threadMs();
            frame.runPage().showSnapshot(snapshot);
            application->record(QStringLiteral("showSnapshot"), threadMs() - begin);
            QCoreApplication::processEvents();
        }
        const double begin = threadMs();
        frame.runPage().showReport(samples::report());
        application->record(QStringLiteral("showReport"), threadMs() - begin);
        QCoreApplication::processEvents();
        QVERIFY2(
            application->slowestMs() < kLimitMs,
            qPrintable(
                QStringLiteral("%1 took %2 ms").arg(application->slowest()).arg(application->slowestMs())));
    }
};

int main(int argc, char** argv) {
    TimedApplication application(argc, argv);
    TestWatchdog test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_watchdog.moc"
