// SPDX-License-Identifier: GPL-3.0-or-later
#include "parity/golden_runs.h"
#include "parity/parity_devices.h"
#include "pivot/entropy.h"

#include <QtTest>
#include <cmath>

using namespace pivot;
using namespace pivot::parity;

/// Every float32 device gives the reference's logits and entropies, under every skip set of the golden
/// vectors.
class TestParityLogits : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void thereAreDevicesToCompare();
    void logitsAndEntropies_data();
    void logitsAndEntropies();
    void fullSizeLogits_data();
    void fullSizeLogits();
    void anImageDoesNotDependOnItsBatch_data();
    void anImageDoesNotDependOnItsBatch();
    void aNonFiniteImageSpoilsNoOther_data();
    void aNonFiniteImageSpoilsNoOther();

private:
    static void compare(const std::string& device, const GoldenRun& run);
};

void TestParityLogits::thereAreDevicesToCompare() {
    QStringList ids;
    for (const DeviceInfo& device : float32Devices())
        ids << QString::fromStdString(device.id);
    QVERIFY2(ids.contains("cpu:torch"), qPrintable(ids.join(", ")));
    QVERIFY2(ids.contains("sim:zcu102"), qPrintable(ids.join(", ")));
}

void TestParityLogits::compare(const std::string& device, const GoldenRun& run) {
    const GoldenCase& golden = goldenCase(run.caseName, run.act);
    const DeviceInfo info = valueOf(registry().resolve(device));
    const auto session = open(device, golden.model);
    const LogitsResult result = valueOf(session->run(golden.batch(), run.skip));
    QCOMPARE(result.count, golden.count);
    QCOMPARE(result.classes, golden.model->spec.numClasses);
    QVERIFY(result.cost.delayNs > 0);

    const double difference = largestDifference(result.logits, golden.tensor(run.logits));
    QVERIFY2(difference <= info.logitTolerance, qPrintable(QString::number(difference)));

    const auto classes = static_cast<std::size_t>(result.classes);
    for (std::size_t image = 0; image < run.entropyNats.size(); ++image) {
        const auto row = std::span(result.logits).subspan(image * classes, classes);
        const Scores scores = valueOf(scoreLogits(row));
        const double off = std::abs(scores.entropyNats - run.entropyNats[image]);
        QVERIFY2(off <= info.entropyToleranceNats, qPrintable(QString::number(off)));
        QCOMPARE(scores.topIds[0], run.argmax[image]);
    }
}

void TestParityLogits::logitsAndEntropies_data() {
    QTest::addColumn<QString>("device");
    QTest::addColumn<QString>("run");
    for (const DeviceInfo& device : float32Devices()) {
        for (const char* kind : {"mini", "predictor", "cascade"}) {
            for (const GoldenRun& run : goldenRuns(kind))
                QTest::addRow("%s %s", device.id.c_str(), run.rowName().c_str())
                    << QString::fromStdString(device.id) << QString::fromStdString(run.rowName());
        }
    }
}

void TestParityLogits::logitsAndEntropies() {
    QFETCH(QString, device);
    QFETCH(QString, run);
    compare(device.toStdString(), goldenRun(run.toStdString()));
}

void TestParityLogits::fullSizeLogits_data() {
    QTest::addColumn<QString>("device");
    QTest::addColumn<QString>("run");
    // A simulated device has its numbers from one of the engines.
    for (const DeviceInfo& device : float32Engines()) {
        for (const GoldenRun& run : goldenRuns("full"))
            QTest::addRow("%s %s", device.id.c_str(), run.rowName().c_str())
                << QString::fromStdString(device.id) << QString::fromStdString(run.rowName());
    }
}

void TestParityLogits::fullSizeLogits() {
    logitsAndEntropies();
}

void TestParityLogits::anImageDoesNotDependOnItsBatch_data() {
    QTest::addColumn<QString>("device");
    QTest::addColumn<QString>("run");
    for (const DeviceInfo& device : float32Engines()) {
        for (const char* run : {"mini_deit_a gelu.alt", "mini_lvvit_a alt"})
            QTest::addRow("%s %s", device.id.c_str(), run)
                << QString::fromStdString(device.id) << QString(run);
    }
}

void TestParityLogits::anImageDoesNotDependOnItsBatch() {
    QFETCH(QString, device);
    QFETCH(QString, run);
    const GoldenRun& golden = goldenRun(run.toStdString());
    const GoldenCase& data = goldenCase(golden.caseName, golden.act);
    const auto session = open(device.toStdString(), data.model);
    const auto together = valueOf(session->run(data.batch(), golden.skip)).logits;
    // Batches of 1, 2 and 5 take other ways of cutting the work than 8 do.
    for (const int images : {1, 2, 5}) {
        for (int first = 0; first + images <= data.count; first += images) {
            const auto some = valueOf(session->run(data.batch(first, images), golden.skip)).logits;
            const auto classes = static_cast<std::size_t>(data.model->spec.numClasses);
            const auto same = std::span(together).subspan(static_cast<std::size_t>(first) * classes,
                                                          static_cast<std::size_t>(images) * classes);
            const double difference = largestDifference(some, same);
            QVERIFY2(difference <= kSameDeviceTolerance, qPrintable(QString::number(difference)));
        }
    }
}

void TestParityLogits::aNonFiniteImageSpoilsNoOther_data() {
    anImageDoesNotDependOnItsBatch_data();
}

void TestParityLogits::aNonFiniteImageSpoilsNoOther() {
    QFETCH(QString, device);
    QFETCH(QString, run);
    const GoldenRun& golden = goldenRun(run.toStdString());
    const GoldenCase& data = goldenCase(golden.caseName, golden.act);
    const auto session = open(device.toStdString(), data.model);
    std::vector<float> pixels = data.input;
    const std::size_t imageValues = pixels.size() / static_cast<std::size_t>(data.count);
    constexpr std::size_t kSpoilt = 3;
    std::fill_n(pixels.begin() + static_cast<std::ptrdiff_t>(kSpoilt * imageValues), imageValues,
                std::numeric_limits<float>::quiet_NaN());
    const auto logits = valueOf(session->run({data.count, pixels}, golden.skip)).logits;
    const auto expected = data.tensor(golden.logits);
    const auto classes = static_cast<std::size_t>(data.model->spec.numClasses);
    for (std::size_t image = 0; image < static_cast<std::size_t>(data.count); ++image) {
        const auto row = std::span(logits).subspan(image * classes, classes);
        if (image == kSpoilt)
            QVERIFY(!scoreLogits(row).has_value());
        else
            QVERIFY(largestDifference(row, std::span(expected).subspan(image * classes, classes)) <= 5e-5);
    }
}

QTEST_GUILESS_MAIN(TestParityLogits)
#include "tst_parity_logits.moc"
