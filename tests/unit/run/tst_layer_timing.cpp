// SPDX-License-Identifier: GPL-3.0-or-later
#include "pivot/layer_spends.h"
#include "run/bench.h"
#include "run/layer_timing.h"
#include "unit/run/fake_run.h"

#include <QTest>
#include <cmath>

using namespace pivot;
using namespace pivot::test;

/// The layers are timed after a run, and are no part of it.
class TestLayerTiming : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// An attention is what a block takes with it less what it takes without: 1 ms less 0.25 ms.
    void everyPieceHasItsOwnTime() {
        WalkingSession session(kDepth);
        session.skippedBlockNs = 250'000;
        const std::vector<float> pixels(8, 0.0F);
        const auto timed = timeLayers(session, ImageBatch{8, pixels}, SkipConfig{1}, {});
        QVERIFY(timed.has_value());
        QVERIFY(timed->batches >= 3);
        QCOMPARE(timed->layers.size(), std::size_t(2 * kDepth + 1));  // without the skipped attention
        QVERIFY(timed->layers.front() == (LayerTime{LayerPiece::Embed, -1, 0.0}));
        QVERIFY(timed->layers[1] == (LayerTime{LayerPiece::Attention, 0, 0.75}));
        QVERIFY(timed->layers[2] == (LayerTime{LayerPiece::Mlp, 0, 0.25}));
        QVERIFY(timed->layers[3] == (LayerTime{LayerPiece::Mlp, 1, 0.25}));
        QVERIFY(timed->layers.back() == (LayerTime{LayerPiece::Head, -1, 0.0}));
    }

    void noiseMakesNoNegativeTime() {
        WalkingSession session(kDepth);
        session.skippedBlockNs = 1'100'000;
        const std::vector<float> pixels(1, 0.0F);
        const auto timed = timeLayers(session, ImageBatch{1, pixels}, {}, {});
        QVERIFY(timed->layers[1] == (LayerTime{LayerPiece::Attention, 0, 0.0}));
    }

    void theBenchmarkTimesTheSamePieces() {
        WalkingSession session(kDepth);
        session.skippedBlockNs = 250'000;
        BenchOptions options;
        options.seconds = 0.01;
        options.layers = true;
        const auto result = benchmark(session, options, {});
        QVERIFY(result.has_value());
        QCOMPARE(result->layers.size(), std::size_t(2 * kDepth + 2));
        QCOMPARE(result->layers[1].ms, 0.75);
    }

    void aRunWithLayersIsTheSameRun() {
        FakeRun plain, timed;
        timed.config.layers = true;
        plain.meter = std::make_shared<FakeMeter::Log>();
        timed.meter = std::make_shared<FakeMeter::Log>();
        const auto without = plain.run(), with = timed.run();
        QVERIFY(without && with);
        QVERIFY(without->layers.empty());
        QCOMPARE(with->delayMs, without->delayMs);
        QVERIFY(with->batchMs == without->batchMs);
        QCOMPARE(with->energyJ, without->energyJ);
        QCOMPARE(timed.meter->starts, plain.meter->starts);
        QCOMPARE(with->baseline.images, without->baseline.images);

        QCOMPARE(with->layers.size(), std::size_t{1});  // both efforts share the weights
        const LayerTable& table = with->layers.front();
        QCOMPARE(table.efforts, (std::vector<int>{0, 1}));
        QCOMPARE(table.batch, 4);
        QVERIFY(table.provenance.kind == ProvenanceKind::Measured);
        QVERIFY(std::abs(*spentMs(layerSpends(*with)) - with->delayMs) < 1e-9);
    }

    void effortsOfOtherWeightsHaveTheirOwnTable() {
        FakeRun fake;
        fake.config.layers = true;
        fake.config.ladder.efforts[1].modelPath = "other";
        int opened = 0;
        fake.prepareSession = [&opened](WalkingSession& session) {
            session.blockNs = ++opened == 1 ? 1'000'000 : 2'000'000;
        };
        int loaded = 0;
        RunContext context = fake.context();
        context.services->openModel = [&](const std::filesystem::path& path, const ModelOverrides&) {
            Model model = fake.model;
            model.path = path.string();
            model.fingerprint = std::to_string(++loaded);
            return Result<ModelPtr>(std::make_shared<const Model>(std::move(model)));
        };
        RunRequest request;
        request.config = fake.config;
        const auto report = runExperiment(request, context, nullptr, {});
        QVERIFY2(report.has_value(), report ? "" : report.error().message.c_str());
        QCOMPARE(report->layers.size(), std::size_t{2});
        QCOMPARE(report->layers[0].efforts, std::vector<int>{0});
        QCOMPARE(report->layers[1].efforts, std::vector<int>{1});
        QCOMPARE(report->layers[0].layers[1].ms, 0.75);
        QCOMPARE(report->layers[1].layers[1].ms, 1.75);
    }

    void fewerImagesThanABatchAreABatch() {
        FakeRun fake;
        fake.config.layers = true;
        fake.config.batch = 1000;
        const auto report = fake.run();
        QVERIFY(report.has_value());
        QCOMPARE(report->layers.front().batch, 40);
    }

    void aModelledDeviceHasModelledLayers() {
        FakeRun fake;
        fake.config.layers = true;
        RunContext context = fake.context();
        context.services->resolveDevice = [](const std::string& id) -> Result<DeviceInfo> {
            DeviceInfo info;
            info.id = id;
            info.name = "a modelled walk";
            info.available = info.modelledTiming = true;
            return info;
        };
        RunRequest request;
        request.config = fake.config;
        const auto report = runExperiment(request, context, nullptr, {});
        QVERIFY(report.has_value());
        QVERIFY(report->layers.front().provenance ==
                (Provenance{ProvenanceKind::Modelled, "a modelled walk"}));
    }

    void aDeviceOfWholeNetworksSaysSoAndItsRunStands() {
        FakeRun fake;
        fake.config.layers = true;
        KeepingSink sink;
        // It serves every image, and fails when asked for one piece alone.
        fake.prepareSession = [](WalkingSession& made) { made.refusesSingleBlocks = true; };
        const auto report = fake.run(&sink);
        QVERIFY2(report.has_value(), report ? "" : report.error().message.c_str());
        QCOMPARE(report->status, std::string("complete"));
        QVERIFY(report->layers.empty());
        QVERIFY(anyHas(report->notes, "the layers have no times: one block alone"));
    }

    void whoeverWatchesIsToldWhatItIsDoing() {
        FakeRun fake;
        fake.config.layers = true;
        LiveBoard board;
        bool told = false;
        RunHooks hooks;
        hooks.live = &board;
        hooks.progress = [&](const RunProgress& progress) {
            told = told || progress.stage == "timing the layers";
        };
        const auto report = fake.run(nullptr, hooks);
        QVERIFY(report && told);
        QCOMPARE(board.snapshot().progress.stage, std::string("timing the layers"));
        QCOMPARE(board.snapshot().images, report->images);  // the figures stand
    }

    /// Every image is done by then, and a resumed run times them after all.
    void whoStopsThereKeepsTheImages() {
        FakeRun fake;
        fake.config.layers = true;
        KeepingSink sink;
        std::stop_source stop;
        RunHooks hooks;
        hooks.stop = stop.get_token();
        hooks.progress = [&](const RunProgress& progress) {
            if (progress.stage == "timing the layers") {
                stop.request_stop();
            }
        };
        const auto stopped = fake.run(&sink, hooks);
        QVERIFY(stopped.has_value());
        QCOMPARE(stopped->status, std::string("cancelled"));
        QCOMPARE(stopped->images, 40);
        QVERIFY(stopped->layers.empty() && anyHas(stopped->notes, "every image was done"));
        const auto resumed = fake.resume(sink.record, sink.all(), sink);
        QVERIFY2(resumed.has_value(), resumed ? "" : resumed.error().message.c_str());
        QCOMPARE(resumed->status, std::string("complete"));
        QCOMPARE(resumed->layers.size(), std::size_t{1});
    }
};

QTEST_GUILESS_MAIN(TestLayerTiming)
#include "tst_layer_timing.moc"
