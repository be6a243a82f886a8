// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/library.h"
#include "devices/thread_environment.h"
#include "gui_app/real_window.h"
#include "widgets/views/experiments_page.h"

#include <QApplication>
#include <QPushButton>
#include <QTableView>

using namespace pivot;
using pivot::test::RealWindow;

/// Real runs that are made to wait, to go on, and to be finished another day.
class TestRunControl : public QObject {
    Q_OBJECT
    static std::string statusIn(const RealWindow& window) {
        const auto rows = listExperiments(window.database().toStdString());
        return rows && !rows->empty() ? std::string(toString(rows->front().status)) : std::string();
    }
    /// Begins a run that waits before its first batch.
    static bool beginPaused(RealWindow& window) {
        window.setLimit(600);
        window.setup().requestRun(RunMode::Routed);
        window.find<QPushButton>("pause")->click();
        return QTest::qWaitFor(
            [&] { return window.text("progressCount").startsWith(QStringLiteral("Paused · ")); }, 60'000);
    }

private Q_SLOTS:
    void aPausedRunStandsSoInTheDatabaseAndGoesOn() {
        RealWindow window;
        QVERIFY(window.begin());
        QSignalSpy ended(&window.workbench(), &Workbench::runEnded);
        QVERIFY(beginPaused(window));
        QTRY_COMPARE_WITH_TIMEOUT(statusIn(window), std::string("paused"), 20'000);
        QTest::qWait(300);
        QCOMPARE(window.text("progressCount"), QStringLiteral("Paused · 0 / 600"));
        QCOMPARE(ended.count(), 0);
        window.find<QPushButton>("pause")->click();
        QTRY_COMPARE_WITH_TIMEOUT(ended.count(), 1, 120'000);
        QCOMPARE(statusIn(window), std::string("complete"));
    }

    void aPausedRunCanBeCancelled() {
        RealWindow window;
        QVERIFY(window.begin());
        QSignalSpy ended(&window.workbench(), &Workbench::runEnded);
        QVERIFY(beginPaused(window));
        window.find<QPushButton>("cancel")->click();
        QTRY_COMPARE_WITH_TIMEOUT(ended.count(), 1, 60'000);
        QCOMPARE(statusIn(window), std::string("cancelled"));
        QVERIFY(window.run(64));  // the next does not begin paused
    }

    void aCancelledExperimentIsFinishedFromTheList() {
        RealWindow window;
        QVERIFY(window.begin());
        QSignalSpy ended(&window.workbench(), &Workbench::runEnded);
        QVERIFY(beginPaused(window));
        window.find<QPushButton>("cancel")->click();
        QTRY_COMPARE_WITH_TIMEOUT(ended.count(), 1, 60'000);
        // What is set up meanwhile is not what is resumed.
        window.setup().chooseDevice(QStringLiteral("sim:zcu102"));
        window.frame().showPage(&window.frame().experimentsPage());
        auto* table = window.find<QTableView>("experiments");
        auto* resume = window.find<QPushButton>("resumeExperiment");
        QTRY_COMPARE(table->model()->rowCount(), 1);
        QVERIFY(!resume->isEnabled());
        table->setCurrentIndex(table->model()->index(0, 0));
        QVERIFY(resume->isEnabled());
        resume->click();
        QTRY_COMPARE_WITH_TIMEOUT(ended.count(), 2, 120'000);
        const auto rows = listExperiments(window.database().toStdString());
        QVERIFY(rows);
        QCOMPARE(rows->size(), std::size_t(1));
        QVERIFY(rows->front().status == RunStatus::Complete);
        QVERIFY(rows->front().device != QStringLiteral("sim:zcu102"));
        QCOMPARE(*rows->front().imagesDone, 600);
        QVERIFY2(window.text("progressCount").startsWith(QStringLiteral("600 images in")),
                 qPrintable(window.text("progressCount")));
        QTRY_VERIFY(!resume->isEnabled());  // complete now
    }

    void anExperimentThatChangedUnderneathIsRefusedInOneSentence() {
        RealWindow window;
        QVERIFY(window.begin());
        QVERIFY(window.run(64));
        const QString id = window.frame().experiments().rows().empty()
                               ? listExperiments(window.database().toStdString())->front().id
                               : window.frame().experiments().rows().front().id;
        QSignalSpy ended(&window.workbench(), &Workbench::runEnded);
        Q_EMIT window.frame().experimentsPage().resumeWanted(id);  // of a complete one, by an old list
        QTRY_COMPARE_WITH_TIMEOUT(ended.count(), 1, 60'000);
        QVERIFY(window.find<QLabel>("message")->text().contains(QStringLiteral("complete")));
        QVERIFY(window.find<QPushButton>("run")->isEnabled());
    }
};

int main(int argc, char** argv) {
    prepareThreadEnvironment();
    QApplication application(argc, argv);
    TestRunControl test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_run_control.moc"
