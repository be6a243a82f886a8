// SPDX-License-Identifier: GPL-3.0-or-later
#include "export/onnx_model.h"
#include "support/expect_error.h"
#include "support/golden_weights.h"

#ifdef HAS_ONNX_CHECKER
#include <onnx/checker.h>
#include <onnx/shape_inference/implementation.h>
#endif

#include <QTest>
#include <cstring>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>

using namespace pivot;

namespace {

ModelPtr modelOf(const char* name, Activation act = Activation::Gelu) {
    return golden::Case::named(name).model(act).value();
}

/// What another program reads: the message as it comes back from its bytes.
onnx::ModelProto readBack(const Model& model, const SkipConfig& skip) {
    const auto made = makeOnnxModel(model, {skip, "1.2.3"});
    if (!made) {
        throw std::runtime_error(made.error().message);
    }
    onnx::ModelProto read;
    if (!read.ParseFromString(made->SerializeAsString())) {
        throw std::runtime_error("the bytes are no ONNX model");
    }
    return read;
}

int count(const onnx::ModelProto& model, const std::string& op) {
    int found = 0;
    for (const auto& node : model.graph().node()) {
        found += node.op_type() == op ? 1 : 0;
    }
    return found;
}

std::string metadata(const onnx::ModelProto& model, const std::string& key) {
    for (const auto& entry : model.metadata_props()) {
        if (entry.key() == key) {
            return entry.value();
        }
    }
    return "absent";
}

/// `batch,3,32,32`.
QString shapeOf(const onnx::ValueInfoProto& value) {
    QStringList sides;
    for (const auto& side : value.type().tensor_type().shape().dim()) {
        sides << (side.has_dim_param() ? QString::fromStdString(side.dim_param())
                                       : QString::number(side.dim_value()));
    }
    return sides.join(',');
}

const onnx::TensorProto* tensorOf(const onnx::ModelProto& model, const std::string& name) {
    for (const auto& tensor : model.graph().initializer()) {
        if (tensor.name() == name) {
            return &tensor;
        }
    }
    return nullptr;
}

}  // namespace

