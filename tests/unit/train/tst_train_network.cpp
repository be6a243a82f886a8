// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/torch/torch_network.h"
#include "support/golden_weights.h"
#include "train/train_network.h"

#include <c10/core/InferenceMode.h>
#include <torch/torch.h>

#include <QtTest>

using namespace pivot;

/// The network that is trained is the one that devices run.
class TestTrainNetwork : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void logitsAreThoseOfTheDevice_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("skip");
        for (const char* name : {"mini_deit_a", "mini_lvvit_a"}) {
            for (const char* skip : {"none", "1", "0,2", "all"}) {
                QTest::addRow("%s skip %s", name, skip) << QString(name) << QString(skip);
            }
        }
    }
    void logitsAreThoseOfTheDevice() {
        QFETCH(QString, name);
        QFETCH(QString, skip);
        const auto golden = golden::Case::named(name.toStdString());
        const auto model = golden.model();
        QVERIFY(model);
        const ModelSpec& spec = (*model)->spec;
        const auto path = SkipConfig::parse(skip.toStdString(), spec.depth);
        QVERIFY(path);
        auto pixels = *golden.input();
        const at::Tensor images =
            at::from_blob(pixels.data(), {golden.batch(), spec.inChans, spec.imgSize, spec.imgSize},
                          at::TensorOptions(at::kFloat));

        auto trained = TrainNetwork::fromModel(**model);
        QVERIFY(trained);
        at::Tensor logits;
        {
            const torch::NoGradGuard noGradients;
            logits = trained->logits(images, *path);
        }
        const c10::InferenceMode inference;
        const auto device = TorchNetwork::create(*model, at::kCPU, TorchNetwork::Cut::Whole);
        QVERIFY(device);
        at::Tensor tokens = (*device)->embed(images);
        for (int block = 0; block < spec.depth; ++block) {
            (*device)->runBlock(tokens, block, path->isSkipped(block));
        }
        const double off = (logits - (*device)->head(tokens)).abs().max().item<double>();
        QVERIFY2(off < 5e-5, qPrintable(QString::number(off)));
    }

    void aSkippedAttentionGetsNoGradientAndTheRestDoes() {
        const auto model = golden::Case::named("mini_lvvit_a").model();
        auto network = TrainNetwork::fromModel(**model);
        QVERIFY(network);
        network->requireGradients(true);
        const ModelSpec& spec = network->spec();
        at::Tensor x = network->embed(at::randn({2, spec.inChans, spec.imgSize, spec.imgSize}), true);
        for (int block = 0; block < spec.depth; ++block) {
            x = network->block(x, block, block == 1);
        }
        network->head(x).sum().backward();
        for (const auto& [name, tensor] : network->parameters()) {
            const bool skipped = name.starts_with("blocks.1.attn.") || name.starts_with("blocks.1.norm1.");
            QVERIFY2(tensor.grad().defined() != skipped, name.c_str());
        }
    }

    void trainingUpdatesTheStatisticsOfTheStemAndEvaluationDoesNot() {
        const auto model = golden::Case::named("mini_lvvit_a").model();
        auto network = TrainNetwork::fromModel(**model);
        QVERIFY(network);
        const ModelSpec& spec = network->spec();
        const at::Tensor images = at::randn({2, spec.inChans, spec.imgSize, spec.imgSize});
        const at::Tensor before = network->buffers().at("patch_embed.bn1.running_mean").clone();
        const torch::NoGradGuard noGradients;
        const at::Tensor evaluated = network->logits(images, {});
        QVERIFY(network->buffers().at("patch_embed.bn1.running_mean").equal(before));
        QVERIFY(evaluated.isfinite().all().item<bool>());
        const at::Tensor trained = network->embed(images, true);
        QVERIFY(!network->buffers().at("patch_embed.bn1.running_mean").equal(before));
        QVERIFY(trained.isfinite().all().item<bool>());
    }
};

QTEST_GUILESS_MAIN(TestTrainNetwork)
#include "tst_train_network.moc"
