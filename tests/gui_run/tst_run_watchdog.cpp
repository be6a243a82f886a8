// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui_app/real_window.h"
#include "support/timed_application.h"
#include "widgets/views/gallery_view.h"

#include <QElapsedTimer>
#include <QScrollBar>
#include <QToolButton>

using namespace pivot;
using pivot::test::RealWindow;
using pivot::test::TimedApplication;

/// Whatever page is in front while a run goes on, and whatever is done there, the window answers at once.
class TestRunWatchdog : public QObject {
    Q_OBJECT
    static constexpr int kImages = 2000;  // a second or so, so that every page sees some of it

private Q_SLOTS:
    void noHandlerTakesLongDuringARun_data() {
        QTest::addColumn<QString>("tab");
        for (const char* tab : {"tabRun", "tabImages", "tabAttention", "tabExperiments"}) {
            QTest::newRow(tab) << QString::fromLatin1(tab);
        }
    }
    void noHandlerTakesLongDuringARun() {
        QFETCH(QString, tab);
        auto* application = static_cast<TimedApplication*>(QCoreApplication::instance());
        RealWindow window;
        QVERIFY(window.begin());
        QVERIFY(window.run(kImages));  // so that the pages have something to show
        // Every page is laid out and read once before it counts; a start is not what is watched here.
        for (const char* name : {"tabImages", "tabAttention", "tabExperiments"}) {
            window.find<QToolButton>(name)->click();
            QTest::qWait(50);
        }
        window.find<QToolButton>("tabImages")->click();
        auto* gallery = window.find<GalleryView>("gallery");
        QTRY_COMPARE(gallery->model()->rowCount(), kImages);

        QSignalSpy ended(&window.workbench(), &Workbench::runEnded);
        window.setup().requestRun(RunMode::Routed);
        auto* front = window.find<QToolButton>(tab.toLatin1().constData());
        front->click();
        application->forget();
        int steps = 0;
        QElapsedTimer clock;
        for (clock.start(); ended.isEmpty() && clock.elapsed() < 120'000; ++steps) {
            useAPage(window, *gallery, tab, steps);
            QTest::qWait(5);
        }
        QVERIFY(!ended.isEmpty());
        QVERIFY2(steps > 10, "the run was over before anything could be done");
        QTest::qWait(200);  // the end itself, with what is read back after it
        QVERIFY2(application->slowestMs() < TimedApplication::kLimitMs, qPrintable(application->report()));
    }

private:
    /// What a person would do on the page while waiting.
    static void useAPage(RealWindow& window, GalleryView& gallery, const QString& tab, int step) {
        if (tab == QLatin1String("tabImages")) {
            QScrollBar* bar = gallery.verticalScrollBar();
            bar->setValue(bar->maximum() > 0 ? step * 37 % bar->maximum() : 0);
            QTest::keyClick(&gallery, Qt::Key_Right);
        } else if (tab == QLatin1String("tabExperiments")) {
            QTest::keyClick(window.find<QAbstractItemView>("experiments"), Qt::Key_Down);
        } else if (tab == QLatin1String("tabAttention")) {
            QTest::keyClick(&window.frame(), Qt::Key_Tab);
        }
    }
};

int main(int argc, char** argv) {
    TimedApplication application(argc, argv);
    TestRunWatchdog test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_run_watchdog.moc"
