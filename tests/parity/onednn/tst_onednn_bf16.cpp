// SPDX-License-Identifier: GPL-3.0-or-later
#include "parity/golden_runs.h"
#include "parity/parity_devices.h"

#include <QtTest>
#include <algorithm>
#include <cmath>

using namespace pivot;
using namespace pivot::parity;

/// bfloat16 inputs of the products on cpu:onednn: near the float32 reference, and the same whichever way a
/// batch is cut.
class TestOneDnnBf16 : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void logitsAreNearTheReference_data();
    void logitsAreNearTheReference();
    void piecesGiveTheSameAsTheWhole();
    void numericsSayWhatIsMultiplied();

private:
    static constexpr const char* kDevice = "cpu:onednn";
    const SessionOptions kBf16{Precision::Bf16, 2, nullptr};
};

void TestOneDnnBf16::logitsAreNearTheReference_data() {
    QTest::addColumn<QString>("run");
    for (const char* kind : {"mini", "full"}) {
        for (const GoldenRun& run : goldenRuns(kind))
            QTest::addRow("%s", run.rowName().c_str()) << QString::fromStdString(run.rowName());
    }
}

void TestOneDnnBf16::logitsAreNearTheReference() {
    QFETCH(QString, run);
    const GoldenRun golden = goldenRun(run.toStdString());
    const GoldenCase& data = goldenCase(golden.caseName, golden.act);
    const auto session = open(kDevice, data.model, kBf16);
    const auto logits = valueOf(session->run(data.batch(), golden.skip)).logits;
    const auto expected = data.tensor(golden.logits);
    QCOMPARE(logits.size(), expected.size());
    // Relative to the spread of the logits: a network of random weights has no other scale.
    double squares = 0, off = 0, mean = 0;
    for (std::size_t i = 0; i < expected.size(); ++i)
        mean += expected[i] / static_cast<double>(expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
        squares += (expected[i] - mean) * (expected[i] - mean);
        off += std::pow(static_cast<double>(logits[i]) - expected[i], 2);
    }
    const double relative = std::sqrt(off / squares);
    QVERIFY2(relative <= 0.03, qPrintable(QString::number(relative)));
    // It really was another precision, unless the processor has none and the session said so.
    QVERIFY(relative > 1e-6 || session->numerics().starts_with("fp32"));
}

void TestOneDnnBf16::piecesGiveTheSameAsTheWhole() {
    const GoldenRun& golden = goldenRun("mini_lvvit_a alt");
    const GoldenCase& data = goldenCase(golden.caseName, golden.act);
    const auto session = open(kDevice, data.model, kBf16);
    const auto whole = valueOf(session->run(data.batch(), golden.skip)).logits;
    auto tokens = valueOf(session->embed(data.batch())).activations;
    for (int block = 0; block < data.model->spec.depth; ++block)
        tokens = valueOf(session->blocks(tokens, block, block + 1, golden.skip)).activations;
    QVERIFY(largestDifference(valueOf(session->head(tokens)).logits, whole) <= kSameDeviceTolerance);
}

void TestOneDnnBf16::numericsSayWhatIsMultiplied() {
    const GoldenCase& data = goldenCase("mini_deit_a", Activation::Gelu);
    const std::string said = open(kDevice, data.model, kBf16)->numerics();
    QVERIFY2(said.find("bf16") != std::string::npos, said.c_str());
    QCOMPARE(open(kDevice, data.model)->numerics(), std::string("fp32 on cpu:onednn"));
}

QTEST_GUILESS_MAIN(TestOneDnnBf16)
#include "tst_onednn_bf16.moc"
