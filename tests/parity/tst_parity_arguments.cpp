// SPDX-License-Identifier: GPL-3.0-or-later
#include "parity/golden_runs.h"
#include "parity/parity_devices.h"

#include <QtTest>

using namespace pivot;
using namespace pivot::parity;

/// What does not fit is an error with a sentence on every device, never undefined.
class TestParityArguments : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void batchesOfTheWrongSize_data() { devices(); }
    void batchesOfTheWrongSize();
    void skipsBeyondTheDepth_data() { devices(); }
    void skipsBeyondTheDepth();
    void rangesBeyondTheDepth_data() { devices(); }
    void rangesBeyondTheDepth();
    void foreignActivations_data() { devices(); }
    void foreignActivations();
    void rowsThatAreNotThere_data() { devices(); }
    void rowsThatAreNotThere();
    void precisionsThatADeviceDoesNotHave_data() { devices(); }
    void precisionsThatADeviceDoesNotHave();
    void aWeightThatIsMissingOrOfAnotherShape_data() { devices(); }
    void aWeightThatIsMissingOrOfAnotherShape();
    void theLastErrorDoesNotStick_data() { devices(); }
    void theLastErrorDoesNotStick();

private:
    static void devices();
    static std::string device();
    static const GoldenCase& data() { return goldenCase("mini_deit_a", Activation::Gelu); }
    template <class T>
    static void verifyUsage(const Result<T>& result, const char* named) {
        QVERIFY(!result.has_value());
        QCOMPARE(result.error().code, ErrorCode::Usage);
        QVERIFY2(result.error().message.find(named) != std::string::npos, result.error().message.c_str());
    }
};

void TestParityArguments::devices() {
    QTest::addColumn<QString>("device");
    for (const DeviceInfo& device : float32Devices())
        QTest::newRow(device.id.c_str()) << QString::fromStdString(device.id);
}

std::string TestParityArguments::device() {
    return static_cast<QString*>(QTest::qData("device", QMetaType::QString))->toStdString();
}

void TestParityArguments::batchesOfTheWrongSize() {
    const auto session = open(device(), data().model);
    QVERIFY(session->numerics().starts_with("fp32"));  // what was asked for: nothing is said to be otherwise
    const std::span<const float> pixels = data().input;
    verifyUsage(session->run({0, {}}, {}), "at least one image");
    verifyUsage(session->run({-1, pixels}, {}), "at least one image");
    verifyUsage(session->run({8, pixels.first(pixels.size() - 1)}, {}), "8 images");
    verifyUsage(session->run({7, pixels}, {}), "7 images");
    verifyUsage(session->embed({9, pixels}), "9 images");
    verifyUsage(session->attention({2, pixels.first(100)}, {}), "2 images");
    verifyUsage(session->blockOutputs({2, {}}, {}), "2 images");
}

void TestParityArguments::skipsBeyondTheDepth() {
    const auto session = open(device(), data().model);
    const auto embedded = valueOf(session->embed(data().batch()));
    for (const SkipConfig& skip : {SkipConfig{4}, SkipConfig{1, 7}}) {
        const std::string text = skip.toString();
        verifyUsage(session->run(data().batch(), skip), text.c_str());
        verifyUsage(session->blocks(embedded.activations, 0, 4, skip), text.c_str());
        verifyUsage(session->attention(data().batch(), skip), text.c_str());
        verifyUsage(session->blockOutputs(data().batch(), skip), text.c_str());
    }
}

void TestParityArguments::rangesBeyondTheDepth() {
    const auto session = open(device(), data().model);
    const auto embedded = valueOf(session->embed(data().batch()));
    verifyUsage(session->blocks(embedded.activations, -1, 2, {}), "[-1, 2)");
    verifyUsage(session->blocks(embedded.activations, 0, 5, {}), "[0, 5)");
    verifyUsage(session->blocks(embedded.activations, 3, 2, {}), "[3, 2)");
}

void TestParityArguments::foreignActivations() {
    struct Foreign final : Activations {
        int count() const override { return 1; }
    };
    const auto session = open(device(), data().model);
    const ActivationsPtr foreign = std::make_shared<Foreign>();
    QVERIFY(!session->head(foreign).has_value());
    QVERIFY(!session->head(nullptr).has_value());
    QVERIFY(!session->blocks(nullptr, 0, 1, {}).has_value());

    // A network of the same shape and other weights: the numbers would fit and mean nothing.
    const GoldenCase& other = goldenCase("cascade_2effort", Activation::Gelu);
    QCOMPARE(other.model->spec.tokens(), data().model->spec.tokens());
    const auto theirs = valueOf(open(device(), other.model)->embed(other.batch()));
    verifyUsage(session->head(theirs.activations), "mini_deit_a");
    verifyUsage(session->blocks(theirs.activations, 0, 1, {}), "mini_deit_a");
    const std::vector<int> first{0};
    verifyUsage(session->gather(std::span(&theirs.activations, 1), first), "mini_deit_a");

    // The same weights opened once more are the same network.
    const auto again = open(device(), data().model);
    const auto ours = valueOf(again->embed(data().batch()));
    QVERIFY(session->head(ours.activations).has_value());
}

void TestParityArguments::rowsThatAreNotThere() {
    const auto session = open(device(), data().model);
    const auto embedded = valueOf(session->embed(data().batch()));
    const auto parts = std::span(&embedded.activations, 1);
    const auto rows = [](std::initializer_list<int> list) { return std::vector<int>(list); };
    verifyUsage(session->gather(parts, rows({0, 8})), "row 8");
    verifyUsage(session->gather(parts, rows({-1})), "row -1");
    verifyUsage(session->gather(parts, rows({})), "at least one row");
    verifyUsage(session->gather({}, rows({0})), "row 0");
}

void TestParityArguments::precisionsThatADeviceDoesNotHave() {
    const DeviceInfo info = valueOf(registry().resolve(device()));
    for (const Precision precision : {Precision::Bf16, Precision::Int8}) {
        if (std::ranges::find(info.precisions, precision) != info.precisions.end())
            continue;
        const auto session = registry().open(info.id, data().model, {precision, 0});
        QVERIFY(!session.has_value());
        QCOMPARE(session.error().code, ErrorCode::Unsupported);
    }
}

void TestParityArguments::aWeightThatIsMissingOrOfAnotherShape() {
    auto missing = std::make_shared<Model>(*data().model);
    missing->weights.erase("blocks.2.mlp.fc2.bias");
    const auto first = registry().open(device(), missing);
    QVERIFY(!first.has_value());
    QCOMPARE(first.error().code, ErrorCode::ShapeMismatch);
    QVERIFY(first.error().message.find("blocks.2.mlp.fc2.bias") != std::string::npos);

    auto other = std::make_shared<Model>(*data().model);
    other->weights["norm.weight"] = other->weights.at("blocks.0.mlp.fc1.bias");
    const auto second = registry().open(device(), other);
    QVERIFY(!second.has_value());
    QCOMPARE(second.error().code, ErrorCode::ShapeMismatch);
    QVERIFY(second.error().message.find("norm.weight") != std::string::npos);
}

void TestParityArguments::theLastErrorDoesNotStick() {
    const auto session = open(device(), data().model);
    const auto before = valueOf(session->run(data().batch(), {})).logits;
    QVERIFY(!session->run({3, {}}, {}).has_value());
    QVERIFY(!session->run(data().batch(), SkipConfig{9}).has_value());
    QCOMPARE(valueOf(session->run(data().batch(), {})).logits, before);
}

QTEST_GUILESS_MAIN(TestParityArguments)
#include "tst_parity_arguments.moc"
