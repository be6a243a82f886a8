// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/expect_error.h"
#include "vit/model_config.h"
#include "vit/model_spec.h"

#include <QtTest>
#include <cmath>
#include <functional>

using namespace pivot;

Q_DECLARE_METATYPE(std::function<void(ModelSpec&)>)

class TestModelSpec : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void defaultsAreThoseOfTheFamilies();
    void sizesFollowFromTheSpec();
    void deitHasItsTensors();
    void lvvitHasItsTensors();
    void publishedSizesHaveTheirParameters();
    void fullPathIsAlwaysTuned();
    void impossibleSpecsAreNamed_data();
    void impossibleSpecsAreNamed();
};

void TestModelSpec::defaultsAreThoseOfTheFamilies() {
    const ModelSpec deit = familyDefaults(Family::Deit);
    QCOMPARE(deit, ModelSpec{});
    QCOMPARE(deit.layerNormEps, 1e-6);
    QCOMPARE(deit.skipLam, 1.0);
    QVERIFY(deit.qkvBias);
    QCOMPARE(deit.resizeShort, 256);
    const ModelSpec lvvit = familyDefaults(Family::LvVit);
    QCOMPARE(lvvit.layerNormEps, 1e-5);
    QCOMPARE(lvvit.skipLam, 2.0);
    QCOMPARE(lvvit.mlpRatio, 3.0);
    QVERIFY(!lvvit.qkvBias);
    QCOMPARE(lvvit.resizeShort, 248);
    QVERIFY(deit.validate().has_value());
    QVERIFY(lvvit.validate().has_value());
}

void TestModelSpec::sizesFollowFromTheSpec() {
    const ModelSpec spec;
    QCOMPARE(spec.grid(), 14);
    QCOMPARE(spec.tokens(), 197);
    QCOMPARE(spec.headDim(), 64);
    QCOMPARE(spec.mlpDim(), 1536);
}

void TestModelSpec::deitHasItsTensors() {
    const auto tensors = expectedTensors(ModelSpec{});
    QCOMPARE(tensors.size(), std::size_t{152});
    using Shape = std::vector<std::int64_t>;
    QCOMPARE(tensors.at("pos_embed"), (Shape{1, 197, 384}));
    QCOMPARE(tensors.at("patch_embed.proj.weight"), (Shape{384, 3, 16, 16}));
    QCOMPARE(tensors.at("blocks.11.attn.qkv.weight"), (Shape{1152, 384}));
    QCOMPARE(tensors.at("blocks.0.attn.qkv.bias"), (Shape{1152}));
    QCOMPARE(tensors.at("blocks.0.mlp.fc2.weight"), (Shape{384, 1536}));
    QVERIFY(!tensors.contains("aux_head.weight"));
}

void TestModelSpec::lvvitHasItsTensors() {
    const auto tensors = expectedTensors(familyDefaults(Family::LvVit));
    QCOMPARE(tensors.size(), std::size_t{204 - 3});  // without num_batches_tracked
    using Shape = std::vector<std::int64_t>;
    QCOMPARE(tensors.at("patch_embed.conv1.weight"), (Shape{64, 3, 7, 7}));
    QCOMPARE(tensors.at("patch_embed.conv3.weight"), (Shape{64, 64, 3, 3}));
    QCOMPARE(tensors.at("patch_embed.bn2.running_var"), (Shape{64}));
    QCOMPARE(tensors.at("patch_embed.proj.weight"), (Shape{384, 64, 8, 8}));
    QCOMPARE(tensors.at("aux_head.weight"), (Shape{1000, 384}));
    QVERIFY(!tensors.contains("blocks.0.attn.qkv.bias"));
}

