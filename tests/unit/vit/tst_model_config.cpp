// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/expect_error.h"
#include "vit/model_config.h"

#include <QtTest>
#include <fstream>

using namespace pivot;

namespace {

Result<ModelSpec> specOf(std::string_view json) {
    const auto config = parseModelConfig(json, "config.json");
    return config ? specFromConfig(*config) : tl::unexpected(config.error());
}

std::string timm(const std::string& architecture, const std::string& rest = "") {
    return R"({"architecture":")" + architecture + '"' + rest + "}";
}

}  // namespace

/// config.json in timm's form and in ours, and what it means where it is silent.
class TestModelConfig : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void oursMayLeaveOutAllButTheFamily();
    void oursSaysEverything();
    void whatIsLeftOutIsListed();
    void anyPathHasTwoSpellings();
    void unknownKeysAreListed();
    void otherChannelsNeedMeanAndStd();
    void narrowModelsNeedHeads();
    void timmNames_data();
    void timmNames();
    void timmPretrainedSaysThePreprocessing();
    void timmModelArgsOverrideTheName();
    void timmVitsWithoutMeanAreAmbiguous();
    void otherArchitecturesAreRefused_data();
    void otherArchitecturesAreRefused();
    void badConfigs_data();
    void badConfigs();
    void writesWhatItReads();
    void cannotWriteAnImpossibleSpec();
};

void TestModelConfig::oursMayLeaveOutAllButTheFamily() {
    const auto deit = specOf(R"({"family":"deit"})");
    QVERIFY2(deit, deit ? "" : deit.error().message.c_str());
    ModelSpec expected = *deit;
    expected.inferred.clear();
    QCOMPARE(expected, ModelSpec{});
    const auto lvvit = specOf(R"({"family":"lvvit"})");
    QVERIFY(lvvit);
    expected = *lvvit;
    expected.inferred.clear();
    QCOMPARE(expected, familyDefaults(Family::LvVit));
}

void TestModelConfig::oursSaysEverything() {
    const auto spec =
        specOf(R"({"family":"lvvit","img_size":28,"patch_size":4,"in_chans":1,"dim":64,"depth":3,"heads":4,
        "mlp_ratio":2.5,"num_classes":2,"act":"relu","layer_norm_eps":1e-3,"qkv_bias":true,"skip_lam":1.5,
        "stem_channels":16,"mean":[0.25],"std":[0.5],"resize_short":30,"labels":["cat","dog"],
        "trained_paths":["none","0,2","1"]})");
    QVERIFY2(spec, spec ? "" : spec.error().message.c_str());
    ModelSpec expected;
    expected.family = Family::LvVit;
    expected.imgSize = 28;
    expected.patchSize = 4;
    expected.inChans = 1;
    expected.dim = 64;
    expected.depth = 3;
    expected.heads = 4;
    expected.mlpRatio = 2.5;
    expected.numClasses = 2;
    expected.act = Activation::Relu;
    expected.layerNormEps = 1e-3;
    expected.qkvBias = true;
    expected.skipLam = 1.5;
    expected.stemChannels = 16;
    expected.mean = {0.25F};
    expected.std = {0.5F};
    expected.resizeShort = 30;
    expected.labels = {"cat", "dog"};
    expected.trainedPaths = {SkipConfig{}, SkipConfig{0, 2}, SkipConfig{1}};
    QCOMPARE(*spec, expected);  // so that nothing is inferred either
}

void TestModelConfig::whatIsLeftOutIsListed() {
    const auto spec = specOf(R"({"family":"deit","dim":192})");
    QVERIFY(spec);
    const auto has = [&spec](std::string_view words) {
        return std::ranges::any_of(spec->inferred,
                                   [words](const auto& s) { return s.find(words) != std::string::npos; });
    };
    QVERIFY(has("layer_norm_eps = 1e-06 is the default"));
    QVERIFY(has("act = gelu is the default"));
    QVERIFY(has("heads = 3 follows the convention"));
    QVERIFY(has("mean and std are ImageNet's"));
    QVERIFY(!has("dim ="));
}

void TestModelConfig::anyPathHasTwoSpellings() {
    for (const char* json :
         {R"({"family":"deit","any_path":true})", R"({"family":"deit","trained_paths":"any"})"}) {
        const auto spec = specOf(json);
        QVERIFY(spec);
        QVERIFY(spec->anyPath);
        QVERIFY(spec->isTuned(SkipConfig{0, 5}));
    }
}

void TestModelConfig::unknownKeysAreListed() {
    const auto spec = specOf(R"({"family":"deit","head":12})");
    QVERIFY(spec);
    QVERIFY(spec->inferred.front().find("'head'") != std::string::npos);
}

