// SPDX-License-Identifier: GPL-3.0-or-later
#include "energy/device_state_reader.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <sstream>

using namespace pivot;

/// Live state of devices: what can be read, with its sensor, and what cannot, with its reason. Never zero.
class TestDeviceState : public QObject {
    Q_OBJECT
    std::unique_ptr<QTemporaryDir> m_home;

    [[nodiscard]] std::string at(const char* name) const {
        return m_home->filePath(QLatin1String(name)).toStdString();
    }
    void write(const char* name, const QByteArray& content) {
        const QString path = m_home->filePath(QLatin1String(name));
        QDir().mkpath(QFileInfo(path).path());
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size()) {
            qFatal("cannot write %s", name);
        }
    }
    void writeSensors(const char* microJoules) {
        write("powercap/intel-rapl:0/name", "package-0\n");
        write("powercap/intel-rapl:0/max_energy_range_uj", "262143328850\n");
        write("powercap/intel-rapl:0/energy_uj", microJoules);
        write("hwmon/hwmon0/name", "nvme\n");
        write("hwmon/hwmon0/temp1_input", "33000\n");
        write("hwmon/hwmon1/name", "coretemp\n");
        write("hwmon/hwmon1/temp1_label", "Core 0\n");
        write("hwmon/hwmon1/temp1_input", "41000\n");
        write("hwmon/hwmon1/temp2_label", "Package id 0\n");
        write("hwmon/hwmon1/temp2_input", "47500\n");
    }

private Q_SLOTS:
    void init() { m_home = std::make_unique<QTemporaryDir>(); }

    void powerAndLoadAreMeansSinceTheLastReading() {
        double now = 10;
        writeSensors("1000000\n");
        write("stat", "cpu  100 0 100 700 100 0 0 0 0 0\ncpu0 1 2 3\n");
        CpuStateReader reader({at("powercap"), at("hwmon")}, at("stat"), [&now] { return now; });
        const DeviceState first = reader.read();
        QVERIFY(!first.powerW.value && !first.powerW.reason.empty());
        QVERIFY(!first.load.value && !first.load.reason.empty());
        QCOMPARE(*first.temperatureC.value, 47.5);  // the package's, not a core's or a disk's
        QCOMPARE(first.temperatureC.source, std::string("coretemp"));
        now = 12;
        writeSensors("83000000\n");
        write("stat", "cpu  250 0 100 800 50 0 0 0 0 0\n");
        const DeviceState second = reader.read();
        QCOMPARE(*second.powerW.value, 41.0);
        QCOMPARE(second.powerW.source, std::string("RAPL package-0"));
        QCOMPARE(*second.load.value, 0.75);  // 150 of 200 ticks
        QVERIFY(second.load.reason.empty());
    }
    void whatIsNotThereHasAReasonAndNoNumber() {
        CpuStateReader reader({at("none"), at("nothing")}, at("no-stat"));
        for (int round = 0; round < 2; ++round) {
            const DeviceState state = reader.read();
            for (const LiveReading& reading : {state.powerW, state.temperatureC, state.load}) {
                QVERIFY(!reading.value);
                QVERIFY2(reading.reason.find(": ") != std::string::npos, reading.reason.c_str());
            }
        }
    }
    void aSensorThatGoesAwayIsSaidToBe() {
        double now = 1;
        writeSensors("5\n");
        CpuStateReader reader({at("powercap"), at("hwmon")}, at("stat"), [&now] { return now; });
        QVERIFY(!reader.read().powerW.value);
        QFile::remove(QString::fromStdString(at("powercap/intel-rapl:0/energy_uj")));
        now = 2;
        const DeviceState state = reader.read();
        QVERIFY(!state.powerW.value && !state.powerW.reason.empty());
        writeSensors("5\n");
        now = 3;
        QVERIFY(!reader.read().powerW.value);  // a window begins again
        now = 4;
        writeSensors("2000005\n");
        QCOMPARE(*reader.read().powerW.value, 2.0);
    }
    void ticksAreReadFromTheFirstLineAlone() {
        std::istringstream good("cpu  10 20 30 400 50 6 7 8 9 10\n");
        const auto ticks = readCpuTicks(good);
        QVERIFY(ticks);
        QCOMPARE(ticks->all, 531.0);
        QCOMPARE(ticks->busy, 81.0);
        for (const char* bad : {"", "cpu0 1 2 3 4 5 6 7 8", "cpu 1 2 x", "intr 4"}) {
            std::istringstream in(bad);
            QVERIFY(!readCpuTicks(in));
        }
    }
    void everyDeviceHasAStateOrAReason() {
        writeSensors("1\n");
        write("hwmon/hwmon2/name", "ina226_u76\n");
        write("hwmon/hwmon2/power1_input", "12500000\n");
        DeviceStateReader reader({at("powercap"), at("hwmon")});
        const auto states =
            reader.read({"cpu:torch", "cpu:onednn", "sim:zcu102", "xrt:0", "cuda:0", "tpu:0"});
        QCOMPARE(states.size(), std::size_t(6));
        QVERIFY(states.at("cpu:torch") == states.at("cpu:onednn"));
        QCOMPARE(*states.at("xrt:0").powerW.value, 12.5);
        QVERIFY(states.at("sim:zcu102").powerW.reason.find("modelled") != std::string::npos);
        for (const auto& [id, state] : states) {
            for (const LiveReading& reading : {state.powerW, state.temperatureC, state.load}) {
                QVERIFY2(reading.value.has_value() == reading.reason.empty(), id.c_str());
            }
        }
    }
    void aGpusStateIsWhatItsDriverTells() {
        GpuStateReader reader(PIVOT_TEST_FAKE_NVML);
        const DeviceState state = reader.read(0);
        QCOMPARE(*state.powerW.value, 71.5);
        QCOMPARE(*state.temperatureC.value, 33.0);
        QCOMPARE(*state.load.value, 0.25);
        QCOMPARE(reader.driverVersion(), std::optional<std::string>("550.54.15"));
        QVERIFY(reader.read(1).powerW.reason.find("no GPU 1") != std::string::npos);
    }
    void withoutADriverTheGpuSaysWhatToInstall() {
        GpuStateReader reader("libno-such-library.so.1");
        const DeviceState state = reader.read(0);
        QVERIFY(!state.powerW.value);
        QVERIFY2(state.load.reason.find("driver") != std::string::npos, state.load.reason.c_str());
        QVERIFY(!reader.driverVersion());
    }
};

QTEST_GUILESS_MAIN(TestDeviceState)
#include "tst_device_state.moc"
