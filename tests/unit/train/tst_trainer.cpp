// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/trainer.h"
#include "unit/train/tiny_training.h"
#include "vit/model.h"

#include <ATen/Parallel.h>
#include <torch/serialize.h>

#include <QtTest>
#include <algorithm>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>

using namespace pivot;

namespace {

std::string bytesOf(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

/// The lines of the log without how long they took.
std::vector<nlohmann::json> logOf(const std::filesystem::path& output) {
    std::vector<nlohmann::json> lines;
    std::ifstream in(output / "train_log.jsonl");
    for (std::string line; std::getline(in, line);) {
        lines.push_back(nlohmann::json::parse(line));
        lines.back().erase("wall_s");
    }
    return lines;
}

/// A weight as the resume state holds it.
at::Tensor storedTensor(const std::filesystem::path& output, std::string name) {
    std::replace(name.begin(), name.end(), '.', '/');
    torch::serialize::InputArchive archive;
    archive.load_from((output / "resume.pt").string());
    at::Tensor tensor;
    archive.read("t_" + name, tensor, true);
    return tensor;
}

/// Trains until the end, or until `until` says so after an epoch; null: until the first step is done.
Result<TrainSummary> trainUntil(const TrainConfig& config, const std::function<bool(int epoch)>& until) {
    std::stop_source stop;
    if (!until) {
        stop.request_stop();
    }
    TrainCallbacks callbacks;
    callbacks.evaluation = [&](const TrainEvaluation& evaluation) {
        if (until && until(evaluation.epoch)) {
            stop.request_stop();
        }
    };
    return trainNetwork(config, callbacks, stop.get_token());
}

const auto kToTheEnd = [](int) { return false; };

}  // namespace

/// Whole trainings of a tiny network.
class TestTrainer : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { at::set_num_threads(1); }

    void stoppedTwiceAndResumedItIsTheSameTrainingBitForBit() {
        tiny::Training training;
        TrainConfig config = training.config;
        QVERIFY(trainUntil(config, kToTheEnd));

        config.output = training.output("resumed");
        auto part = trainUntil(config, {});  // after one step, in the middle of an epoch
        QVERIFY(!part);
        QCOMPARE(part.error().code, ErrorCode::Cancelled);
        QVERIFY2(part.error().message.find("step 1 of 6") != std::string::npos, part.error().message.c_str());
        config.resume = true;
        part = trainUntil(config, [](int epoch) { return epoch == 1; });
        QVERIFY(!part);
        QVERIFY2(part.error().message.find("step 3 of 6") != std::string::npos, part.error().message.c_str());
        part = trainUntil(config, kToTheEnd);
        QVERIFY2(part, part ? "" : part.error().message.c_str());

        const auto& straight = training.config.output;
        QCOMPARE(bytesOf(config.output / "model.safetensors"), bytesOf(straight / "model.safetensors"));
        QCOMPARE(bytesOf(config.output / "config.json"), bytesOf(straight / "config.json"));
        QVERIFY(logOf(config.output) == logOf(straight));
        for (const auto& [name, shape] : expectedTensors(config.spec)) {  // the last step, kept or not
            QVERIFY2(storedTensor(config.output, name).equal(storedTensor(straight, name)), name.c_str());
        }
    }

    void whatIsWrittenIsAModelAndALineAnEpoch() {
        const tiny::Training training;
        const TrainConfig& config = training.config;
        const auto summary = trainUntil(config, kToTheEnd);
        QVERIFY2(summary, summary ? "" : summary.error().message.c_str());
        const auto model = loadModel(config.output);
        QVERIFY2(model, model ? "" : model.error().message.c_str());
        const ModelSpec& spec = (*model)->spec;
        QCOMPARE(spec.heads, config.spec.heads);
        QCOMPARE(spec.depth, config.spec.depth);
        QCOMPARE(spec.numClasses, 2);
        QVERIFY(spec.mean == config.spec.mean && spec.std == config.spec.std);
        QVERIFY(spec.anyPath);
        const auto log = logOf(config.output);
        QCOMPARE(log.size(), std::size_t{2});
        QCOMPARE(log[0]["epoch"].get<int>(), 1);
        QCOMPARE(log[1]["epoch"].get<int>(), 2);
        for (const auto& line : log) {
            QVERIFY(line["accuracy"].contains("none"));
            QVERIFY(line["loss_full"].get<double>() > 0.0 && line["loss_path"].get<double>() > 0.0);
            QVERIFY(line.contains("learning_rate"));
        }
        QVERIFY(log[static_cast<std::size_t>(summary->best.epoch - 1)]["best"].get<bool>());
    }