void TestModelConfig::otherChannelsNeedMeanAndStd() {
    EXPECT_ERROR(specOf(R"({"family":"deit","in_chans":1})"), ErrorCode::Ambiguous,
                 "mean and std of its 1 channels", "--config");
    EXPECT_ERROR(specOf(R"({"family":"deit","mean":[0.5,0.5,0.5]})"), ErrorCode::Ambiguous, "only one");
    QVERIFY(specOf(R"({"family":"deit","in_chans":1,"mean":[0.5],"std":[0.5]})"));
}

void TestModelConfig::narrowModelsNeedHeads() {
    EXPECT_ERROR(specOf(R"({"family":"deit","dim":48})"), ErrorCode::Ambiguous, "number of heads",
                 "\"heads\"");
    const auto spec = specOf(R"({"family":"deit","dim":256})");
    QVERIFY(spec);
    QCOMPARE(spec->heads, 4);
}

void TestModelConfig::timmNames_data() {
    QTest::addColumn<QString>("architecture");
    QTest::addColumn<int>("dim");
    QTest::addColumn<int>("depth");
    QTest::addColumn<int>("heads");
    QTest::addColumn<int>("patch");
    QTest::addColumn<int>("resize");
    QTest::newRow("tiny") << "deit_tiny_patch16_224" << 192 << 12 << 3 << 16 << 248;
    QTest::newRow("small") << "deit_small_patch16_224.fb_in1k" << 384 << 12 << 6 << 16 << 248;
    QTest::newRow("base, larger image") << "deit_base_patch16_384" << 768 << 12 << 12 << 16 << 426;
    QTest::newRow("LV-ViT-T") << "lvvit_t" << 240 << 12 << 4 << 16 << 248;
    QTest::newRow("LV-ViT-S") << "lvvit_s" << 384 << 16 << 6 << 16 << 248;
    QTest::newRow("LV-ViT-M") << "lvvit_m" << 512 << 20 << 8 << 16 << 224;
}

void TestModelConfig::timmNames() {
    QFETCH(QString, architecture);
    const auto spec = specOf(timm(architecture.toStdString()));
    QVERIFY2(spec, spec ? "" : spec.error().message.c_str());
    QTEST(spec->dim, "dim");
    QTEST(spec->depth, "depth");
    QTEST(spec->heads, "heads");
    QTEST(spec->patchSize, "patch");
    QTEST(spec->resizeShort, "resize");
    QVERIFY(spec->act == Activation::Gelu);
    QCOMPARE(spec->mean, ModelSpec{}.mean);
}

void TestModelConfig::timmPretrainedSaysThePreprocessing() {
    const auto spec =
        specOf(timm("vit_small_patch16_224.augreg_in21k_ft_in1k",
                    R"(,"num_classes":10,"pretrained_cfg":{"input_size":[3,384,384],"crop_pct":1.0,
                                      "interpolation":"bilinear","mean":[0.5,0.5,0.5],"std":[0.5,0.5,0.5],
                                      "num_classes":1000})"));
    QVERIFY2(spec, spec ? "" : spec.error().message.c_str());
    QCOMPARE(spec->imgSize, 384);
    QCOMPARE(spec->resizeShort, 384);
    QCOMPARE(spec->numClasses, 10);  // the outer one: the head as it is now
    QCOMPARE(spec->mean, (std::vector<float>{0.5F, 0.5F, 0.5F}));
    QVERIFY(std::ranges::any_of(spec->inferred,
                                [](const auto& s) { return s.find("'bilinear'") != std::string::npos; }));
}

void TestModelConfig::timmModelArgsOverrideTheName() {
    const auto spec =
        specOf(timm("deit_tiny_patch16_224", R"(,"model_args":{"img_size":64,"patch_size":8,"embed_dim":96,
                                   "num_heads":2,"depth":6,"act_layer":"relu"})"));
    QVERIFY2(spec, spec ? "" : spec.error().message.c_str());
    QCOMPARE(spec->imgSize, 64);
    QCOMPARE(spec->dim, 96);
    QCOMPARE(spec->depth, 6);
    QCOMPARE(spec->heads, 2);
    QVERIFY(spec->act == Activation::Relu);
    QCOMPARE(spec->resizeShort, 71);  // floor(64 / 0.9)
}

void TestModelConfig::timmVitsWithoutMeanAreAmbiguous() {  // ImageNet's or 0.5: both exist
    EXPECT_ERROR(specOf(timm("vit_small_patch16_224")), ErrorCode::Ambiguous, "mean and std");
}

void TestModelConfig::otherArchitecturesAreRefused_data() {
    QTest::addColumn<QString>("architecture");
    QTest::addColumn<QString>("word");
    QTest::newRow("not a ViT") << "resnet50"
                               << "resnet50";
    QTest::newRow("distilled") << "deit_small_distilled_patch16_224"
                               << "dist_token";
    QTest::newRow("layer scale") << "deit3_small_patch16_224"
                                 << "only plain";
    QTest::newRow("hybrid") << "vit_small_r26_s32_224"
                            << "only plain";
    QTest::newRow("other norm") << "vit_base_patch16_clip_224"
                                << "only plain";
    QTest::newRow("empty") << ""
                           << "only plain";
}

