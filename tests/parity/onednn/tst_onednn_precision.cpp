// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/onednn/bf16_rate.h"
#include "parity/golden_runs.h"
#include "parity/parity_devices.h"

#include <QtTest>
#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <span>
#include <vector>

using namespace pivot;
using namespace pivot::parity;

/// Fewer bits in the products on cpu:onednn: near the float32 reference, and the same whichever way a batch
/// is cut. int8 takes its ranges from the images of the case itself.
class TestOneDnnPrecision : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void logitsAreNearTheReference_data();
    void logitsAreNearTheReference();
    void piecesGiveTheSameAsTheWhole_data();
    void piecesGiveTheSameAsTheWhole();
    void int8WithoutRangesIsRefused();
    void int8OfAModelThatIsNotFiniteIsRefused_data();
    void int8OfAModelThatIsNotFiniteIsRefused();
    void numericsSayWhatIsMultiplied();

private:
    static constexpr const char* kDevice = "cpu:onednn";

    /// What the device says of itself; a part of the logits' spread, since a network of random weights has no
    /// other scale.
    static double toleranceOf(Precision precision) {
        return valueOf(registry().resolve(kDevice)).relativeRmsTolerance.at(std::string(toString(precision)));
    }

    static std::unique_ptr<InferenceSession> opened(const GoldenCase& data, const SkipConfig& skip,
                                                    Precision precision) {
        SessionOptions options{precision, 2, nullptr};
        if (precision == Precision::Int8) {
            const auto reference = open(kDevice, data.model);
            options.ranges = std::make_shared<ActivationRanges>(
                united(valueOf(reference->activationRanges(data.batch(), {})),
                       valueOf(reference->activationRanges(data.batch(), skip))));
        }
        return open(kDevice, data.model, options);
    }
};

void TestOneDnnPrecision::logitsAreNearTheReference_data() {
    QTest::addColumn<QString>("run");
    QTest::addColumn<int>("precision");
    for (const char* kind : {"mini", "full"}) {
        for (const GoldenRun& run : goldenRuns(kind)) {
            for (const Precision precision : {Precision::Bf16, Precision::Int8})
                QTest::addRow("%s %s", run.rowName().c_str(), std::string(toString(precision)).c_str())
                    << QString::fromStdString(run.rowName()) << int(precision);
        }
    }
}

void TestOneDnnPrecision::logitsAreNearTheReference() {
    QFETCH(QString, run);
    QFETCH(int, precision);
    const auto asked = static_cast<Precision>(precision);
    const GoldenRun golden = goldenRun(run.toStdString());
    const GoldenCase& data = goldenCase(golden.caseName, golden.act);
    const auto session = opened(data, golden.skip, asked);
    const auto logits = valueOf(session->run(data.batch(), golden.skip)).logits;
    const auto expected = data.tensor(golden.logits);
    QCOMPARE(logits.size(), expected.size());
    double squares = 0, off = 0, mean = 0;
    for (std::size_t i = 0; i < expected.size(); ++i)
        mean += expected[i] / static_cast<double>(expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
        squares += (expected[i] - mean) * (expected[i] - mean);
        off += std::pow(static_cast<double>(logits[i]) - expected[i], 2);
    }
    const double relative = std::sqrt(off / squares);
    QVERIFY2(relative <= toleranceOf(asked), qPrintable(QString::number(relative)));
    // It really was another precision, unless the processor has none and the session said so.
    QVERIFY(relative > 1e-6 || session->numerics().starts_with("fp32"));
}

void TestOneDnnPrecision::piecesGiveTheSameAsTheWhole_data() {
    QTest::addColumn<int>("precision");
    QTest::addRow("bf16") << int(Precision::Bf16);
    QTest::addRow("int8") << int(Precision::Int8);
}

