// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/onednn/bf16_rate.h"
#include "devices/onednn/onednn_session.h"
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
/// is cut. int8 takes its ranges from the images of the case itself. Where the device leaves bfloat16 alone
/// because it is slow, the networks that use it are made by hand.
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

    /// Whether there is bfloat16 to multiply that the device does not choose.
    static bool hasSlowBf16() {
        const auto isa = static_cast<unsigned>(dnnl::get_effective_cpu_isa());
        const auto bf16 = static_cast<unsigned>(dnnl::cpu_isa::avx512_core_bf16);
        return (isa & bf16) == bf16 && !multipliesBf16Faster();
    }
    static void addPrecisions(const std::string& row) {
        for (const Precision precision : {Precision::Bf16, Precision::Int8}) {
            const std::string name = row + ' ' + std::string(toString(precision));
            QTest::addRow("%s", name.c_str()) << QString::fromStdString(row) << int(precision) << false;
            if (hasSlowBf16())
                QTest::addRow("%s by bf16", name.c_str())
                    << QString::fromStdString(row) << int(precision) << true;
        }
    }

    /// `byBf16`: with products of bfloat16, in int8 those of its attention, whatever the device chooses.
    static std::unique_ptr<InferenceSession> opened(const GoldenCase& data, const SkipConfig& skip,
                                                    Precision precision, bool byBf16) {
        SessionOptions options{precision, 2, nullptr};
        if (precision == Precision::Int8) {
            const auto reference = open(kDevice, data.model);
            options.ranges = std::make_shared<ActivationRanges>(
                united(valueOf(reference->activationRanges(data.batch(), {})),
                       valueOf(reference->activationRanges(data.batch(), skip))));
        }
        if (!byBf16)
            return open(kDevice, data.model, options);
        return std::make_unique<OneDnnSession>(
            valueOf(OneDnnNetwork::create(data.model, Element::Bf16, 2, options.ranges.get())), "by hand");
    }
};

void TestOneDnnPrecision::logitsAreNearTheReference_data() {
    QTest::addColumn<QString>("run");
    QTest::addColumn<int>("precision");
    QTest::addColumn<bool>("byBf16");
    for (const char* kind : {"mini", "full"})
        for (const GoldenRun& run : goldenRuns(kind))
            addPrecisions(run.rowName());
}

void TestOneDnnPrecision::logitsAreNearTheReference() {
    QFETCH(QString, run);
    QFETCH(int, precision);
    QFETCH(bool, byBf16);
    const auto asked = static_cast<Precision>(precision);
    const GoldenRun golden = goldenRun(run.toStdString());
    const GoldenCase& data = goldenCase(golden.caseName, golden.act);
    const auto session = opened(data, golden.skip, asked, byBf16);
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
    QTest::addColumn<QString>("run");
    QTest::addColumn<int>("precision");
    QTest::addColumn<bool>("byBf16");
    addPrecisions("mini_lvvit_a alt");
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
    QTest::addRow("weight") << "blocks.1.mlp.fc1.weight" << nan << "blocks.1.mlp.fc1.weight";
    QTest::addRow("bias") << "blocks.0.attn.proj.bias" << inf << "blocks.0.attn.proj.bias";
    QTest::addRow("norm") << "blocks.2.norm2.bias" << nan << "blocks.2.norm2.bias";
    QTest::addRow("patches") << "patch_embed.proj.weight" << nan << "patch_embed.proj.weight";
    QTest::addRow("places") << "pos_embed" << nan << "pos_embed";
}

/// float32 shows such a value in the logits; a code would come out as a number like any other.
void TestOneDnnPrecision::int8OfAModelThatIsNotFiniteIsRefused() {
    QFETCH(QString, tensor);
    QFETCH(float, value);
    QFETCH(QString, named);
    const GoldenCase& data = goldenCase("mini_deit_a", Activation::Gelu);
    Model poisoned = *data.model;
    TensorView& view = poisoned.weights.at(tensor.toStdString());
    const auto values = std::make_shared<std::vector<float>>(valueOf(view.toFloat("it")));
    values->back() = value;
    view = {Dtype::F32, view.shape, std::as_bytes(std::span(*values)), values};
    const auto model = std::make_shared<const Model>(std::move(poisoned));
    // As a run finds them, from the same model: such a value has spoilt ranges too.
    SessionOptions options{Precision::Int8, 2, nullptr};
    options.ranges =
        std::make_shared<ActivationRanges>(valueOf(open(kDevice, model)->activationRanges(data.batch(), {})));
    const auto session = registry().open(kDevice, model, options);
    if (session.has_value()) {
        QVERIFY(session.value()->numerics().find("no VNNI") != std::string::npos);
        return;
    }
    QCOMPARE(session.error().code, ErrorCode::BadFile);
    QVERIFY2(session.error().message.find(named.toStdString()) != std::string::npos,
             session.error().message.c_str());
}

void TestOneDnnPrecision::piecesGiveTheSameAsTheWhole() {
    QFETCH(QString, run);
    QFETCH(int, precision);
    QFETCH(bool, byBf16);
    const GoldenRun& golden = goldenRun(run.toStdString());
    const GoldenCase& data = goldenCase(golden.caseName, golden.act);
    const auto session = opened(data, golden.skip, static_cast<Precision>(precision), byBf16);
    const auto whole = valueOf(session->run(data.batch(), golden.skip)).logits;
    auto tokens = valueOf(session->embed(data.batch())).activations;
    for (int block = 0; block < data.model->spec.depth; ++block)
        tokens = valueOf(session->blocks(tokens, block, block + 1, golden.skip)).activations;
    QVERIFY(largestDifference(valueOf(session->head(tokens)).logits, whole) <= kSameDeviceTolerance);
}

void TestOneDnnPrecision::numericsSayWhatIsMultiplied() {
    const GoldenCase& data = goldenCase("mini_deit_a", Activation::Gelu);
    const std::string said = opened(data, {}, Precision::Bf16, false)->numerics();
    if (multipliesBf16Faster()) {
        QCOMPARE(said, std::string("bf16 on cpu:onednn"));
    } else {
        QVERIFY2(said.starts_with("fp32 on cpu:onednn (bf16 was asked for, "), said.c_str());
    }
    QCOMPARE(open(kDevice, data.model)->numerics(), std::string("fp32 on cpu:onednn"));
}

QTEST_GUILESS_MAIN(TestOneDnnPrecision)
#include "tst_onednn_precision.moc"