void TestModelSpec::publishedSizesHaveTheirParameters() {
    const auto parameters = [](const ModelSpec& spec) {
        std::int64_t sum = 0;
        for (const auto& [name, shape] : expectedTensors(spec)) {
            std::int64_t count = 1;
            for (const std::int64_t size : shape) {
                count *= size;
            }
            sum += name.find(".running_") == std::string::npos ? count : 0;
        }
        return sum;
    };
    QCOMPARE(parameters(ModelSpec{}), std::int64_t{22050664});
    ModelSpec lvvit = familyDefaults(Family::LvVit);
    QCOMPARE(parameters(lvvit), std::int64_t{26151824});
    lvvit.dim = 512;
    lvvit.depth = 20;
    lvvit.heads = 8;
    QCOMPARE(std::lround(static_cast<double>(parameters(lvvit)) / 1e5), 558L);  // LV-ViT-M: 55.8 M
}

void TestModelSpec::fullPathIsAlwaysTuned() {
    ModelSpec spec;
    QVERIFY(spec.isTuned(SkipConfig{}));
    QVERIFY(!spec.isTuned(SkipConfig{1, 3}));
    spec.trainedPaths = {SkipConfig{1, 3}};
    QVERIFY(spec.isTuned(SkipConfig{3, 1}));
    QVERIFY(!spec.isTuned(SkipConfig{1}));
    spec.anyPath = true;
    QVERIFY(spec.isTuned(SkipConfig{1}));
}

void TestModelSpec::impossibleSpecsAreNamed_data() {
    QTest::addColumn<std::function<void(ModelSpec&)>>("change");
    QTest::addColumn<QString>("word");
    const auto row = [](const char* name, const char* word, std::function<void(ModelSpec&)> change) {
        QTest::newRow(name) << std::move(change) << QString(word);
    };
    row("no blocks", "depth", [](ModelSpec& s) { s.depth = 0; });
    row("negative dim", "dim", [](ModelSpec& s) { s.dim = -384; });
    row("absurd dim", "dim", [](ModelSpec& s) { s.dim = 1 << 30; });
    row("absurd depth", "depth", [](ModelSpec& s) { s.depth = 1'000'000; });
    row("heads do not divide", "multiple of heads 7", [](ModelSpec& s) { s.heads = 7; });
    row("patches do not divide", "img_size 225", [](ModelSpec& s) { s.imgSize = 225; });
    row("odd patch of a conv stem", "even", [](ModelSpec& s) {
        s.family = Family::LvVit;
        s.patchSize = 7;
    });
    row("fine grid", "512 x 512", [](ModelSpec& s) {
        s.imgSize = 8192;
        s.patchSize = 2;
    });
    row("no MLP", "mlp_ratio", [](ModelSpec& s) { s.mlpRatio = 0.0; });
    row("MLP not a number", "mlp_ratio", [](ModelSpec& s) { s.mlpRatio = std::nan(""); });
    row("eps", "layer_norm_eps", [](ModelSpec& s) { s.layerNormEps = 0.0; });
    row("skip_lam", "skip_lam", [](ModelSpec& s) { s.skipLam = 0.0; });
    row("mean for one channel", "each needs one", [](ModelSpec& s) { s.mean = {0.5F}; });
    row("std of zero", "std numbers above 0", [](ModelSpec& s) { s.std[1] = 0.0F; });
    row("labels", "labels", [](ModelSpec& s) { s.labels = {"cat", "dog"}; });
    row("trained path", "trained path 12", [](ModelSpec& s) { s.trainedPaths = {SkipConfig{12}}; });
    row("no classes", "num_classes", [](ModelSpec& s) { s.numClasses = 0; });
}

void TestModelSpec::impossibleSpecsAreNamed() {
    QFETCH(std::function<void(ModelSpec&)>, change);
    QFETCH(QString, word);
    ModelSpec spec;
    change(spec);
    const std::string words = word.toStdString();
    EXPECT_ERROR(spec.validate(), ErrorCode::BadFile, std::string_view(words));
}

QTEST_GUILESS_MAIN(TestModelSpec)
#include "tst_model_spec.moc"
