// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/expect_error.h"
#include "support/golden_weights.h"
#include "vit/model.h"
#include "vit/model_config.h"
#include "vit/safetensors.h"

#include <QtTest>
#include <fstream>

using namespace pivot;

namespace {

namespace fs = std::filesystem;

fs::path checkpoint(const char* name) {
    return fs::path(PIVOT_TEST_DATA) / "checkpoints" / name;
}

bool lists(const ModelSpec& spec, std::string_view words) {
    return std::ranges::any_of(spec.inferred,
                               [words](const auto& s) { return s.find(words) != std::string::npos; });
}

}  // namespace

/// A checkpoint becomes a model only where every tensor fits, and nothing is decided in silence.
class TestLoadModel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void loadsATimmFolder();
    void loadsABareFileWithTheConfigBesideIt();
    void infersAPublishedDeit();
    void infersAPublishedLvVit();
    void headsCannotBeSeen();
    void activationOfABareDeitIsAmbiguous();
    void officialDeitIsGelu();
    void theAuthorsFilesAreAmbiguous();
    void predictorsAreReadOver();
    void missingTensorsAreNamed();
    void unexpectedTensorsAreNamed();
    void misshapenTensorsAreNamed();
    void wrongDtypesAreNamed();
    void aHoleInTheBlocksIsNamed();
    void otherFamiliesAreNamed();
    void distilledDeitsAreRefused();
    void oddMlpRatiosSurvive();
    void missingFiles();
    void badConfigsAreNamed();
    void fingerprintsFollowTheContent();
    void madeModelsAreChecked();