/// What an exported model says, counted in the file itself. Whether it computes the right logits is for
/// tests/bench/compare_onnxruntime.sh, which has a runtime.
class TestOnnxModel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void inputAndOutputAreNamedAndShaped() {
        const ModelPtr model = modelOf("mini_deit_a");
        const auto read = readBack(*model, {});
        QCOMPARE(read.graph().input_size(), 1);
        QCOMPARE(QString::fromStdString(read.graph().input(0).name()), QString("pixels"));
        QCOMPARE(shapeOf(read.graph().input(0)), QString("batch,3,32,32"));
        QCOMPARE(read.graph().output_size(), 1);
        QCOMPARE(QString::fromStdString(read.graph().output(0).name()), QString("logits"));
        QCOMPARE(shapeOf(read.graph().output(0)), QString("batch,10"));
        QCOMPARE(read.opset_import_size(), 1);
        QCOMPARE(read.opset_import(0).version(), std::int64_t{17});
        QCOMPARE(read.ir_version(), std::int64_t{8});
    }

    void everyTensorIsTheCheckpointsOwn_data() {
        QTest::addColumn<QString>("name");
        QTest::newRow("deit") << "mini_deit_a";
        QTest::newRow("lvvit") << "mini_lvvit_a";
    }
    void everyTensorIsTheCheckpointsOwn() {
        QFETCH(QString, name);
        const ModelPtr model = modelOf(name.toLatin1().constData());
        const auto read = readBack(*model, {});
        for (const auto& [tensor, view] : model->weights) {
            const auto* written = tensorOf(read, tensor);
            QVERIFY2(written, tensor.c_str());
            QCOMPARE(written->data_type(), int{onnx::TensorProto_DataType_FLOAT});
            QVERIFY2(std::equal(written->dims().begin(), written->dims().end(), view.shape.begin(),
                                view.shape.end()),
                     tensor.c_str());
            QCOMPARE(written->raw_data().size(), view.bytes.size());
            QVERIFY2(std::memcmp(written->raw_data().data(), view.bytes.data(), view.bytes.size()) == 0,
                     tensor.c_str());
        }
    }

    void halfPrecisionBecomesFloat32() {
        Model model = *modelOf("mini_deit_a");
        TensorView& bias = model.weights.at("head.bias");
        const std::vector<std::uint16_t> halves(static_cast<std::size_t>(bias.count()), 0x3c00);  // 1.0
        bias.dtype = Dtype::F16;
        bias.bytes = std::as_bytes(std::span(halves));
        const auto read = readBack(model, {});
        const auto* written = tensorOf(read, "head.bias");
        QVERIFY(written);
        QCOMPARE(written->raw_data().size(), halves.size() * sizeof(float));
        float first = 0;
        std::memcpy(&first, written->raw_data().data(), sizeof first);
        QCOMPARE(first, 1.0F);
    }

    void aSkippedAttentionIsNotThere_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("skip");
        for (const char* name : {"mini_deit_a", "mini_lvvit_a"}) {
            for (const char* skip : {"none", "1", "0,2", "all"}) {
                QTest::addRow("%s %s", name, skip) << name << skip;
            }
        }
    }
    void aSkippedAttentionIsNotThere() {
        QFETCH(QString, name);
        QFETCH(QString, skip);
        const ModelPtr model = modelOf(name.toLatin1().constData());
        const int depth = model->spec.depth;
        const auto skipped = SkipConfig::parse(skip.toStdString(), depth);
        QVERIFY(skipped);
        const auto read = readBack(*model, *skipped);
        const int attentions = depth - static_cast<int>(skipped->skippedCount());
        QCOMPARE(count(read, "Softmax"), attentions);
        QCOMPARE(count(read, "LayerNormalization"), attentions + depth + 1);
        QCOMPARE(count(read, "Erf"), depth);
        const bool lvvit = model->spec.family == Family::LvVit;
        QCOMPARE(count(read, "MatMul"), 4 * attentions + 2 * depth + (lvvit ? 1 : 0));
        QCOMPARE(count(read, "Conv"), lvvit ? 4 : 1);
        QCOMPARE(count(read, "BatchNormalization"), lvvit ? 3 : 0);
        QCOMPARE(count(read, "ReduceMax"), lvvit ? 1 : 0);
        QCOMPARE(metadata(read, "skip"), skipped->toString());
        for (int block = 0; block < depth; ++block) {
            const std::string prefix = "blocks." + std::to_string(block) + ".";
            QCOMPARE(tensorOf(read, prefix + "norm1.weight") == nullptr, skipped->isSkipped(block));
            QCOMPARE(tensorOf(read, prefix + "attn.qkv.weight") == nullptr, skipped->isSkipped(block));
            QVERIFY(tensorOf(read, prefix + "mlp.fc1.weight"));
        }
    }

    void everyInputOfANodeIsMadeBefore() {
        for (const char* name : {"mini_deit_a", "mini_lvvit_a"}) {
            const auto read = readBack(*modelOf(name), SkipConfig{1});
            std::set<std::string> known{"pixels"}, used;
            for (const auto& tensor : read.graph().initializer()) {
                QVERIFY2(known.insert(tensor.name()).second, tensor.name().c_str());
            }
            for (const auto& node : read.graph().node()) {
                for (const std::string& input : node.input()) {
                    QVERIFY2(known.contains(input), input.c_str());
                    used.insert(input);
                }
                for (const std::string& output : node.output()) {
                    QVERIFY2(known.insert(output).second, output.c_str());
                }
            }
            known.erase("logits");
            QVERIFY(known == used);  // nothing is made or stored for nobody
        }
    }

    void reluTakesThePlaceOfGelu() {
        const auto read = readBack(*modelOf("mini_deit_a", Activation::Relu), {});
        QCOMPARE(count(read, "Erf"), 0);
        QCOMPARE(count(read, "Relu"), 4);
    }

    void residualsAreDividedWhereSkipLamSaysSo() {
        Model model = *modelOf("mini_lvvit_a");
        model.spec.skipLam = 1.0;
        const int gelus = count(readBack(model, {}), "Erf");
        QCOMPARE(count(readBack(model, {}), "Div"), gelus);
        model.spec.skipLam = 2.0;
        const auto read = readBack(model, SkipConfig{0});
        const int branches = 2 * model.spec.depth - 1;
        QCOMPARE(count(read, "Div"), gelus + 2 * branches);  // weight and bias of each
        const auto* lam = tensorOf(read, "skip_lam");
        QVERIFY(lam);
        float value = 0;
        std::memcpy(&value, lam->raw_data().data(), sizeof value);
        QCOMPARE(value, 2.0F);
    }

    void theMetadataSayHowToUseIt() {
        Model model = *modelOf("mini_deit_a");
        model.spec.labels = {"a \"b\"", "\xff", "c", "d", "e", "f", "g", "h", "i", "j"};
        const auto read = readBack(model, SkipConfig{1, 3});
        QCOMPARE(read.producer_name(), std::string("pivot-workbench"));
        QCOMPARE(read.producer_version(), std::string("1.2.3"));
        QCOMPARE(metadata(read, "skip"), std::string("1,3"));
        QCOMPARE(metadata(read, "skip_tuned"), std::string("false"));
        QCOMPARE(metadata(read, "family"), std::string("deit"));
        QCOMPARE(metadata(read, "image_size"), std::string("32"));
        QCOMPARE(metadata(read, "model_fingerprint"), model.fingerprint);
        const auto mean = nlohmann::json::parse(metadata(read, "mean")).get<std::vector<float>>();
        QVERIFY(mean == model.spec.mean);
        const auto std = nlohmann::json::parse(metadata(read, "std")).get<std::vector<float>>();
        QVERIFY(std == model.spec.std);
        const auto names =
            nlohmann::json::parse(metadata(read, "class_names")).get<std::vector<std::string>>();
        QCOMPARE(names.size(), model.spec.labels.size());
        QCOMPARE(names.front(), model.spec.labels.front());
        model.name = "deit \xff";
        QCOMPARE(metadata(readBack(model, {}), "model"), std::string("deit \xef\xbf\xbd"));
    }

    void whatCannotBeWrittenIsOneSentence() {
        const ModelPtr model = modelOf("mini_deit_a");
        EXPECT_ERROR(makeOnnxModel(*model, {SkipConfig{4}, ""}), ErrorCode::Usage, "4", "0 to 3");
        EXPECT_ERROR(makeOnnxModel(*model, {SkipConfig{-1}, ""}), ErrorCode::Usage, "-1", "0 to 3");
        Model without = *model;
        without.weights.erase("blocks.2.mlp.fc1.bias");
        EXPECT_ERROR(makeOnnxModel(without, {{}, ""}), ErrorCode::ShapeMismatch, "blocks.2.mlp.fc1.bias");
        Model whole = *model;
        whole.weights.at("head.bias").dtype = Dtype::I64;
        EXPECT_ERROR(makeOnnxModel(whole, {{}, ""}), ErrorCode::BadFile, "head.bias");
        // Its size is known from the shapes, before a byte of it is read.
        Model large = *model;
        large.weights.at("head.weight").shape = {600'000, 1024};
        EXPECT_ERROR(makeOnnxModel(large, {{}, ""}), ErrorCode::Unsupported, "2.5 GB", "2.1 GB");
        large.weights.at("head.weight").shape.assign(8, std::numeric_limits<std::int64_t>::max());
        EXPECT_ERROR(makeOnnxModel(large, {{}, ""}), ErrorCode::Unsupported, "2.1 GB");
    }

#ifdef HAS_ONNX_CHECKER
    /// ONNX's own rules, with the shape of every value inferred.
    void onnxItselfFindsNothingWrong_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("relu");
        for (const char* name : {"mini_deit_a", "mini_deit_eps", "mini_lvvit_a", "mini_lvvit_eps"}) {
            QTest::addRow("%s gelu", name) << name << false;
            QTest::addRow("%s relu", name) << name << true;
        }
    }
    void onnxItselfFindsNothingWrong() {
        QFETCH(QString, name);
        QFETCH(bool, relu);
        const ModelPtr model =
            modelOf(name.toLatin1().constData(), relu ? Activation::Relu : Activation::Gelu);
        for (const SkipConfig& skip : {SkipConfig{}, SkipConfig{0}, SkipConfig::all(model->spec.depth)}) {
            auto read = readBack(*model, skip);
            constexpr int kThrow = 1;
            try {
                onnx::checker::check_model(read);
                onnx::shape_inference::InferShapes(read, onnx::OpSchemaRegistry::Instance(),
                                                   {true, kThrow, true});
            } catch (const std::exception& e) {
                QFAIL(e.what());
            }
        }
    }
#endif
};

QTEST_GUILESS_MAIN(TestOnnxModel)
#include "tst_onnx_model.moc"
