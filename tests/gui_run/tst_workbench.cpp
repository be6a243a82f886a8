// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/library.h"
#include "devices/thread_environment.h"
#include "gui_app/real_window.h"
#include "support/timed_application.h"
#include "widgets/views/experiments_page.h"

#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QUndoStack>

using namespace pivot;
using pivot::test::RealWindow;
using pivot::test::TimedApplication;

/// The window with everything behind it: it runs, is cancelled, is closed in the middle, and is handed files
/// that are none.
class TestWorkbench : public QObject {
    Q_OBJECT
    static std::vector<ExperimentRow> stored(const RealWindow& window) {
        return listExperiments(window.database().toStdString()).value_or(std::vector<ExperimentRow>());
    }
    static bool waitForImages(RealWindow& window) {
        return QTest::qWaitFor([&] { return window.text("accuracyValue") != QStringLiteral("–"); }, 60'000);
    }
    /// Thresholds chosen by an accuracy aim on few images.
    static void chooseOn(RealWindow& window, const char* spec) {
        window.find<QLineEdit>("calibration")->setText(QLatin1String(spec));
        auto* goal = window.find<QComboBox>("goal");
        goal->setCurrentIndex(goal->findData(static_cast<int>(CalibrationGoal::Kind::Loss)));
        Q_EMIT goal->activated(goal->currentIndex());
    }

private Q_SLOTS:
    void theBundledDefaultRuns() {
        RealWindow window;
        QVERIFY(window.begin());
        QCOMPARE(window.setup().ladder().source().objective, std::string("edp,loss=0.2"));
        QVERIFY(!window.setup().ladder().undoStack().canUndo());
        QVERIFY2(window.run(200), qPrintable(window.frame().message()));
        QVERIFY2(window.text("progressCount").startsWith(QStringLiteral("200 images in")),
                 qPrintable(window.text("progressCount")));
        QVERIFY(window.text("accuracyValue") != QStringLiteral("–"));
        QTRY_COMPARE(window.frame().experiments().rowCount(), 1);
        const auto rows = stored(window);
        QCOMPARE(rows.size(), std::size_t(1));
        QVERIFY(rows[0].status == RunStatus::Complete);
    }

    void whatARunHasChosenIsShownAndCanBeUndone() {
        RealWindow window;
        QVERIFY(window.begin());
        LadderEditor& ladder = window.setup().ladder();
        chooseOn(window, "fashion-mnist#train[55000:55256]");
        QCOMPARE(window.text("thresholdSource"), QStringLiteral("chosen on Run, on the calibration images"));
        QVERIFY2(window.run(64), qPrintable(window.frame().message()));
        QVERIFY(!ladder.goal().has_value());
        QVERIFY(ladder.ladder().efforts[0].thresholdNats.has_value());
        QCOMPARE(ladder.source().objective, std::string("loss=0.2"));
        QVERIFY2(window.text("thresholdSource").startsWith(QStringLiteral("calibrated: loss")),
                 qPrintable(window.text("thresholdSource")));
        // The same threshold on another device is no longer one that was calibrated for it.
        window.setup().chooseDevice(QStringLiteral("sim:zcu102"));
        QCOMPARE(ladder.source().objective, std::string("given"));
        ladder.undoStack().undo();
        QCOMPARE(ladder.goal()->kind, CalibrationGoal::Kind::Loss);
    }

    void aCancelledRunKeepsWhatIsDone() {
        RealWindow window;
        QVERIFY(window.begin());
        window.setLimit(0);
        QSignalSpy ended(&window.workbench(), &Workbench::runEnded);
        window.find<QPushButton>("run")->click();
        QVERIFY(waitForImages(window));
        auto* cancel = window.find<QPushButton>("cancel");
        cancel->click();
        QVERIFY(!cancel->isEnabled());
        QVERIFY(window.text("progressCount").startsWith(QStringLiteral("Stopping")));
        QTRY_COMPARE_WITH_TIMEOUT(ended.count(), 1, 60'000);
        QVERIFY2(window.text("progressCount").startsWith(QStringLiteral("Cancelled after")),
                 qPrintable(window.text("progressCount")));
        QVERIFY(window.frame().message().isEmpty());
        QVERIFY(stored(window).at(0).status == RunStatus::Cancelled);
    }

    void aCancelBeforeTheFirstImageIsNoFailure() {
        RealWindow window;
        QVERIFY(window.begin());
        chooseOn(window, "fashion-mnist#train[50000:60000]");
        QSignalSpy ended(&window.workbench(), &Workbench::runEnded);
        window.setup().requestRun(RunMode::Routed);
        QVERIFY(QTest::qWaitFor([&] { return window.text("progressCount").contains(QStringLiteral("/")); },
                                60'000));
        window.find<QPushButton>("cancel")->click();
        QTRY_COMPARE_WITH_TIMEOUT(ended.count(), 1, 60'000);
        QVERIFY2(window.text("progressCount").startsWith(QStringLiteral("Cancelled before")),
                 qPrintable(window.text("progressCount")));
        QVERIFY(window.frame().message().isEmpty());
        QVERIFY(!window.find<QLabel>("message")->isVisible());
        QVERIFY(window.find<QPushButton>("run")->isEnabled());
    }

    void closingInMidRunStoresWhatIsDone() {
        RealWindow window;
        QVERIFY(window.begin());
        window.setLimit(0);
        window.setup().requestRun(RunMode::Routed);
        QVERIFY(waitForImages(window));
        window.close();
        const auto rows = stored(window);
        QCOMPARE(rows.size(), std::size_t(1));
        QVERIFY(rows[0].status == RunStatus::Cancelled);
    }

    void closingRightAfterAnythingWasAskedIsQuiet() {
        for (int round = 0; round < 3; ++round) {
            RealWindow window;
            if (round == 0) {
                window.workbench().begin();
            } else {
                QVERIFY(window.begin());
                window.setup().requestRun(RunMode::Routed);
                window.workbench().open(window.database());
                if (round == 2) {
                    QCoreApplication::processEvents();
                }
            }
            window.close();
        }
    }

    void aLateReportDoesNotCoverARunThatGoesOn() {
        RealWindow window;
        QVERIFY(window.begin());
        QVERIFY(window.run(64));
        auto* verdict = window.find<QLabel>("verdict");
        QVERIFY(verdict->isVisible());
        const QString id = stored(window).at(0).id;
        Q_EMIT window.frame().experimentsPage().experimentOpened(id);
        window.setLimit(0);
        QSignalSpy ended(&window.workbench(), &Workbench::runEnded);
        window.setup().requestRun(RunMode::Routed);
        QVERIFY(waitForImages(window));
        QVERIFY(!verdict->isVisible());
        window.find<QPushButton>("cancel")->click();
        QTRY_COMPARE_WITH_TIMEOUT(ended.count(), 1, 60'000);
        Q_EMIT window.frame().experimentsPage().experimentOpened(id);
        QTRY_VERIFY(!verdict->text().isEmpty() && verdict->isVisible());
    }

    void noHandlerTakesLongWhileARealRunGoesOn() {
        auto* application = static_cast<TimedApplication*>(QCoreApplication::instance());
        RealWindow window;
        QVERIFY(window.begin());
        QVERIFY(window.run(64));  // lays the page out; from then on every handler counts
        application->forget();
        QVERIFY(window.run(1500));
        QVERIFY2(application->slowestMs() < TimedApplication::kLimitMs, qPrintable(application->report()));
    }
};

int main(int argc, char** argv) {
    prepareThreadEnvironment();
    TimedApplication application(argc, argv);
    TestWorkbench test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_workbench.moc"
