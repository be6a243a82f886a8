// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/device_table_model.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace pivot;

/// What every device can do and how it does, as the dock's table says it.
class TestDeviceTableModel : public QObject {
    Q_OBJECT
    static std::vector<DeviceInfo> devices() {
        DeviceInfo cpu;
        cpu.id = "cpu:onednn";
        cpu.name = "AMD EPYC, 2 cores";
        cpu.advice = "The machine has AMX and this build does not use it: build with it";
        cpu.available = true;
        cpu.precisions = {Precision::Fp32, Precision::Bf16};
        cpu.attentionCapture = true;
        cpu.relativeRmsTolerance = {{"bf16", 0.02}};
        DeviceInfo cuda;
        cuda.id = "cuda:0";
        cuda.reason = "LibTorch was built without CUDA: install a CUDA build";
        return {cpu, cuda};
    }
    static DeviceState state() {
        DeviceState made;
        made.powerW = {41.3, "RAPL package-0", {}};
        made.temperatureC = {std::nullopt, {}, "hwmon has no sensor: load coretemp"};
        made.load = {0.0, "/proc/stat", {}};
        return made;
    }
    static QString cell(const DeviceTableModel& model, int row, int column, int role = Qt::DisplayRole) {
        return model.index(row, column).data(role).toString();
    }

private Q_SLOTS:
    void abilitiesAndReasonsAreThere() {
        DeviceModel list;
        DeviceTableModel model(list);
        const QAbstractItemModelTester tester(&model);
        list.setDevices(devices());
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(cell(model, 0, DeviceTableModel::Precisions), QStringLiteral("fp32 bf16"));
        QCOMPARE(cell(model, 0, DeviceTableModel::Attention), QStringLiteral("yes"));
        QCOMPARE(cell(model, 0, DeviceTableModel::Layers), QStringLiteral("no"));
        QVERIFY(
            cell(model, 0, DeviceTableModel::Tolerance, Qt::ToolTipRole).contains(QStringLiteral("bf16: ")));
        QVERIFY(cell(model, 0, DeviceTableModel::State, Qt::ToolTipRole).contains(QStringLiteral("AMX")));
        QVERIFY(cell(model, 1, DeviceTableModel::State).contains(QStringLiteral("without CUDA")));
        QVERIFY(cell(model, 1, DeviceTableModel::Precisions).isEmpty());
        QVERIFY(deviceReport(devices()[1], nullptr).startsWith(QStringLiteral("Not available: ")));
    }
    void whatCannotBeReadIsADashWithAReasonAndNeverZero() {
        DeviceModel list;
        DeviceTableModel model(list);
        const QAbstractItemModelTester tester(&model);
        list.setDevices(devices());
        QCOMPARE(cell(model, 0, DeviceTableModel::Power), QStringLiteral("–"));
        QSignalSpy changes(&model, &QAbstractItemModel::dataChanged);
        model.setStates({{"cpu:onednn", state()}});
        QCOMPARE(changes.count(), 1);
        model.setStates({{"cpu:onednn", state()}});
        QCOMPARE(changes.count(), 1);  // nothing new, nothing painted
        QCOMPARE(cell(model, 0, DeviceTableModel::Power), QStringLiteral("41.3 W"));
        QCOMPARE(cell(model, 0, DeviceTableModel::Temperature), QStringLiteral("–"));
        QCOMPARE(cell(model, 0, DeviceTableModel::Temperature, Qt::ToolTipRole),
                 QStringLiteral("Temperature not readable: hwmon has no sensor: load coretemp"));
        QCOMPARE(cell(model, 0, DeviceTableModel::Load),
                 QStringLiteral("0 %"));  // idle was read, not made up
        QCOMPARE(cell(model, 1, DeviceTableModel::Load), QStringLiteral("–"));
        const QString report = deviceReport(devices()[0], model.stateOf(QStringLiteral("cpu:onednn")));
        QVERIFY2(report.contains(QStringLiteral("Power 41.3 W (RAPL package-0)")), qPrintable(report));
        QVERIFY2(report.contains(QStringLiteral("not readable: hwmon")), qPrintable(report));
    }
    void devicesThatGoAndComeAreFollowed() {
        DeviceModel list;
        DeviceTableModel model(list);
        const QAbstractItemModelTester tester(&model);
        list.setDevices(devices());
        list.setDevices({devices()[1]});
        QCOMPARE(model.rowCount(), 1);
        list.setDevices({devices()[1], devices()[0]});
        QCOMPARE(cell(model, 1, DeviceTableModel::Device), QStringLiteral("cpu:onednn"));
        list.setDevices({});
        QCOMPARE(model.rowCount(), 0);
    }
};

QTEST_GUILESS_MAIN(TestDeviceTableModel)
#include "tst_device_table_model.moc"
