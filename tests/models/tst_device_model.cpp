// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/device_model.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace pivot;

namespace {

DeviceInfo device(const char* id, bool available, const char* reason = "") {
    DeviceInfo info;
    info.id = id;
    info.name = "a device";
    info.available = available;
    info.reason = reason;
    info.precisions = {Precision::Fp32, Precision::Bf16};
    return info;
}

}  // namespace

class TestDeviceModel : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void keepsToTheRulesOfItemModels() {
        DeviceModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setDevices({device("cpu:torch", true), device("cuda:0", false, "none")});
        model.setDevices({device("sim:zcu102", true), device("cuda:0", true), device("cpu:torch", true)});
        QCOMPARE(model.rowCount(), 3);
        QCOMPARE(model.index(0).data().toString(), QStringLiteral("sim:zcu102"));
        QCOMPARE(model.index(2).data().toString(), QStringLiteral("cpu:torch"));
        model.setDevices({});
        QCOMPARE(model.rowCount(), 0);
    }

    void anUnavailableDeviceIsListedAndCannotBeChosen() {
        DeviceModel model;
        model.setDevices({device("cuda:0", false, "LibTorch was built without CUDA; install a CUDA build")});
        const QModelIndex row = model.index(0);
        QVERIFY(!(model.flags(row) & Qt::ItemIsEnabled));
        QVERIFY(!(model.flags(row) & Qt::ItemIsSelectable));
        QCOMPARE(row.data(Qt::ToolTipRole).toString(),
                 QStringLiteral("LibTorch was built without CUDA; install a CUDA build"));
        QCOMPARE(row.data(DeviceModel::AvailableRole).toBool(), false);
    }

    void aRowThatStaysKeepsItsIndex() {
        DeviceModel model;
        model.setDevices({device("cpu:torch", true), device("cuda:0", false, "none")});
        const QPersistentModelIndex cuda(model.index(1));
        const QSignalSpy removed(&model, &QAbstractItemModel::rowsRemoved);
        model.setDevices({device("cpu:onednn", true), device("cpu:torch", true), device("cuda:0", true)});
        QVERIFY(cuda.isValid());
        QCOMPARE(cuda.row(), 2);
        QCOMPARE(removed.count(), 0);
        QCOMPARE(cuda.data(DeviceModel::AvailableRole).toBool(), true);
    }

    void precisionsReadAsText() {
        QCOMPARE(precisionsText(device("cpu:torch", true)), QStringLiteral("fp32 bf16"));
    }
};

QTEST_GUILESS_MAIN(TestDeviceModel)
#include "tst_device_model.moc"