    void itLearnsWhatCanBeLearnt() {
        const tiny::Training training;
        TrainConfig config = training.config;
        config.epochs = 20;
        config.peakLearningRate = 5e-3;
        const auto summary = trainUntil(config, kToTheEnd);
        QVERIFY(summary);
        QVERIFY(summary->best.accuracy.front().first.isFullPath());
        QVERIFY2(summary->best.accuracy.front().second > 0.9,
                 qPrintable(QString::number(summary->best.accuracy.front().second)));
    }

    void onePathIsFineTunedFromAModelAndMarkedAsTrained() {
        const tiny::Training training;
        QVERIFY(trainUntil(training.config, kToTheEnd));
        TrainConfig config = training.config;
        const auto from = loadModel(config.output);
        QVERIFY(from);
        config.from = *from;
        config.spec = (*from)->spec;
        config.path = SkipConfig{1};
        config.epochs = 1;
        config.output = training.output("path");
        QVERIFY(trainUntil(config, kToTheEnd));
        const auto tuned = loadModel(config.output);
        QVERIFY(tuned);
        QVERIFY(!(*tuned)->spec.anyPath);
        QVERIFY((*tuned)->spec.isTuned(SkipConfig{1}));
        QVERIFY(!(*tuned)->spec.isTuned(SkipConfig{2}));
        QVERIFY((*tuned)->fingerprint != (*from)->fingerprint);
    }

    /// Same shapes, and still another training.
    void aResumeWithAnotherRecipeNamesWhatDiffers_data() {
        QTest::addColumn<QString>("names");
        for (const char* name : {"heads", "act", "skip_lam", "mean", "std", "calibration", "from", "seed",
                                 "batch", "peak_learning_rate"}) {
            QTest::newRow(name) << QString(name);
        }
    }
    void aResumeWithAnotherRecipeNamesWhatDiffers() {
        QFETCH(QString, names);
        const tiny::Training training;
        TrainConfig config = training.config;
        QVERIFY(!trainUntil(config, {}));
        const std::map<QString, std::function<void()>> changes{
            {"heads", [&] { config.spec.heads = 4; }},
            {"act", [&] { config.spec.act = Activation::Relu; }},
            {"skip_lam", [&] { config.spec.skipLam = 2.0; }},
            {"mean", [&] { config.spec.mean = {0.5F}; }},
            {"std", [&] { config.spec.std = {0.5F}; }},
            {"calibration", [&] { config.calibration = config.dataset; }},
            {"seed", [&] { config.seed = 2; }},
            {"batch", [&] { config.batch = 8; }},
            {"peak_learning_rate", [&] { config.peakLearningRate = 1e-3; }},
            {"from",
             [&] {
                 TrainConfig other = training.config;
                 other.output = training.output("other");
                 other.epochs = 1;
                 QVERIFY(trainUntil(other, kToTheEnd));
                 config.from = *loadModel(other.output);
             }},
        };
        changes.at(names)();
        config.resume = true;
        const auto resumed = trainUntil(config, kToTheEnd);
        QVERIFY(!resumed);
        QCOMPARE(resumed.error().code, ErrorCode::Usage);
        QVERIFY2(resumed.error().message.find("(" + names.toStdString() + ")") != std::string::npos,
                 resumed.error().message.c_str());
    }

    void startingAnewForgetsTheStateOfTheOldTraining() {
        const tiny::Training training;
        TrainConfig config = training.config;
        QVERIFY(!trainUntil(config, {}));
        QVERIFY(std::filesystem::exists(config.output / "resume.pt"));
        config.batch = 64;  // more than there are images: ends before the first step
        QVERIFY(!trainUntil(config, kToTheEnd));
        QVERIFY(std::filesystem::exists(config.output / "resume.pt"));  // nothing was begun
        config.batch = tiny::kBatch;
        config.seed = 9;
        QVERIFY(!trainUntil(config, {}));
        config.resume = true;
        QVERIFY(trainUntil(config, kToTheEnd));  // of seed 9
    }

    void withoutAStateThereIsNothingToResume() {
        const tiny::Training training;
        TrainConfig config = training.config;
        config.resume = true;
        const auto resumed = trainUntil(config, kToTheEnd);
        QVERIFY(!resumed);
        QCOMPARE(resumed.error().code, ErrorCode::NotFound);
    }
};

QTEST_GUILESS_MAIN(TestTrainer)
#include "tst_trainer.moc"
