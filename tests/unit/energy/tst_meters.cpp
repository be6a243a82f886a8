// SPDX-License-Identifier: GPL-3.0-or-later
#include "energy/hwmon_meter.h"
#include "energy/meter.h"
#include "energy/rapl_meter.h"
#include "energy/sysfs.h"
#include "unit/energy/fake_machine.h"

#include <unistd.h>

#include <QTest>
#include <cmath>

using namespace pivot;
using pivot::test::FakeMachine;
namespace fs = std::filesystem;

namespace {

bool close(double a, double b) {
    return std::abs(a - b) < 1e-9;
}

}  // namespace

class TestMeters : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void raplSumsItsPackages() {
        FakeMachine machine;
        machine.package(0, "1000000");
        machine.package(1, "5000000");
        // Parts of a package and the whole platform would be counted twice.
        machine.write("intel-rapl:0:0/name", "core");
        machine.write("intel-rapl:0:0/energy_uj", "1");
        machine.write("intel-rapl:2/name", "psys");
        machine.write("intel-rapl:2/max_energy_range_uj", "1000");
        machine.write("intel-rapl:2/energy_uj", "1");
        auto meter = openRaplMeter(machine.root(), machine.clock());
        QVERIFY2(meter, meter ? "" : meter.error().message.c_str());
        QCOMPARE((*meter)->sensor(), std::string("RAPL package-0 package-1"));
        QVERIFY((*meter)->start());
        machine.seconds += 2.0;
        machine.package(0, "4000000");
        machine.package(1, "5500000");
        const auto window = (*meter)->stop();
        QVERIFY(window);
        QVERIFY(close(window->grossJ, 3.5));
        QVERIFY(close(window->seconds, 2.0));
        QCOMPARE(window->samples, 2);
        QVERIFY(close(window->meanWatts(), 1.75));
        QVERIFY(window->provenance().kind == ProvenanceKind::Measured);
        QVERIFY(window->provenance().detail.find("package-1") != std::string::npos);
    }

    void raplCountersWrapAround() {
        QCOMPARE(raplDifference(10, 15, 100), 5U);
        QCOMPARE(raplDifference(90, 5, 100), 15U);
        QCOMPARE(raplDifference(7, 7, 100), 0U);

        FakeMachine machine;
        machine.package(0, "900", "1000");
        auto meter = openRaplMeter(machine.root(), machine.clock());
        QVERIFY((*meter)->start());
        for (const char* reading : {"100", "800", "50"}) {  // +200, +700, +250
            machine.package(0, reading, "1000");
            QVERIFY((*meter)->sample());
        }
        const auto window = (*meter)->stop();
        QVERIFY(window);
        QVERIFY(close(window->grossJ, 1150e-6));
    }

    void raplAsksToBeSampledBeforeItsCounterWraps() {
        FakeMachine machine;
        machine.package(0, "0", "65000000");  // 65 J: at 1 kW a wrap each 65 ms
        auto meter = openRaplMeter(machine.root(), machine.clock());
        QVERIFY((*meter)->samplePeriod() < std::chrono::milliseconds(65));
    }

    void aWindowIsStartedAfresh() {
        FakeMachine machine;
        machine.package(0, "0");
        auto meter = openRaplMeter(machine.root(), machine.clock());
        for (const char* reading : {"1000000", "3000000"}) {
            QVERIFY((*meter)->start());
            machine.package(0, reading);
            const auto window = (*meter)->stop();
            QVERIFY(close(window->grossJ, reading[0] == '1' ? 1.0 : 2.0));
        }
        QVERIFY(!(*meter)->sample());  // outside a window there is nothing to add to
        QVERIFY(!(*meter)->stop());
    }

    void aSensorThatFailsInTheMiddleFailsTheWindow() {
        FakeMachine machine;
        machine.package(0, "0");
        auto meter = openRaplMeter(machine.root(), machine.clock());
        QVERIFY((*meter)->start());
        machine.write("intel-rapl:0/energy_uj", "soup");
        const auto window = (*meter)->stop();
        QVERIFY(!window);
        QVERIFY(window.error().message.find("'soup'") != std::string::npos);
    }

    void withoutPowercapTheReasonSaysWhatToDo() {
        const auto meter = openRaplMeter("/nonexistent/powercap");
        QVERIFY(!meter);
        QCOMPARE(meter.error().code, ErrorCode::Unavailable);
        QVERIFY(meter.error().message.find("/nonexistent/powercap is not there") != std::string::npos);
    }

    void anEmptyPowercapNamesTheKernelModule() {
        const FakeMachine machine;
        const auto meter = openRaplMeter(machine.root());
        QVERIFY(!meter);
        QVERIFY(meter.error().message.find("intel_rapl_common") != std::string::npos);
    }

    void countersForRootOnlySayHowToAllowThem() {
        FakeMachine machine;
        machine.package(0, "1");
        const fs::path counter = machine.root() / "intel-rapl:0/energy_uj";
        fs::permissions(counter, fs::perms::none);
        fs::permissions(machine.root(), fs::perms::all);
        // Root reads everything, so the check is made as somebody else.
        const bool isRoot = ::geteuid() == 0;
        if (isRoot)
            QCOMPARE(::seteuid(65534), 0);
        const auto meter = openRaplMeter(machine.root());
        if (isRoot)
            QCOMPARE(::seteuid(0), 0);
        QVERIFY(!meter);
        QCOMPARE(meter.error().code, ErrorCode::Unavailable);
        QVERIFY2(meter.error().message.find("sudo chmod a+r " + counter.string()) != std::string::npos,
                 meter.error().message.c_str());
    }

    void ina226IntegratesAllRails() {
        FakeMachine machine;
        machine.rail(0, "ina226_u76", "1000000");  // 1 W
        machine.rail(1, "ina226_u79", "2000000");  // 2 W
        machine.rail(2, "nvme", "9000000");        // not a rail of the board
        auto meter = openIna226Meter(machine.root(), machine.clock());
        QVERIFY2(meter, meter ? "" : meter.error().message.c_str());
        QCOMPARE((*meter)->sensor(), std::string("INA226, 2 rails"));
        QVERIFY((*meter)->start());
        machine.seconds += 1.0;  // 3 W for a second
        QVERIFY((*meter)->sample());
        machine.seconds += 2.0;  // from 3 W to 5 W in two seconds
        machine.rail(1, "ina226_u79", "4000000");
        const auto window = (*meter)->stop();
        QVERIFY(window);
        QVERIFY(close(window->grossJ, 3.0 + 8.0));
        QVERIFY(close(window->seconds, 3.0));
        QCOMPARE(window->samples, 3);
    }

    void aMachineWithoutRailsSaysSo() {
        FakeMachine machine;
        QVERIFY(!openIna226Meter("/nonexistent"));
        const auto none = openIna226Meter(machine.root());
        QVERIFY(!none && none.error().message.find("INA226") != std::string::npos);
        machine.write("hwmon0/name", "ina226_u76");  // announced, and nothing to read
        QVERIFY(!openIna226Meter(machine.root()));
    }

    void netEnergyIsAboveTheIdleBaselineAndNeverNegative() {
        const EnergyWindow window{"s", 10.0, 2.0, 2};
        QVERIFY(close(window.netJ(3.0), 4.0));
        QCOMPARE(window.netJ(30.0), 0.0);
        QCOMPARE(EnergyWindow{}.meanWatts(), 0.0);
    }

    void eachDeviceGetsItsMeterOrAReason() {
        FakeMachine machine;
        const MeterPaths nothing{"/nonexistent/powercap", "/nonexistent/hwmon"};
        const MeterChoice cpu = chooseMeter("cpu:torch", nothing, machine.clock());
        QVERIFY(!cpu.meter);
        QVERIFY(cpu.reason().find("powercap") != std::string::npos);
        QCOMPARE(cpu.tried.size(), 2U);

        machine.rail(0, "ina226_u76", "1");
        const MeterPaths board{"/nonexistent/powercap", machine.root().string()};
        QVERIFY(chooseMeter("xrt:0000:65:00.1", board, machine.clock()).meter);
        QVERIFY(chooseMeter("cpu:torch", board, machine.clock()).meter);  // the program runs on the board
        QVERIFY(!chooseMeter("sim:zcu102", board, machine.clock()).meter);
        QVERIFY(chooseMeter("sim:zcu102", board, machine.clock()).reason().find("models") !=
                std::string::npos);
        QVERIFY(chooseMeter("cuda:0", board, machine.clock()).reason().find("cuda:0") != std::string::npos);

        machine.package(0, "1");
        const MeterPaths both{machine.root().string(), machine.root().string()};
        const MeterChoice rapl = chooseMeter("cpu", both, machine.clock());
        QVERIFY(rapl.meter && rapl.meter->sensor().starts_with("RAPL"));
        QVERIFY(rapl.reason().empty());
    }

    void numbersInSysfsAreReadStrictly() {
        const FakeMachine machine;
        for (const char* text : {"", "-1", "1.5", "99999999999999999999999", "0x10"}) {
            machine.write("value", text);
            QVERIFY2(!readSysfsNumber(machine.root() / "value"), text);
        }
        machine.write("value", "18446744073709551615");
        QCOMPARE(*readSysfsNumber(machine.root() / "value"), UINT64_MAX);
        QVERIFY(!readSysfsText(machine.root()));  // a folder
    }
};

QTEST_GUILESS_MAIN(TestMeters)
#include "tst_meters.moc"
