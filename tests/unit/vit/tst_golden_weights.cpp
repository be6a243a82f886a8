// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/golden_weights.h"
#include "vit/safetensors.h"

#include <QtTest>

using namespace pivot;

/// The seed recipe makes what the manifest's digests and the stored weights say.
class TestGoldenWeights : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void recipeHasTheManifestsDigests_data();
    void recipeHasTheManifestsDigests();
    void recipeMakesTheStoredWeights_data();
    void recipeMakesTheStoredWeights();
    void fullSizesHaveThePublishedParameters();
    void anUnknownCaseThrows();
};

void TestGoldenWeights::recipeHasTheManifestsDigests_data() {
    QTest::addColumn<QString>("name");
    for (const char* kind : {"mini", "predictor", "full", "cascade"}) {
        for (const std::string& name : golden::Case::namesOfKind(kind)) {
            QTest::newRow(name.c_str()) << QString::fromStdString(name);
        }
    }
}

void TestGoldenWeights::recipeHasTheManifestsDigests() {
    QFETCH(QString, name);
    const auto golden = golden::Case::named(name.toStdString());
    const auto input = golden.input();  // fails where a digest differs
    QVERIFY2(input, input ? "" : input.error().message.c_str());
    const int size = golden.spec().imgSize;
    QCOMPARE(input->size(), static_cast<std::size_t>(golden.batch() * 3 * size * size));
    const auto model = golden.model();
    QVERIFY2(model, model ? "" : model.error().message.c_str());
    QCOMPARE((*model)->weights.size(), expectedTensors(golden.spec()).size());
}

void TestGoldenWeights::recipeMakesTheStoredWeights_data() {
    QTest::addColumn<QString>("name");
    for (const char* name : {"mini_deit_a", "mini_deit_eps", "mini_lvvit_a", "mini_deit_pred"}) {
        QTest::newRow(name) << QString(name);
    }
}

void TestGoldenWeights::recipeMakesTheStoredWeights() {
    QFETCH(QString, name);
    const auto made = golden::Case::named(name.toStdString()).weights();
    QVERIFY(made);
    const auto stored = readSafetensors(golden::folder() / (name.toStdString() + ".weights.safetensors"));
    QVERIFY(stored);
    QCOMPARE(made->size(), stored->size());
    for (const auto& [tensor, view] : *stored) {
        QVERIFY2(made->contains(tensor), tensor.c_str());
        const TensorView& other = made->at(tensor);
        QVERIFY2(other.shape == view.shape && other.dtype == view.dtype, tensor.c_str());
        QVERIFY2(std::ranges::equal(other.bytes, view.bytes), tensor.c_str());
    }
}

void TestGoldenWeights::fullSizesHaveThePublishedParameters() {
    for (const auto& [name, tensors] : {std::pair("full_deit_s", 152), std::pair("full_lvvit_s", 204)}) {
        const auto golden = golden::Case::named(name);
        std::int64_t parameters = 0;
        int counters = 0;
        const auto weights = golden.weights();
        QVERIFY(weights);
        for (const auto& [tensor, view] : *weights) {
            counters += tensor.ends_with("num_batches_tracked") ? 1 : 0;
            const bool buffer =
                tensor.ends_with("num_batches_tracked") || tensor.find(".running_") != std::string::npos;
            parameters += buffer ? 0 : view.count();
        }
        QCOMPARE(parameters, golden.manifest().at("n_params").get<std::int64_t>());
        QCOMPARE(static_cast<int>(weights->size()), tensors);
        QCOMPARE(expectedTensors(golden.spec()).size(), weights->size() - static_cast<std::size_t>(counters));
    }
}

void TestGoldenWeights::anUnknownCaseThrows() {
    QVERIFY_EXCEPTION_THROWN((void)golden::Case::named("no_such_case"), std::runtime_error);
}

QTEST_GUILESS_MAIN(TestGoldenWeights)
#include "tst_golden_weights.moc"
