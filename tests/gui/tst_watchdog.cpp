// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/sample_values.h"
#include "support/timed_application.h"
#include "widgets/views/main_frame.h"
#include "widgets/views/run_page.h"
#include "widgets/views/setup_panel.h"

#include <QTest>

using namespace pivot;
using pivot::test::threadMs;
using pivot::test::TimedApplication;

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
        QVERIFY2(application->slowestMs() < TimedApplication::kLimitMs, qPrintable(application->report()));
    }
};

int main(int argc, char** argv) {
    TimedApplication application(argc, argv);
    TestWatchdog test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_watchdog.moc"
