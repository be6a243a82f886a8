// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/machine_watch.h"

#include <QTest>
#include <deque>
#include <sstream>

using namespace pivot;

namespace {

MachineReading reading(double wallS, double busyCpuS, double ownCpuS) {
    MachineReading r;
    r.wallS = wallS;
    r.busyCpuS = busyCpuS;
    r.ownCpuS = ownCpuS;
    r.cores = 4;
    return r;
}

/// Watches through the given readings, two a window.
MachineLoad loadOf(std::deque<MachineReading> readings) {
    const std::size_t windows = readings.size() / 2;
    MachineWatch watch([&readings] {
        const MachineReading next = readings.front();
        readings.pop_front();
        return next;
    });
    for (std::size_t i = 0; i < windows; ++i) {
        watch.start();
        watch.stop();
    }
    return watch.load();
}

bool has(const std::string& text, const char* words) {
    return text.find(words) != std::string::npos;
}

}  // namespace

/// What other processes did to the machine while a run was timed.
class TestMachineWatch : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void busyTimeIsAllButIdleAndWaitingOnOurCpus() {
        const std::string text =
            "cpu  1000 0 0 0 0 0 0 0 0 0\n"
            "cpu0 100 10 20 5000 400 1 2 7 50 0\n"
            "cpu1 300 0 0 5000 0 0 0 0 0 0\n"
            "cpu12 900 0 0 0 0 0 0 0 0 0\n"
            "intr 5\n";
        std::istringstream first(text), both(text), none(text);
        QCOMPARE(busyCpuSeconds(first, {0}, 100.0), std::optional(1.40));
        QCOMPARE(busyCpuSeconds(both, {0, 1}, 100.0), std::optional(4.40));
        QVERIFY(!busyCpuSeconds(none, {7}, 100.0));
    }
    void ourOwnThreadsAreNoNoise() {
        const MachineLoad load = loadOf({reading(10, 100, 50), reading(20, 140, 90)});  // 4 cores, all ours
        QCOMPARE(load.seconds, 10.0);
        QCOMPARE(load.othersCpuS, std::optional(0.0));
        QVERIFY(noiseNote(load).empty());
    }
    void otherProcessesAreNamedWithWhatTheyTook() {
        const std::string note = noiseNote(loadOf({reading(10, 100, 50), reading(20, 135, 70)}));
        QVERIFY2(has(note, "other processes kept 1.5 of 4 cores busy"), note.c_str());
    }
    void whatHappensBetweenTwoWindowsIsNotCounted() {
        const MachineLoad load = loadOf(
            {reading(0, 0, 0), reading(1, 1, 1), reading(50, 190, 1), reading(52, 192, 3)});  // a pause
        QCOMPARE(load.seconds, 3.0);
        QCOMPARE(load.othersCpuS, std::optional(0.0));
    }
    void aMomentIsTooShortToSayAnything() {
        QVERIFY(noiseNote(loadOf({reading(0, 0, 0), reading(0.1, 0.3, 0)})).empty());
    }
    void aCpuLimitThatStoppedUsIsNamed() {
        MachineReading before = reading(0, 0, 0), after = reading(5, 5, 5);
        before.throttled = 3;
        before.throttledS = 0.5;
        after.throttled = 10;
        after.throttledS = 1.75;
        const std::string note = noiseNote(loadOf({before, after}));
        QVERIFY2(has(note, "7 times, 1.25 s"), note.c_str());
    }
    void aClockThatMovedIsNamed() {
        MachineReading before = reading(0, 0, 0), after = reading(5, 5, 5);
        before.clockMhz = 3000;
        after.clockMhz = 2900;
        QVERIFY(noiseNote(loadOf({before, after})).empty());
        after.clockMhz = 2400;
        const std::string note = noiseNote(loadOf({before, after}));
        QVERIFY2(has(note, "between 2400 and 3000 MHz"), note.c_str());
    }
    void thisMachineCanBeRead() {
        const MachineReading first = readMachine();
        const MachineReading second = readMachine();
        QVERIFY(first.cores >= 1);
        QVERIFY(first.ownCpuS > 0 && second.ownCpuS >= first.ownCpuS);
        QVERIFY(second.wallS >= first.wallS);
    }
};

QTEST_GUILESS_MAIN(TestMachineWatch)
#include "tst_machine_watch.moc"
