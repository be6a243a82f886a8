// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/library.h"
#include "db/experiment_reader.h"
#include "devices/thread_environment.h"
#include "gui_app/real_window.h"
#include "widgets/charts/plane_chart.h"
#include "widgets/views/group_table.h"
#include "widgets/views/queue_dock.h"

#include <QApplication>
#include <QMessageBox>
#include <QPushButton>
#include <QTableView>
#include <QToolButton>

using namespace pivot;
using pivot::test::RealWindow;

/// Real experiments one after the other: of a queue, and of one experiment on several devices.
class TestRunQueue : public QObject {
    Q_OBJECT
    static void queue(RealWindow& window, int images) {
        window.setLimit(images);
        window.find<QToolButton>("queueRun")->click();
    }
    static std::size_t stored(const RealWindow& window) {
        return listExperiments(window.database().toStdString()).value_or(std::vector<ExperimentRow>()).size();
    }
    static QString states(RealWindow& window) {
        QStringList texts;
        for (int row = 0; row < window.frame().queue().rowCount(); ++row) {
            texts << window.frame().queue().index(row, RunQueueModel::State).data().toString();
        }
        return texts.join(QLatin1Char(' '));
    }

private Q_SLOTS:
    void whatIsQueuedRunsOneAfterTheOther() {
        RealWindow window;
        QVERIFY(window.begin());
        window.setup().chooseDevice(QStringLiteral("sim:zcu102"));
        queue(window, 64);
        QVERIFY(window.frame().queueDock().isVisible());
        queue(window, 32);
        queue(window, 48);
        QCOMPARE(states(window), QStringLiteral("runs waits waits"));
        QTRY_COMPARE_WITH_TIMEOUT(states(window), QStringLiteral("done done done"), 120'000);
        const auto rows = listExperiments(window.database().toStdString());
        QVERIFY(rows);
        QCOMPARE(rows->size(), std::size_t(3));
        QCOMPARE(*(*rows)[0].images, 48);  // the newest first
        QCOMPARE(*(*rows)[1].images, 32);
        QVERIFY(window.frame().queue().at(2).note.startsWith(QStringLiteral("48 images in")));
        QVERIFY(window.text("queueLine").startsWith(QStringLiteral("nothing runs · none waits")));
    }

    void oneThatFailsIsMarkedAndTheNextBegins() {
        RealWindow window;
        QVERIFY(window.begin());
        window.setup().chooseDevice(QStringLiteral("sim:zcu102"));
        PlannedRun broken = window.setup().plan(window.setup().config(RunMode::Routed));
        broken.config.labelMap = "/no/such/map.txt";
        window.frame().queueDock().setHeld(true);
        window.frame().queue().append(broken);
        queue(window, 32);
        QCOMPARE(states(window), QStringLiteral("waits waits"));  // held
        window.find<QPushButton>("queueHold")->click();
        QTRY_COMPARE_WITH_TIMEOUT(states(window), QStringLiteral("failed done"), 120'000);
        QVERIFY2(window.frame().queue().at(0).note.contains(QStringLiteral("/no/such/map.txt")),
                 qPrintable(window.frame().queue().at(0).note));
        QCOMPARE(stored(window), std::size_t(1));
    }

    void aCancelHoldsTheQueue() {
        RealWindow window;
        QVERIFY(window.begin());
        window.setup().chooseDevice(QStringLiteral("sim:zcu102"));
        QSignalSpy ended(&window.workbench(), &Workbench::runEnded);
        queue(window, 0);
        queue(window, 32);
        QVERIFY(QTest::qWaitFor([&] { return window.text("accuracyValue") != QStringLiteral("–"); }, 60'000));
        QVERIFY2(window.text("queueLine").contains(QStringLiteral("1 waiting")),
                 qPrintable(window.text("queueLine")));
        window.find<QPushButton>("cancel")->click();
        QTRY_COMPARE_WITH_TIMEOUT(ended.count(), 1, 60'000);
        QTest::qWait(50);
        QCOMPARE(states(window), QStringLiteral("cancelled waits"));
        QVERIFY(window.frame().queueDock().isHeld());
        window.find<QPushButton>("queueHold")->click();
        QTRY_COMPARE_WITH_TIMEOUT(states(window), QStringLiteral("cancelled done"), 120'000);
    }

    void closingWithAQueueAsks() {
        RealWindow window;
        QVERIFY(window.begin());
        window.frame().queueDock().setHeld(true);
        queue(window, 32);
        const auto answerWith = [](const QString& text) {
            QTimer::singleShot(200, qApp, [text] {
                auto* box = qobject_cast<QMessageBox*>(QApplication::activeModalWidget());
                QVERIFY(box);
                QVERIFY(box->text().contains(QStringLiteral("waits in the queue")));
                for (QAbstractButton* button : box->buttons()) {
                    if (button->text().remove(QLatin1Char('&')) == text) {
                        button->click();
                    }
                }
            });
        };
        answerWith(QStringLiteral("Stay"));
        QVERIFY(!window.frame().close());
        QVERIFY(window.frame().isVisible());
        QCOMPARE(window.frame().queue().waiting(), 1);
        answerWith(QStringLiteral("Close"));
        QVERIFY(window.frame().close());
    }

    void oneExperimentRunsOnSeveralDevicesAndIsCompared() {
        RealWindow window;
        QVERIFY(window.begin());
        window.setup().chooseDevice(QStringLiteral("cpu:torch"));
        window.find<QAction>("also:sim:zcu102")->trigger();
        QVERIFY2(window.run(200), qPrintable(window.frame().message()));
        auto* table = window.find<GroupTable>("groupTable");
        QVERIFY(table->isVisible());
        QCOMPARE(table->members().size(), std::size_t(2));
        QTRY_VERIFY_WITH_TIMEOUT(table->members()[1].agreement.has_value(), 30'000);
        QCOMPARE(table->members()[1].agreement->images, 200);
        QVERIFY(table->members()[1].agreement->predictions > 0.98);
        QCOMPARE(table->members()[0].report.groupId, table->members()[1].report.groupId);
        QCOMPARE(table->members()[0].report.accuracy, table->members()[1].report.accuracy);
        QCOMPARE(window.find<PlaneChart>("planeChart")->group().size(), std::size_t(1));
        QCOMPARE(stored(window), std::size_t(2));
        // From the table to the other device's run, which still shows both.
        const QString first = QString::fromStdString(table->members()[0].report.experimentId);
        table->setCurrentIndex(table->model()->index(0, 0));
        Q_EMIT table->activated(table->currentIndex());
        QTRY_VERIFY_WITH_TIMEOUT(window.find<QLabel>("identity")->text().startsWith(first.left(8)), 30'000);
        QTRY_VERIFY_WITH_TIMEOUT(table->isVisible() && table->members().size() == 2, 30'000);
        QCOMPARE(table->members()[0].report.device, std::string("cpu:torch"));
        QVERIFY(table->members()[1].agreement.has_value());
    }

    void aDeviceThatFailsTakesNothingFromTheOther() {
        RealWindow window;
        QVERIFY(window.begin());
        window.setup().chooseDevice(QStringLiteral("sim:zcu102"));
        PlannedRun plan = window.setup().plan(window.setup().config(RunMode::Routed));
        plan.config.limit = 32;
        plan.config.precision = Precision::Bf16;  // which cpu:torch has not
        plan.config.device = "cpu:torch";
        plan.devices = {"cpu:torch", "sim:zcu102"};
        QSignalSpy ended(&window.workbench(), &Workbench::runEnded);
        window.frame().queueDock().setHeld(true);
        window.frame().queue().append(plan);
        window.find<QPushButton>("queueHold")->click();
        QTRY_COMPARE_WITH_TIMEOUT(ended.count(), 1, 120'000);
        QCOMPARE(states(window), QStringLiteral("failed"));
        auto* table = window.find<GroupTable>("groupTable");
        QVERIFY2(table->members()[0].sentence.contains(QStringLiteral("bf16")),
                 qPrintable(table->members()[0].sentence));
    }
};

int main(int argc, char** argv) {
    prepareThreadEnvironment();
    QApplication application(argc, argv);
    TestRunQueue test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_run_queue.moc"
