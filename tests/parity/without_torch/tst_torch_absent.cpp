// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/registry.h"

#include <QtTest>

using namespace pivot;

/// Built without LibTorch: its devices are listed, and say what is missing.
class TestTorchAbsent : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theCpuDeviceIsListedWithItsReason();
    void openingItGivesTheSameReason();
};

namespace {

DeviceRegistry& registry() {
    static DeviceRegistry devices(DeviceRegistry::Paths{
        {PIVOT_PLUGIN_DIR}, std::filesystem::path(PIVOT_SOURCE_DIR) / "assets" / "profiles"});
    return devices;
}

}  // namespace

void TestTorchAbsent::theCpuDeviceIsListedWithItsReason() {
    const auto devices = registry().list();
    const auto cpu = std::ranges::find(devices, std::string("cpu:torch"), &DeviceInfo::id);
    QVERIFY(cpu != devices.end());
    QVERIFY(!cpu->available);
    QVERIFY2(cpu->reason.find("pivot_torch.so") != std::string::npos, cpu->reason.c_str());
}

void TestTorchAbsent::openingItGivesTheSameReason() {
    const auto session = registry().open("cpu:torch", std::make_shared<Model>());
    QVERIFY(!session.has_value());
    QCOMPARE(session.error().code, ErrorCode::Unavailable);
    QVERIFY2(session.error().message.find("pivot_torch.so") != std::string::npos,
             session.error().message.c_str());
}

QTEST_GUILESS_MAIN(TestTorchAbsent)
#include "tst_torch_absent.moc"