void TestModelConfig::otherArchitecturesAreRefused() {
    QFETCH(QString, architecture);
    QFETCH(QString, word);
    const std::string words = word.toStdString();
    EXPECT_ERROR(specOf(timm(architecture.toStdString())), ErrorCode::Unsupported, "config.json",
                 std::string_view(words));
}

void TestModelConfig::badConfigs_data() {
    QTest::addColumn<QString>("json");
    QTest::addColumn<QString>("word");
    const auto row = [](const char* name, const QString& json, const char* word) {
        QTest::newRow(name) << json << QString(word);
    };
    row("empty", "", "not valid JSON");
    row("cut", R"({"family":"deit")", "not valid JSON");
    row("list", "[]", "not a JSON object");
    row("key twice", R"({"family":"deit","dim":1,"dim":2})", "'dim' twice");
    row("number out of range", R"({"family":"deit","mlp_ratio":1e999})", "out of range");
    row("family", R"({"family":"resnet"})", "'family'");
    row("text for a number", R"({"family":"deit","dim":"384"})", "'dim' must be a whole number");
    row("fraction", R"({"family":"deit","dim":384.5})", "'dim' must be a whole number");
    row("huge number", R"({"family":"deit","dim":99999999999})", "'dim' must be a whole number");
    row("negative", R"({"family":"deit","depth":-1})", "depth is -1");
    row("tanh GELU", R"({"family":"deit","act":"gelu_tanh"})", "'act'");
    row("mean of texts", R"({"family":"deit","mean":["a"],"std":[1]})", "'mean' must be a list of numbers");
    row("labels of numbers", R"({"family":"deit","labels":[1]})", "'labels'");
    row("wrong number of labels", R"({"family":"deit","labels":["a"]})", "1 labels for 1000 classes");
    row("trained path beyond the depth", R"({"family":"deit","trained_paths":["12"]})", "trained_paths");
    row("trained path of numbers", R"({"family":"deit","trained_paths":[[1,3]]})", "'trained_paths'");
    row("timm's configuration of another type", R"({"architecture":"lvvit_s","pretrained_cfg":3})",
        "'pretrained_cfg'");
    row("image not square", R"({"architecture":"lvvit_s","pretrained_cfg":{"input_size":[3,224,256]}})",
        "'input_size'");
    row("crop of nothing", R"({"architecture":"lvvit_s","pretrained_cfg":{"crop_pct":0}})", "'crop_pct'");
    row("nesting", QString("{\"family\":%1").arg(QString(1'000'000, '[')), "nested deeper than 16");
}

void TestModelConfig::badConfigs() {
    QFETCH(QString, json);
    QFETCH(QString, word);
    const std::string words = word.toStdString();
    EXPECT_ERROR(specOf(json.toStdString()), ErrorCode::BadFile, "config.json", std::string_view(words));
}

void TestModelConfig::writesWhatItReads() {
    const QTemporaryDir folder;
    const std::filesystem::path file = std::filesystem::path(folder.path().toStdString()) / "config.json";
    ModelSpec spec = familyDefaults(Family::LvVit);
    spec.imgSize = 28;
    spec.patchSize = 4;
    spec.inChans = 1;
    spec.dim = 64;
    spec.depth = 12;
    spec.heads = 4;
    spec.numClasses = 2;
    spec.stemChannels = 24;
    spec.mean = {0.2860F};
    spec.std = {0.3530F};
    spec.resizeShort = 28;
    spec.labels = {"Ankle boot", "T-shirt/top"};
    spec.trainedPaths = {SkipConfig{1, 3, 5}};
    spec.anyPath = true;
    QVERIFY(writeModelConfig(file, spec));
    const auto config = readModelConfig(file);
    QVERIFY2(config, config ? "" : config.error().message.c_str());
    const auto read = specFromConfig(*config);
    QVERIFY2(read, read ? "" : read.error().message.c_str());
    QCOMPARE(*read, spec);
    std::ifstream stream(file);
    const std::string text((std::istreambuf_iterator<char>(stream)), {});
    QVERIFY2(text.find("0.286\n") != std::string::npos, text.c_str());  // not the double beside 0.286F
}

void TestModelConfig::cannotWriteAnImpossibleSpec() {
    ModelSpec spec;
    spec.heads = 5;
    EXPECT_ERROR(writeModelConfig("/nowhere/config.json", spec), ErrorCode::BadFile, "heads");
    EXPECT_ERROR(writeModelConfig("/nowhere/config.json", ModelSpec{}), ErrorCode::Io,
                 "/nowhere/config.json");
    EXPECT_ERROR(readModelConfig("/nowhere/config.json"), ErrorCode::NotFound, "/nowhere/config.json");
}

QTEST_GUILESS_MAIN(TestModelConfig)
#include "tst_model_config.moc"
