// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/group_model.h"

#include <QAbstractItemModelTester>
#include <QTest>

using namespace pivot;

/// One experiment on several devices, side by side.
class TestGroupModel : public QObject {
    Q_OBJECT
    static GroupMember member(const char* device, double accuracy, std::optional<double> reduction) {
        GroupMember made;
        made.report.experimentId = std::string("id-") + device;
        made.report.device = device;
        made.report.numerics = "fp32 on a test";
        made.report.accuracy = accuracy;
        made.report.accuracyCi95 = Interval{accuracy - 0.005, accuracy + 0.005};
        made.report.efforts.resize(2);
        made.report.efforts[0].share = 0.83;
        made.report.delayMs = 0.58;
        made.report.baseline.delayMs = 0.77;
        made.report.edpReduction = reduction;
        made.report.delayProvenance = {ProvenanceKind::Measured, "steady clock"};
        made.report.energyReason = "no sensor: allow RAPL";
        if (reduction) {
            made.report.energyJ = 0.008;
            made.report.energyProvenance = {ProvenanceKind::Estimated, "15 W"};
        }
        return made;
    }
    static QString row(const GroupModel& model, int place) {
        QStringList cells;
        for (int column = 0; column < GroupModel::ColumnCount; ++column) {
            cells << model.index(place, column).data().toString();
        }
        return cells.join(QStringLiteral(" / "));
    }

private Q_SLOTS:
    void devicesAreCompared() {
        GroupModel model;
        const QAbstractItemModelTester tester(&model);
        GroupMember second = member("sim:zcu102", 0.921, std::nullopt);
        second.agreement = Agreement{10000, 0.9998, 0.9991, 1e-6};
        second.report.machineNoise = "noisy machine: other processes kept 1.2 of 2 cores busy";
        model.setMembers({member("cpu:onednn", 0.9214, 1.7), second});
        QCOMPARE(
            row(model, 0),
            QStringLiteral("cpu:onednn fp32 / 92.14 % ±0.5 / 83.0 % / 0.580 ms, 0.75 of full / 1.7× less / "
                           "delay measured, EDP estimated / the others' measure"));
        QCOMPARE(
            row(model, 1),
            QStringLiteral("sim:zcu102 fp32 / 92.10 % ±0.5 / 83.0 % / 0.580 ms, 0.75 of full / not measured "
                           "/ delay measured (noisy) / 99.98 % of answers, 99.91 % of exits"));
        QVERIFY(model.index(1, GroupModel::Delay)
                    .data(Qt::ToolTipRole)
                    .toString()
                    .contains(QStringLiteral("1.2 of 2 cores")));
        QCOMPARE(model.index(1, GroupModel::Edp).data(Qt::ToolTipRole).toString(),
                 QStringLiteral("no sensor: allow RAPL"));
        QCOMPARE(model.index(1, 0).data(GroupModel::IdRole).toString(), QStringLiteral("id-sim:zcu102"));
    }
    void aDeviceWithoutFiguresSaysWhy() {
        GroupModel model;
        const QAbstractItemModelTester tester(&model);
        GroupMember failed;
        failed.report.device = "cuda:0";
        failed.sentence = QStringLiteral("out of memory: take a smaller batch");
        model.setMembers({member("cpu:torch", 0.9, 1.1), failed});
        QCOMPARE(row(model, 1),
                 QStringLiteral("cuda:0 / – / – / – / – / out of memory: take a smaller batch / –"));
        model.setMembers({failed});
        QCOMPARE(model.rowCount(), 1);
        model.setMembers({});
        QCOMPARE(model.rowCount(), 0);
    }
};

QTEST_GUILESS_MAIN(TestGroupModel)
#include "tst_group_model.moc"
