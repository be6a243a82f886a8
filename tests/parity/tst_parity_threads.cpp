// SPDX-License-Identifier: GPL-3.0-or-later
#include "parity/golden_runs.h"
#include "parity/parity_devices.h"

#include <sched.h>

#include <QtTest>
#include <atomic>
#include <thread>

using namespace pivot;
using namespace pivot::parity;

/// The threads of the devices on the CPU: as many as asked for, the same numbers with any count and from any
/// thread, and every other thread of the program keeps all cores.
class TestParityThreads : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void threadsAreThoseAskedFor_data() { cpuDevices(); }
    void threadsAreThoseAskedFor();
    void anyNumberOfThreadsGivesTheSameLogits_data() { cpuDevices(); }
    void anyNumberOfThreadsGivesTheSameLogits();
    void rowsThatMoveBetweenThreadsChangeNothing_data();
    void rowsThatMoveBetweenThreadsChangeNothing();
    void aSessionMayMoveToAnotherThread_data() { cpuDevices(); }
    void aSessionMayMoveToAnotherThread();
    void otherThreadsKeepTheirCores_data() { cpuDevices(); }
    void otherThreadsKeepTheirCores();
    void absurdNumbersAreRefused_data() { cpuDevices(); }
    void absurdNumbersAreRefused();

private:
    static void cpuDevices() {
        QTest::addColumn<std::string>("device");
        QTest::newRow("cpu:torch") << std::string("cpu:torch");  // required, the others where they are built
        for (const DeviceInfo& device : float32Engines()) {
            if (device.id.starts_with("cpu:") && device.id != "cpu:torch") {
                QTest::newRow(device.id.c_str()) << device.id;
            }
        }
    }
    static const GoldenRun& run() { return goldenRun("mini_lvvit_a alt"); }
    static const GoldenCase& data() { return goldenCase("mini_lvvit_a", Activation::Gelu); }
    static int allowedCpus() {
        cpu_set_t set;
        return ::sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : -1;
    }
};

void TestParityThreads::threadsAreThoseAskedFor() {
    QFETCH(std::string, device);
    QVERIFY(open(device, data().model)->threads() >= 1);
    QCOMPARE(open(device, data().model, {Precision::Fp32, 3})->threads(), 3);
}

void TestParityThreads::anyNumberOfThreadsGivesTheSameLogits() {
    QFETCH(std::string, device);
    const auto expected = data().tensor(run().logits);
    // Interleaved, since the number is a setting of the process that each call has to make its own.
    std::vector<std::unique_ptr<InferenceSession>> sessions;
    for (const int threads : {1, 2, 5})
        sessions.push_back(open(device, data().model, {Precision::Fp32, threads}));
    for (int round = 0; round < 3; ++round) {
        for (const auto& session : sessions) {
            for (const int images : {1, 3, 8}) {
                const auto logits = valueOf(session->run(data().batch(0, images), run().skip)).logits;
                QVERIFY(largestDifference(logits, std::span(expected).first(logits.size())) <= 5e-5);
            }
        }
    }
}

void TestParityThreads::rowsThatMoveBetweenThreadsChangeNothing_data() {
    QTest::addColumn<std::string>("device");
    QTest::addColumn<Precision>("precision");
    for (const DeviceInfo& device : float32Engines()) {
        for (const Precision precision : device.precisions) {
            if (device.id.starts_with("cpu:") && precision != Precision::Int8) {  // which wants ranges
                QTest::addRow("%s %s", device.id.c_str(), precision == Precision::Fp32 ? "fp32" : "bf16")
                    << device.id << precision;
            }
        }
    }
}

/// Two threads share a lone image by its rows. Others keep all cores but one busy, so that one of the two is
/// slower and gives rows away.
void TestParityThreads::rowsThatMoveBetweenThreadsChangeNothing() {
    QFETCH(std::string, device);
    QFETCH(Precision, precision);
    const GoldenCase& full = goldenCase("full_deit_s", Activation::Gelu);
    const auto session = open(device, full.model, {precision, 2});
    const auto logits = [&] { return valueOf(session->run(full.batch(0, 1), SkipConfig())).logits; };
    const auto first = logits();
    std::atomic<bool> isDone{false};
    std::vector<std::thread> others;
    for (int i = 1; i < allowedCpus(); ++i) {
        others.emplace_back([&] {
            while (!isDone) {
            }
        });
    }
    constexpr int kImages = 40;
    int different = 0;
    for (int i = 0; i < kImages; ++i) {
        different += logits() == first ? 0 : 1;
    }
    isDone = true;
    for (std::thread& other : others) {
        other.join();
    }
    QCOMPARE(different, 0);
}

void TestParityThreads::aSessionMayMoveToAnotherThread() {
    QFETCH(std::string, device);
    const auto session = open(device, data().model, {Precision::Fp32, 2});
    const auto here = valueOf(session->run(data().batch(), run().skip)).logits;
    std::vector<float> there;
    std::thread([&] {
        if (auto result = session->run(data().batch(), run().skip))
            there = std::move(result->logits);
    }).join();
    QCOMPARE(there, here);
}

void TestParityThreads::otherThreadsKeepTheirCores() {
    QFETCH(std::string, device);
    const int before = allowedCpus();
    QVERIFY(before > 0);
    int started = 0, compute = 0;
    std::thread([&] {
        const auto session = open(device, data().model);
        if (!session->run(data().batch(), run().skip))
            return;
        compute = allowedCpus();
        std::thread([&] { started = allowedCpus(); }).join();
    }).join();
    QCOMPARE(compute, before);
    QCOMPARE(started, before);
    QCOMPARE(allowedCpus(), before);
}

void TestParityThreads::absurdNumbersAreRefused() {
    QFETCH(std::string, device);
    for (const int threads : {-1, 1'000'000}) {
        const auto session = registry().open(device, data().model, {Precision::Fp32, threads});
        QVERIFY(!session.has_value());
        QCOMPARE(session.error().code, ErrorCode::Usage);
    }
}

QTEST_GUILESS_MAIN(TestParityThreads)
#include "tst_parity_threads.moc"