void TestOneDnnPrecision::int8WithoutRangesIsRefused() {
    const GoldenCase& data = goldenCase("mini_deit_a", Activation::Gelu);
    const auto session = registry().open(kDevice, data.model, {Precision::Int8, 2, nullptr});
    QVERIFY(!session.has_value() || session.value()->numerics().find("VNNI") != std::string::npos);
    const auto partial = std::make_shared<ActivationRanges>(ActivationRanges{{"block0.qkv", {-1, 1}}});
    const auto other = registry().open(kDevice, data.model, {Precision::Int8, 2, partial});
    if (!other.has_value())
        QVERIFY2(other.error().message.find("block0.proj") != std::string::npos,
                 other.error().message.c_str());
}

void TestOneDnnPrecision::int8OfAModelThatIsNotFiniteIsRefused_data() {
    QTest::addColumn<QString>("tensor");
    QTest::addColumn<float>("value");
    QTest::addColumn<QString>("named");
    const float nan = std::numeric_limits<float>::quiet_NaN(), inf = std::numeric_limits<float>::infinity();
    QTest::addRow("weight") << "blocks.1.mlp.fc1.weight" << nan << "blocks.1.mlp.fc1";
    QTest::addRow("bias") << "blocks.0.attn.proj.bias" << inf << "blocks.0.attn.proj";
    QTest::addRow("norm") << "blocks.2.norm2.bias" << nan << "blocks.2.norm2";
}

/// float32 shows such a value in the logits; a code would come out as a number like any other.
void TestOneDnnPrecision::int8OfAModelThatIsNotFiniteIsRefused() {
    QFETCH(QString, tensor);
    QFETCH(float, value);
    QFETCH(QString, named);
    const GoldenCase& data = goldenCase("mini_deit_a", Activation::Gelu);
    SessionOptions options{Precision::Int8, 2, nullptr};
    options.ranges = std::make_shared<ActivationRanges>(
        valueOf(open(kDevice, data.model)->activationRanges(data.batch(), {})));
    Model poisoned = *data.model;
    TensorView& view = poisoned.weights.at(tensor.toStdString());
    const auto values = std::make_shared<std::vector<float>>(valueOf(view.toFloat("it")));
    values->back() = value;
    view = {Dtype::F32, view.shape, std::as_bytes(std::span(*values)), values};
    const auto session =
        registry().open(kDevice, std::make_shared<const Model>(std::move(poisoned)), options);
    if (session.has_value()) {
        QVERIFY(session.value()->numerics().find("no VNNI") != std::string::npos);
        return;
    }
    QCOMPARE(session.error().code, ErrorCode::BadFile);
    QVERIFY2(session.error().message.find(named.toStdString()) != std::string::npos,
             session.error().message.c_str());
}

void TestOneDnnPrecision::piecesGiveTheSameAsTheWhole() {
    QFETCH(int, precision);
    const GoldenRun& golden = goldenRun("mini_lvvit_a alt");
    const GoldenCase& data = goldenCase(golden.caseName, golden.act);
    const auto session = opened(data, golden.skip, static_cast<Precision>(precision));
    const auto whole = valueOf(session->run(data.batch(), golden.skip)).logits;
    auto tokens = valueOf(session->embed(data.batch())).activations;
    for (int block = 0; block < data.model->spec.depth; ++block)
        tokens = valueOf(session->blocks(tokens, block, block + 1, golden.skip)).activations;
    QVERIFY(largestDifference(valueOf(session->head(tokens)).logits, whole) <= kSameDeviceTolerance);
}

void TestOneDnnPrecision::numericsSayWhatIsMultiplied() {
    const GoldenCase& data = goldenCase("mini_deit_a", Activation::Gelu);
    const std::string said = opened(data, {}, Precision::Bf16)->numerics();
    if (multipliesBf16Faster()) {
        QCOMPARE(said, std::string("bf16 on cpu:onednn"));
    } else {
        QVERIFY2(said.starts_with("fp32 on cpu:onednn (bf16 was asked for, "), said.c_str());
    }
    QCOMPARE(open(kDevice, data.model)->numerics(), std::string("fp32 on cpu:onednn"));
}

QTEST_GUILESS_MAIN(TestOneDnnPrecision)
#include "tst_onednn_precision.moc"
