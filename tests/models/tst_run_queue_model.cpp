// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/run_queue_model.h"

#include <QAbstractItemModelTester>
#include <QPersistentModelIndex>
#include <QSignalSpy>
#include <QTest>

using namespace pivot;

/// The queue as the window shows it: what waits changes places, what runs stays.
class TestRunQueueModel : public QObject {
    Q_OBJECT
    static PlannedRun run(const char* device) {
        PlannedRun made;
        made.modelName = QStringLiteral("fashion-anypath");
        made.dataName = QStringLiteral("Fashion-MNIST test");
        made.devices = {device};
        made.config.device = device;
        made.config.ladder.efforts.resize(2);
        made.config.ladder.efforts[0].skip = SkipConfig{6, 7, 8};
        made.config.ladder.efforts[0].thresholdNats = 0.5;
        made.classes.count = 10;
        return made;
    }
    static QString order(const RunQueueModel& model) {
        QStringList devices;
        for (int row = 0; row < model.rowCount(); ++row) {
            devices << QString::fromStdString(model.at(row).run.devices.front());
        }
        return devices.join(QLatin1Char(' '));
    }

private Q_SLOTS:
    void whatWaitsCanBeReordered() {
        RunQueueModel model;
        const QAbstractItemModelTester tester(&model);
        for (const char* device : {"a", "b", "c"}) {
            model.append(run(device));
        }
        QCOMPARE(model.waiting(), 3);
        const QPersistentModelIndex c = model.index(2, 0);
        model.move(2, -1);
        QCOMPARE(order(model), QStringLiteral("a c b"));
        QCOMPARE(c.row(), 1);  // a selection goes with it
        model.move(0, 1);
        QCOMPARE(order(model), QStringLiteral("c a b"));
        model.move(0, -1);
        model.move(2, 1);
        model.move(7, 1);
        QCOMPARE(order(model), QStringLiteral("c a b"));
    }
    void whatRunsStaysWhereItIs() {
        RunQueueModel model;
        const QAbstractItemModelTester tester(&model);
        for (const char* device : {"a", "b", "c"}) {
            model.append(run(device));
        }
        QSignalSpy changes(&model, &QAbstractItemModel::dataChanged);
        model.setState(0, QueueEntry::State::Running);
        QCOMPARE(changes.count(), 1);
        QCOMPARE(model.running(), 0);
        QCOMPARE(model.firstWaiting(), 1);
        QVERIFY(!model.canMove(1, -1));  // not before what runs
        QVERIFY(!model.canMove(0, 1));
        QVERIFY(!model.canRemove(0));
        model.clear();
        QCOMPARE(order(model), QStringLiteral("a"));
        model.setState(0, QueueEntry::State::Failed,
                       QStringLiteral("the model is not there: check the path"));
        QCOMPARE(model.index(0, RunQueueModel::State).data().toString(), QStringLiteral("failed"));
        QVERIFY(
            model.index(0, RunQueueModel::Note).data().toString().contains(QStringLiteral("check the path")));
        QVERIFY(
            model.index(0, 0).data(Qt::ToolTipRole).toString().contains(QStringLiteral("check the path")));
        model.clear();
        QCOMPARE(model.rowCount(), 0);
        QCOMPARE(model.firstWaiting(), -1);
        QCOMPARE(model.running(), -1);
    }
    void anEntrySaysWhatItWillRun() {
        RunQueueModel model;
        const QAbstractItemModelTester tester(&model);
        PlannedRun one = run("cpu:onednn");
        one.devices.push_back("sim:zcu102");
        one.config.mode = RunMode::Profile;
        model.append(one);
        QStringList cells;
        for (int column = 0; column < RunQueueModel::Note; ++column) {
            cells << model.index(0, column).data().toString();
            QVERIFY(!model.headerData(column, Qt::Horizontal).toString().isEmpty());
        }
        QCOMPARE(
            cells.join(QLatin1Char('/')),
            QStringLiteral("waits/profile/fashion-anypath/Fashion-MNIST test/cpu:onednn fp32, sim:zcu102 "
                           "fp32/6–8 | none, threshold 0.217"));
        one.config.calibrate = CalibrationGoal{CalibrationGoal::Kind::Loss, 0, 0.2};
        QCOMPARE(ladderText(one), QStringLiteral("6–8 | none, loss at most 0.2 points"));
    }
};

QTEST_GUILESS_MAIN(TestRunQueueModel)
#include "tst_run_queue_model.moc"
