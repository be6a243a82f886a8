// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/energy_accounting.h"
#include "unit/energy/fake_machine.h"

#include <QTest>

using namespace pivot;
using pivot::test::FakeMachine;

namespace {

/// Counters of a package in a folder of the test's, read by the program's own meter.
struct MeteredMachine : FakeMachine {
    double microJoules = 0;
    EnergyAccounting accounting;

    MeteredMachine() {
        package(0, "0");
        DeviceInfo device;
        device.id = "cpu:onednn";
        accounting = *EnergyAccounting::forDevice(device, {}, [this](const std::string& id) {
            return chooseMeter(id, {root().string(), (root() / "no-hwmon").string()}, clock());
        });
    }
    /// A window of `length` seconds in which the package takes `watts`.
    void window(double length, double watts) {
        accounting.startWindow();
        seconds += length;
        microJoules += 1e6 * watts * length;
        package(0, std::to_string(static_cast<long long>(microJoules)));
        accounting.stopWindow();
    }
    [[nodiscard]] RunReport report(const std::vector<double>& walkDelaysMs) const {
        RunReport report;
        for (const double delayMs : walkDelaysMs) {
            report.delayMs += delayMs / static_cast<double>(walkDelaysMs.size());
        }
        report.repeatDelayMs = walkDelaysMs.size() > 1 ? walkDelaysMs : std::vector<double>();
        accounting.fill(report);
        return report;
    }
};

}  // namespace

/// What a meter's windows become in a report.
class TestEnergyAccounting : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// The pause in the second walk ends a window and begins another; both are the walk's.
    void everyWalkHasTheMeanPowerOfItsOwnWindows() {
        MeteredMachine machine;
        machine.window(2.0, 40);
        machine.accounting.endWalk();
        machine.window(1.0, 30);
        machine.seconds += 100;  // paused
        machine.window(3.0, 50);
        machine.accounting.endWalk();
        const RunReport report = machine.report({2.0, 4.0});
        QVERIFY(report.energyProvenance.kind == ProvenanceKind::Measured);
        QCOMPARE(report.repeatEnergyJ, (std::vector<double>{40 * 2e-3, 45 * 4e-3}));
        QCOMPARE(*report.energyJ, 260.0 / 6.0 * 3e-3);
    }
    void aCalibrationsWindowsAreNoWalks() {
        MeteredMachine machine;
        machine.window(1.0, 500);
        machine.accounting.forgetWindows();
        for (const double watts : {10.0, 20.0}) {
            machine.window(1.0, watts);
            machine.accounting.endWalk();
        }
        QCOMPARE(machine.report({1.0, 1.0}).repeatEnergyJ, (std::vector<double>{10e-3, 20e-3}));
    }
    /// A repeat that was stopped ended no walk: its window counts in the mean power alone.
    void aWalkThatDidNotEndHasNoEnergy() {
        MeteredMachine machine;
        for (const double watts : {10.0, 20.0}) {
            machine.window(1.0, watts);
            machine.accounting.endWalk();
        }
        machine.window(2.0, 40);
        const RunReport report = machine.report({1.0, 1.0});
        QCOMPARE(report.repeatEnergyJ, (std::vector<double>{10e-3, 20e-3}));
        QCOMPARE(*report.energyJ, 27.5e-3);
    }
    void aMeterThatWentAwayLeavesNoWalkItsEnergy() {
        MeteredMachine machine;
        machine.window(1.0, 10);
        machine.accounting.endWalk();
        machine.accounting.startWindow();
        std::filesystem::remove(machine.root() / "intel-rapl:0" / "energy_uj");
        machine.accounting.stopWindow();
        machine.accounting.endWalk();
        const RunReport report = machine.report({1.0, 1.0});
        QVERIFY(!report.energyJ && report.repeatEnergyJ.empty());
        QVERIFY(!report.energyReason.empty());
    }
};

QTEST_GUILESS_MAIN(TestEnergyAccounting)
#include "tst_energy_accounting.moc"
