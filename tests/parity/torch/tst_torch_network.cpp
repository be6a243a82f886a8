// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/torch/torch_network.h"
#include "support/golden_weights.h"

#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/from_blob.h>
#include <c10/core/InferenceMode.h>

#include <QtTest>
#include <cstring>

using namespace pivot;

/// The two ways the forward pass is cut (pieces over threads on a CPU, whole on an accelerator) are one
/// network, and its weights are views where they can be.
class TestTorchNetwork : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void wholeEqualsThreads_data();
    void wholeEqualsThreads();
    void alignedFloat32IsNotCopied();
    void otherBytesAreConverted_data();
    void otherBytesAreConverted();

private:
    struct Outcome {
        at::Tensor embedded, hidden, maps, logits;
    };
    static Outcome forward(const golden::Case& golden, TorchNetwork::Cut cut, int threads);
};

TestTorchNetwork::Outcome TestTorchNetwork::forward(const golden::Case& golden, TorchNetwork::Cut cut,
                                                    int threads) {
    const c10::InferenceMode inference;
    at::set_num_threads(threads);
    const auto model = golden.model();
    const auto network = TorchNetwork::create(*model, at::kCPU, cut);
    const ModelSpec& spec = (*model)->spec;
    auto pixels = *golden.input();
    const auto images =
        at::from_blob(pixels.data(), {golden.batch(), spec.inChans, spec.imgSize, spec.imgSize},
                      at::TensorOptions(at::kFloat));
    Outcome outcome;
    auto tokens = (*network)->embed(images);
    outcome.embedded = tokens.clone();
    outcome.maps = at::empty({golden.batch(), spec.heads, spec.tokens(), spec.tokens()}, tokens.options());
    for (int block = 0; block < spec.depth; ++block)
        (*network)->runBlock(tokens, block, block == 1,
                             block == spec.depth - 1 ? outcome.maps : at::Tensor());
    outcome.hidden = tokens;
    outcome.logits = (*network)->head(tokens);
    return outcome;
}

void TestTorchNetwork::wholeEqualsThreads_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("threads");
    for (const QString& name : {QString("mini_deit_a"), QString("mini_lvvit_a"), QString("mini_deit_pred"),
                                QString("mini_lvvit_pred")}) {
        for (const int threads : {1, 2, 3})
            QTest::addRow("%s, %d threads", qPrintable(name), threads) << name << threads;
    }
}

void TestTorchNetwork::wholeEqualsThreads() {
    QFETCH(QString, name);
    QFETCH(int, threads);
    const auto golden = golden::Case::named(name.toStdString());
    const Outcome whole = forward(golden, TorchNetwork::Cut::Whole, threads);
    const Outcome pieces = forward(golden, TorchNetwork::Cut::Threads, threads);
    const auto difference = [](const at::Tensor& a, const at::Tensor& b) {
        return (a - b).abs().max().item<double>();
    };
    QVERIFY(difference(whole.embedded, pieces.embedded) <= 5e-6);
    QVERIFY(difference(whole.maps, pieces.maps) <= 5e-6);
    QVERIFY(difference(whole.hidden, pieces.hidden) <= 2e-5);
    QVERIFY(difference(whole.logits, pieces.logits) <= 2e-5);
}

void TestTorchNetwork::alignedFloat32IsNotCopied() {
    const auto model = *golden::Case::named("mini_deit_a").model();
    const auto weights = readNetworkWeights(*model, at::kCPU);
    QVERIFY(weights.has_value());
    const auto* bytes = model->weights.at("blocks.0.mlp.fc1.weight").bytes.data();
    QCOMPARE(static_cast<const void*>(weights->blocks[0].fc1.weight.data_ptr()),
             static_cast<const void*>(bytes));
}

void TestTorchNetwork::otherBytesAreConverted_data() {
    QTest::addColumn<bool>("wide");
    QTest::newRow("float32 at an odd address") << false;
    QTest::newRow("float64") << true;
}

void TestTorchNetwork::otherBytesAreConverted() {
    QFETCH(bool, wide);
    const auto original = *golden::Case::named("mini_deit_a").model();
    auto changed = std::make_shared<Model>(*original);
    const std::string name = "blocks.0.mlp.fc1.weight";
    TensorView& view = changed->weights.at(name);
    const auto values = *view.toFloat(name);
    const std::size_t width = wide ? sizeof(double) : sizeof(float);
    const std::size_t offset = wide ? 0 : 1;
    auto bytes = std::make_shared<std::vector<std::byte>>(values.size() * width + offset);
    for (std::size_t i = 0; i < values.size(); ++i) {
        const auto value = static_cast<double>(values[i]);
        std::memcpy(bytes->data() + offset + i * width,
                    wide ? static_cast<const void*>(&value) : static_cast<const void*>(&values[i]), width);
    }
    view.dtype = wide ? Dtype::F64 : Dtype::F32;
    view.bytes = std::span<const std::byte>(*bytes).subspan(offset);
    view.owner = bytes;
    const auto expected = readNetworkWeights(*original, at::kCPU);
    const auto converted = readNetworkWeights(*changed, at::kCPU);
    QVERIFY(expected.has_value() && converted.has_value());
    QVERIFY(expected->blocks[0].fc1.weight.equal(converted->blocks[0].fc1.weight));
}

QTEST_GUILESS_MAIN(TestTorchNetwork)
#include "tst_torch_network.moc"