private:
    fs::path path(const char* name) const { return fs::path(m_folder->path().toStdString()) / name; }
    fs::path config(const std::string& json, const char* name = "given.json") const {
        std::ofstream(path(name)) << json;
        return path(name);
    }
    fs::path write(const TensorMap& tensors, const char* name = "case.safetensors") const {
        std::vector<TensorToWrite> list;
        for (const auto& [tensor, view] : tensors) {
            list.push_back({tensor, view.dtype, view.shape, view.bytes});
        }
        return writeSafetensors(path(name), list) ? path(name) : fs::path();
    }
    static TensorMap mini() { return golden::Case::named("mini_deit_eps").weights().value(); }
    Result<ModelPtr> loadMini(const TensorMap& tensors) const {
        return loadModel(write(tensors), {config(R"({"family":"deit","heads":2})"), std::nullopt});
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestLoadModel::loadsATimmFolder() {
    const auto model = loadModel(checkpoint("timm_hub"));
    QVERIFY2(model, model ? "" : model.error().message.c_str());
    const ModelSpec& spec = (*model)->spec;
    QVERIFY(spec.family == Family::Deit);
    QCOMPARE(spec.imgSize, 8);
    QCOMPARE(spec.heads, 2);
    QCOMPARE(spec.numClasses, 3);
    QCOMPARE(spec.resizeShort, 8);
    QVERIFY(spec.inferred.empty());
    QCOMPARE((*model)->name, std::string("timm_hub"));
    QCOMPARE((*model)->weights.size(), expectedTensors(spec).size());
    QCOMPARE(loadModel(checkpoint("timm_hub/")).value()->name, std::string("timm_hub"));
}

void TestLoadModel::loadsABareFileWithTheConfigBesideIt() {
    const auto folder = loadModel(checkpoint("timm_hub"));
    const auto file = loadModel(checkpoint("timm_hub/model.safetensors"));
    QVERIFY(folder && file);
    QVERIFY(lists((*file)->spec, "config.json' beside the file"));
    ModelSpec spec = (*file)->spec;
    spec.inferred.clear();
    QCOMPARE(spec, (*folder)->spec);
    QCOMPARE((*file)->fingerprint, (*folder)->fingerprint);
    // --config goes before the one beside it
    const auto given =
        loadModel(checkpoint("timm_hub"), {config(R"({"family":"deit","heads":4})"), Activation::Relu});
    QVERIFY2(given, given ? "" : given.error().message.c_str());
    QCOMPARE((*given)->spec.heads, 4);
    QVERIFY((*given)->spec.act == Activation::Relu);
}

void TestLoadModel::infersAPublishedDeit() {
    const auto file = golden::Case::named("full_deit_s").writeWeights(m_folder->path().toStdString());
    QVERIFY(file);
    const auto model = loadModel(*file, {std::nullopt, Activation::Relu});
    QVERIFY2(model, model ? "" : model.error().message.c_str());
    ModelSpec spec = (*model)->spec;
    for (const char* words :
         {"family = deit", "dim = 384", "depth = 12", "patch_size = 16", "img_size = 224",
          "num_classes = 1000", "mlp_ratio = 4", "qkv_bias = true", "heads = 6", "ImageNet"}) {
        QVERIFY2(lists(spec, words), words);
    }
    spec.inferred.clear();
    ModelSpec expected;
    expected.act = Activation::Relu;
    QCOMPARE(spec, expected);
}

void TestLoadModel::infersAPublishedLvVit() {
    const auto file = golden::Case::named("full_lvvit_s").writeWeights(m_folder->path().toStdString());
    QVERIFY(file);
    const auto model = loadModel(*file);
    QVERIFY2(model, model ? "" : model.error().message.c_str());
    ModelSpec spec = (*model)->spec;
    for (const char* words :
         {"family = lvvit", "stem_channels = 64", "qkv_bias = false", "act = gelu", "skip_lam = 2"}) {
        QVERIFY2(lists(spec, words), words);
    }
    spec.inferred.clear();
    QCOMPARE(spec, familyDefaults(Family::LvVit));
    QCOMPARE((*model)->weights.size(), std::size_t{204 - 3});  // the counters are read over
}

void TestLoadModel::headsCannotBeSeen() {
    const auto file = golden::folder() / "mini_lvvit_a.weights.safetensors";
    EXPECT_ERROR(loadModel(file), ErrorCode::Ambiguous, "number of heads", "\"heads\"", "--config",
                 "mini_lvvit_a.weights.safetensors");
    const auto model = loadModel(file, {config(R"({"heads":3})"), std::nullopt});
    QVERIFY2(model, model ? "" : model.error().message.c_str());
    ModelSpec spec = (*model)->spec;
    spec.inferred.clear();
    QCOMPARE(spec, golden::Case::named("mini_lvvit_a").spec());
}

void TestLoadModel::activationOfABareDeitIsAmbiguous() {
    const auto file = golden::Case::named("full_deit_s").writeWeights(m_folder->path().toStdString());
    QVERIFY(file);
    EXPECT_ERROR(loadModel(*file), ErrorCode::Ambiguous, "GELU or ReLU", "--act gelu");
    const auto model = loadModel(*file, {config(R"({"family":"deit"})"), std::nullopt});
    QVERIFY(model);
    QVERIFY((*model)->spec.act == Activation::Gelu);  // the family's default, and said
    QVERIFY(lists((*model)->spec, "act = gelu is the default"));
}

void TestLoadModel::officialDeitIsGelu() {
    const auto given = config(R"({"heads":2,"mean":[0.5,0.5,0.5],"std":[0.5,0.5,0.5]})");
    const auto model = loadModel(checkpoint("official_deit.pth"), {given, std::nullopt});
    QVERIFY2(model, model ? "" : model.error().message.c_str());
    QVERIFY((*model)->spec.act == Activation::Gelu);
    QVERIFY(lists((*model)->spec, "DeiT's official form"));
    QVERIFY(lists((*model)->spec, "entry 'model'"));
}

void TestLoadModel::theAuthorsFilesAreAmbiguous() {
    const auto given = config(R"({"family":"deit","heads":2})");
    EXPECT_ERROR(loadModel(checkpoint("authors.pth"), {given, std::nullopt}), ErrorCode::Ambiguous,
                 "GELU or ReLU", "authors.pth", "--act");
    const auto model = loadModel(checkpoint("authors.pth"), {given, Activation::Relu});
    QVERIFY2(model, model ? "" : model.error().message.c_str());
    QVERIFY((*model)->spec.act == Activation::Relu);
    QVERIFY(lists((*model)->spec, "entry 'model_ema'"));
    QVERIFY(loadModel(checkpoint("authors.pth"),
                      {config(R"({"family":"deit","heads":2,"act":"relu"})"), std::nullopt}));
}

void TestLoadModel::predictorsAreReadOver() {
    const auto model = loadModel(golden::folder() / "mini_deit_pred.weights.safetensors",
                                 {config(R"({"family":"deit","heads":2})"), Activation::Relu});
    QVERIFY2(model, model ? "" : model.error().message.c_str());
    for (const auto& [name, view] : (*model)->weights) {
        QVERIFY2(!name.starts_with("score_predictor."), name.c_str());
    }
}

void TestLoadModel::missingTensorsAreNamed() {
    TensorMap tensors = mini();
    tensors.erase("blocks.1.mlp.fc2.bias");
    EXPECT_ERROR(loadMini(tensors), ErrorCode::ShapeMismatch, "'blocks.1.mlp.fc2.bias'", "[24]", "is missing",
                 "case.safetensors");
    tensors = mini();
    tensors.erase("blocks.0.attn.qkv.bias");  // one block's bias tells that the others' are no accident
    EXPECT_ERROR(loadMini(tensors), ErrorCode::ShapeMismatch, "'blocks.0.attn.qkv.bias'", "is missing");
}

void TestLoadModel::unexpectedTensorsAreNamed() {
    TensorMap tensors = mini();
    tensors["blocks.0.ls1.gamma"] = tensors.at("norm.bias");
    EXPECT_ERROR(loadMini(tensors), ErrorCode::ShapeMismatch, "'blocks.0.ls1.gamma'", "[24]",
                 "was not expected");
}

void TestLoadModel::misshapenTensorsAreNamed() {
    TensorMap tensors = mini();
    tensors["blocks.1.attn.proj.weight"] = tensors.at("blocks.1.attn.qkv.weight");
    EXPECT_ERROR(loadMini(tensors), ErrorCode::ShapeMismatch, "'blocks.1.attn.proj.weight'",
                 "expected with shape [24, 24]", "came with shape [72, 24]");
    EXPECT_ERROR(
        loadModel(write(mini()), {config(R"({"family":"deit","heads":2,"num_classes":100})"), std::nullopt}),
        ErrorCode::ShapeMismatch, "'head.bias'", "[100]", "[10]");
}

void TestLoadModel::wrongDtypesAreNamed() {
    TensorMap tensors = mini();
    tensors.at("head.bias").dtype = Dtype::I32;
    EXPECT_ERROR(loadMini(tensors), ErrorCode::ShapeMismatch, "'head.bias'", "I32", "F32");
}

void TestLoadModel::aHoleInTheBlocksIsNamed() {
    TensorMap tensors = mini();
    std::erase_if(tensors, [](const auto& entry) { return entry.first.starts_with("blocks.0."); });
    EXPECT_ERROR(loadMini(tensors), ErrorCode::ShapeMismatch, "'blocks.0.", "is missing");
    // A number that is no block must not make a giant of the model.
    tensors = mini();
    tensors["blocks.4000000000.norm1.bias"] = tensors.at("norm.bias");
    EXPECT_ERROR(loadMini(tensors), ErrorCode::ShapeMismatch, "'blocks.4000000000.norm1.bias'",
                 "was not expected");
}

void TestLoadModel::otherFamiliesAreNamed() {
    EXPECT_ERROR(loadModel(golden::folder() / "mini_lvvit_a.weights.safetensors",
                           {config(R"({"family":"deit","heads":3})"), std::nullopt}),
                 ErrorCode::ShapeMismatch, "family deit", "lvvit");
    EXPECT_ERROR(loadModel(golden::folder() / "cascade_2effort.golden.safetensors"), ErrorCode::BadFile,
                 "no vision transformer");
}

void TestLoadModel::distilledDeitsAreRefused() {
    TensorMap tensors = mini();
    tensors["dist_token"] = tensors.at("cls_token");
    EXPECT_ERROR(loadMini(tensors), ErrorCode::Unsupported, "distilled", "dist_token");
    tensors = mini();
    tensors["module.head_dist.weight"] = tensors.at("head.weight");
    EXPECT_ERROR(loadMini(tensors), ErrorCode::Unsupported, "distilled", "head_dist");
}

void TestLoadModel::oddMlpRatiosSurvive() {
    for (const int hidden : {1, 7, 41, 95, 97}) {  // hidden / 24 is not exact
        ModelSpec spec = golden::Case::named("mini_deit_eps").spec();
        TensorMap tensors = mini();
        const std::vector<float> zeros(static_cast<std::size_t>(hidden) * 24);
        const auto bytes = std::as_bytes(std::span(zeros));
        for (const char* block : {"blocks.0.", "blocks.1."}) {
            const std::string mlp = std::string(block) + "mlp.";
            tensors[mlp + "fc1.weight"] = {Dtype::F32, {hidden, 24}, bytes, nullptr};
            tensors[mlp + "fc1.bias"] = {
                Dtype::F32, {hidden}, bytes.first(static_cast<std::size_t>(hidden) * 4), nullptr};
            tensors[mlp + "fc2.weight"] = {Dtype::F32, {24, hidden}, bytes, nullptr};
        }
        const auto model = loadMini(tensors);
        QVERIFY2(model, model ? "" : model.error().message.c_str());
        QCOMPARE((*model)->spec.mlpDim(), hidden);
    }
}

void TestLoadModel::missingFiles() {
    EXPECT_ERROR(loadModel(path("nowhere")), ErrorCode::NotFound, "nowhere", "name a folder");
    EXPECT_ERROR(loadModel(fs::path(m_folder->path().toStdString())), ErrorCode::NotFound,
                 "no model.safetensors");
    std::ofstream(path("model.safetensors")).flush();
    EXPECT_ERROR(loadModel(fs::path(m_folder->path().toStdString())), ErrorCode::NotFound, "no config.json");
    config(R"({"family":"deit"})", "config.json");
    EXPECT_ERROR(loadModel(fs::path(m_folder->path().toStdString())), ErrorCode::BadFile, "is empty");
    EXPECT_ERROR(loadModel(checkpoint("timm_hub"), {path("no.json"), std::nullopt}), ErrorCode::NotFound,
                 "no.json");
    std::ofstream(path("text.bin")) << "this is a text and no checkpoint";
    EXPECT_ERROR(loadModel(path("text.bin")), ErrorCode::BadFile, "text.bin",
                 "neither a safetensors file nor");
}

void TestLoadModel::badConfigsAreNamed() {
    EXPECT_ERROR(loadModel(checkpoint("timm_hub"), {config("{"), std::nullopt}), ErrorCode::BadFile,
                 "given.json", "not valid JSON");
    EXPECT_ERROR(loadModel(checkpoint("timm_hub"), {config(R"({"family":"deit","heads":3})"), std::nullopt}),
                 ErrorCode::BadFile, "given.json", "not a multiple of heads 3");
}

void TestLoadModel::fingerprintsFollowTheContent() {
    const auto load = [this](const TensorMap& tensors, const char* json) {
        return loadModel(write(tensors), {config(json), std::nullopt}).value()->fingerprint;
    };
    const std::string first = load(mini(), R"({"family":"deit","heads":2})");
    QCOMPARE(first.size(), std::size_t{64});
    QCOMPARE(load(mini(), R"({"family":"deit","heads":2,"labels":[]})"), first);
    QVERIFY(load(mini(), R"({"family":"deit","heads":4})") != first);
    QVERIFY(load(mini(), R"({"family":"deit","heads":2,"act":"relu"})") != first);
    QVERIFY(load(mini(), R"({"family":"deit","heads":2,"layer_norm_eps":1e-5})") != first);
    QVERIFY(load(mini(), R"({"family":"deit","heads":2,"resize_short":40})") != first);
    TensorMap swapped = mini();
    std::swap(swapped.at("norm.weight"), swapped.at("norm.bias"));
    QVERIFY(load(swapped, R"({"family":"deit","heads":2})") != first);
    // The same weights from memory are the same model.
    const auto made = makeModel(golden::Case::named("mini_deit_eps").spec(), mini(), "memory");
    QVERIFY(made);
    QCOMPARE((*made)->fingerprint, first);
}

void TestLoadModel::madeModelsAreChecked() {
    ModelSpec spec = golden::Case::named("mini_deit_eps").spec();
    TensorMap tensors = mini();
    tensors.erase("norm.bias");
    EXPECT_ERROR(makeModel(spec, tensors, "in training"), ErrorCode::ShapeMismatch, "'in training'",
                 "'norm.bias'");
    spec.heads = 5;
    EXPECT_ERROR(makeModel(spec, mini(), "in training"), ErrorCode::BadFile, "heads 5");
}

QTEST_GUILESS_MAIN(TestLoadModel)
#include "tst_load_model.moc"
