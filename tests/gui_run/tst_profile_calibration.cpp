// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/thread_environment.h"
#include "gui_app/real_window.h"
#include "support/timed_application.h"

#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QTableWidget>
#include <QToolButton>
#include <QUndoStack>

using namespace pivot;
using pivot::test::RealWindow;
using pivot::test::TimedApplication;

/// A profiled run of the bundled model: its thresholds are chosen and its temperatures fitted on calibration
/// images that are run for it in the background.
class TestProfileCalibration : public QObject {
    Q_OBJECT

    static bool profile(RealWindow& window) {
        window.find<QLineEdit>("calibration")->setText(QStringLiteral("fashion-mnist#train[55000:55400]"));
        window.setLimit(200);
        QSignalSpy ended(&window.workbench(), &Workbench::runEnded);
        window.setup().requestRun(RunMode::Profile);
        return QTest::qWaitFor([&] { return ended.count() > 0; }, 120'000) &&
               QTest::qWaitFor([&] { return window.find<QWidget>("scrubBar")->isVisible(); }, 30'000);
    }

private Q_SLOTS:
    void temperaturesAreFittedWhenSomebodyLooks() {
        RealWindow window;
        QVERIFY(window.begin());
        QVERIFY2(profile(window), qPrintable(window.frame().message()));
        window.find<QToolButton>("figuresView1")->click();
        auto* routing = window.find<QTableWidget>("calibrationRouting");
        QTRY_VERIFY_WITH_TIMEOUT(routing->isVisible(), 60'000);
        const QString status = window.find<QLabel>("calibrationStatus")->text();
        QVERIFY2(status.contains(QStringLiteral("train[55000:55400], 400 images")), qPrintable(status));
        auto* efforts = window.find<QTableWidget>("calibrationEfforts");
        bool found = false;
        for (int row = 0; row < efforts->rowCount(); ++row) {
            if (efforts->item(row, 0)->text().startsWith(QStringLiteral("temperature T"))) {
                const double t = efforts->item(row, 2)->text().toDouble();
                QVERIFY(t > 0.3 && t < 3);
                found = true;
            }
        }
        QVERIFY(found);
    }

    void theCalibrateButtonChoosesOnTheCalibrationImages() {
        RealWindow window;
        QVERIFY(window.begin());
        QVERIFY2(profile(window), qPrintable(window.frame().message()));
        auto* goal = window.find<QComboBox>("scrubGoal");
        goal->setCurrentIndex(goal->findData(static_cast<int>(CalibrationGoal::Kind::Share)));
        Q_EMIT goal->activated(goal->currentIndex());
        auto* button = window.find<QPushButton>("calibrate");
        button->click();
        QVERIFY(!button->isEnabled());
        QTRY_VERIFY_WITH_TIMEOUT(button->isEnabled(), 60'000);
        QVERIFY2(window.text("scrubSource").contains(QStringLiteral("calibrated: low effort ≥ 70 %")),
                 qPrintable(window.text("scrubSource")));
        // The set-up holds the run's paths, and so its threshold; undo brings the old one back.
        LadderEditor& ladder = window.setup().ladder();
        QCOMPARE(ladder.source().objective, std::string("share=0.7"));
        QCOMPARE(ladder.source().split, std::string("train[55000:55400]"));
        QVERIFY(!ladder.source().onReportedImages);
        ladder.undoStack().undo();
        QCOMPARE(ladder.source().objective, std::string("edp,loss=0.2"));
        // On the images shown: at once, and with a warning.
        window.find<QComboBox>("calibrateOn")->setCurrentIndex(1);
        button->click();
        QTRY_VERIFY_WITH_TIMEOUT(
            window.text("scrubSource").contains(QStringLiteral("on the reported images")), 10'000);
    }

    /// A run does not wait for it, and its answer does not come to another run's page.
    void aRunStopsIt() {
        RealWindow window;
        QVERIFY(window.begin());
        QVERIFY2(profile(window), qPrintable(window.frame().message()));
        window.find<QLineEdit>("calibration")->setText(QStringLiteral("fashion-mnist#train[50000:60000]"));
        window.setLimit(64);
        window.find<QPushButton>("calibrate")->click();
        QSignalSpy ended(&window.workbench(), &Workbench::runEnded);
        window.setup().requestRun(RunMode::Routed);
        QVERIFY(QTest::qWaitFor([&] { return ended.count() > 0; }, 60'000));
        QVERIFY(window.find<QWidget>("scrubBar")->isHidden());
        QVERIFY(window.frame().message().isEmpty());
    }

    void closingInTheMiddleIsQuiet() {
        RealWindow window;
        QVERIFY(window.begin());
        QVERIFY2(profile(window), qPrintable(window.frame().message()));
        window.find<QToolButton>("figuresView1")->click();
        window.find<QPushButton>("calibrate")->click();
        window.close();
    }
};

int main(int argc, char** argv) {
    prepareThreadEnvironment();
    TimedApplication application(argc, argv);
    TestProfileCalibration test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_profile_calibration.moc"
