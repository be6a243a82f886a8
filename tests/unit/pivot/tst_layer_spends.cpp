// SPDX-License-Identifier: GPL-3.0-or-later
#include "close_to.h"
#include "compared_runs.h"
#include "pivot/comparison_json.h"
#include "pivot/layer_spends.h"

#include <QtTest>

using namespace pivot;
using pivot::test::image;
using pivot::test::run;

namespace {

/// Four blocks: attention of block b takes 10 + b ms, its MLP 1 ms, the embedding 2 ms, the head 0.5 ms.
LayerTable table(std::vector<int> efforts, double factor = 1.0) {
    LayerTable made;
    made.efforts = std::move(efforts);
    made.batch = 8;
    made.batches = 9;
    made.layers.push_back({LayerPiece::Embed, -1, 2.0 * factor});
    for (int block = 0; block < 4; ++block) {
        made.layers.push_back({LayerPiece::Attention, block, (10.0 + block) * factor});
        made.layers.push_back({LayerPiece::Mlp, block, factor});
    }
    made.layers.push_back({LayerPiece::Head, -1, 0.5 * factor});
    return made;
}

/// Blocks 1 and 3 are skipped by the low effort, at which three of four images end.
RunReport report(RerunMode rerun, std::vector<LayerTable> tables) {
    RunReport made;
    made.rerun = rerun;
    made.efforts.resize(2);
    made.efforts[0].skip = SkipConfig{1, 3};
    made.efforts[0].share = 0.75;
    made.efforts[1].share = 0.25;
    made.layers = std::move(tables);
    return made;
}

LayerSpend at(const std::vector<LayerSpend>& layers, LayerPiece piece, int block = -1) {
    for (const LayerSpend& layer : layers) {
        if (layer.piece == piece && layer.block == block) {
            return layer;
        }
    }
    return {};
}

/// The made-up run of four images of which one goes on.
ComparedRun quarterGoesOn(const char* id, RerunMode rerun = RerunMode::Restart) {
    ComparedRun made = run(id, "1111");
    made.images[3] = image(3, true, 1);
    made.record.config.rerun = rerun;
    return made;
}

ComparedRun timed(ComparedRun made, std::vector<LayerTable> tables) {
    made.report.emplace();
    made.report->images = 4;
    made.report->layers = std::move(tables);
    return made;
}

}  // namespace

/// What an image spends in each layer is the layer's time, times how often images run it.
class TestLayerSpends : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void layersMayTakeAQuarterMoreThanTheRunBeforeAnotherLoadIsBlamed() {
        QVERIFY(!exceedsDelay(1.2, 1.0));
        QVERIFY(exceedsDelay(1.3, 1.0));
    }

    void aRestartRunsEverythingAgain() {
        const auto layers = layerSpends(report(RerunMode::Restart, {table({0, 1})}));
        QCOMPARE(layers.size(), std::size_t{10});
        QVERIFY(layers.front() == (LayerSpend{LayerPiece::Embed, -1, 1.25, 2.5}));
        QVERIFY(layers[1] == (LayerSpend{LayerPiece::Attention, 0, 1.25, 12.5}));
        QVERIFY(layers[2] == (LayerSpend{LayerPiece::Mlp, 0, 1.25, 1.25}));
        QVERIFY(layers[3] == (LayerSpend{LayerPiece::Attention, 1, 0.25, 2.75}));
        QVERIFY(layers.back() == (LayerSpend{LayerPiece::Head, -1, 1.25, 0.625}));
        COMPARE_CLOSE(*spentMs(layers), 2.5 + 12.5 + 2.75 + 15.0 + 3.25 + 4 * 1.25 + 0.625, 1e-12);
    }

    /// The efforts differ from block 1 on: before it, nothing is run twice.
    void aKeptPrefixIsNotRunAgain() {
        const auto layers = layerSpends(report(RerunMode::Prefix, {table({0, 1})}));
        QCOMPARE(*at(layers, LayerPiece::Embed).runs, 1.0);
        QCOMPARE(*at(layers, LayerPiece::Attention, 0).runs, 1.0);
        QCOMPARE(*at(layers, LayerPiece::Mlp, 0).runs, 1.0);
        QCOMPARE(*at(layers, LayerPiece::Attention, 1).runs, 0.25);
        QCOMPARE(*at(layers, LayerPiece::Mlp, 1).runs, 1.25);
        QCOMPARE(*at(layers, LayerPiece::Head).runs, 1.25);
    }

    /// Each network with its own times; between two networks there is no prefix to keep.
    void twoNetworksHaveTheirOwnTimes() {
        const RunReport both = report(RerunMode::Prefix, {table({0}), table({1}, 2.0)});
        const auto layers = layerSpends(both);
        QCOMPARE(*at(layers, LayerPiece::Embed).ms, 2.0 + 0.25 * 4.0);
        QCOMPARE(*at(layers, LayerPiece::Attention, 1).ms, 0.25 * 22.0);
        QCOMPARE(*at(layers, LayerPiece::Attention, 2).ms, 12.0 + 0.25 * 24.0);
        const auto second = layerSpendsIn(both.layers[1], both);
        QCOMPARE(*at(second, LayerPiece::Attention, 2).runs, 0.25);
        QCOMPARE(*at(second, LayerPiece::Attention, 2).ms, 0.25 * 24.0);
    }

    void anAttentionThatNobodyRunsCostsNothing() {
        RunReport low = report(RerunMode::Prefix, {table({0, 1})});
        low.efforts[1].skip = SkipConfig{3};
        QVERIFY(at(layerSpends(low), LayerPiece::Attention, 3) ==
                (LayerSpend{LayerPiece::Attention, 3, 0.0, 0.0}));
    }

    void whatWasNotTimedIsNotKnown() {
        QVERIFY(layerSpends(report(RerunMode::Prefix, {})).empty());
        QVERIFY(!spentMs({}));
        LayerTable part = table({0, 1});
        part.layers.pop_back();  // a file without the head's time
        const auto layers = layerSpends(report(RerunMode::Prefix, {part}));
        QVERIFY(!at(layers, LayerPiece::Head).ms && at(layers, LayerPiece::Head).runs);
        QVERIFY(!spentMs(layers));
    }

    void comparedExperimentsHaveTheSameRows() {
        const auto comparison =
            compareRuns(std::vector{timed(quarterGoesOn("ref"), {table({0, 1})}), quarterGoesOn("new")});
        QVERIFY(comparison.has_value());
        const std::vector<LayerSpend>&first = comparison->runs[0].layers,
              &second = comparison->runs[1].layers;
        QVERIFY(first == layerSpends(report(RerunMode::Restart, {table({0, 1})})));
        QVERIFY(comparison->runs[0].layersReason.empty() && comparison->runs[0].layersProvenance);
        QCOMPARE(first.size(), second.size());
        for (std::size_t i = 0; i < second.size(); ++i) {  // the same weights: the same blocks
            QVERIFY(second[i].runs == first[i].runs && !second[i].ms);
        }
        QVERIFY(comparison->runs[1].layersReason.find("did not come to its end") != std::string::npos);
        const nlohmann::json told = toJson(*comparison)["experiments"];
        QVERIFY((told[0]["layers"][1] ==
                 nlohmann::json{{"piece", "attention"}, {"block", 0}, {"runs", 1.25}, {"ms", 12.5}}));
        QVERIFY(told[1]["layers"][1]["ms"].is_null() && !told[1]["layers_reason"].is_null());
    }

    void theReasonSaysWhatToDo() {
        ComparedRun refused = timed(quarterGoesOn("refused"), {});
        refused.record.config.layers = true;
        const auto comparison = compareRuns(std::vector{timed(quarterGoesOn("ref"), {table({0, 1})}),
                                                        timed(quarterGoesOn("plain"), {}), refused});
        QVERIFY(comparison.has_value());
        QVERIFY(comparison->runs[1].layersReason.find("without --layers") != std::string::npos);
        QVERIFY(comparison->runs[2].layersReason.find("its notes say why") != std::string::npos);
    }

    void withoutTimesAnywhereThereAreNoRows() {
        const auto comparison = compareRuns(std::vector{quarterGoesOn("ref"), quarterGoesOn("new")});
        QVERIFY(comparison->runs[0].layers.empty() && comparison->runs[1].layers.empty());
        QVERIFY(toJson(*comparison)["experiments"][0]["layers"].is_null());
    }

    /// A network of other weights may be as deep as it likes: of one without times the skipped blocks are
    /// known.
    void aDeeperNetworkHasRowsOfItsOwn() {
        ComparedRun other = quarterGoesOn("deeper");
        other.record.modelFingerprint = "other";
        const auto comparison = compareRuns(std::vector{timed(quarterGoesOn("ref"), {table({0, 1})}), other});
        const auto& layers = comparison->runs[1].layers;
        QCOMPARE(layers.size(), comparison->runs[0].layers.size());
        QVERIFY(at(layers, LayerPiece::Mlp, 3).runs.has_value());
        LayerTable shallow = table({0, 1});
        shallow.layers.erase(shallow.layers.begin() + 7, shallow.layers.begin() + 9);
        const auto mixed =
            compareRuns(std::vector{timed(quarterGoesOn("ref"), {table({0, 1})}), timed(other, {shallow})});
        QVERIFY(!at(mixed->runs[1].layers, LayerPiece::Mlp, 3).runs);
        QCOMPARE(mixed->runs[1].layers.size(), std::size_t{10});
    }
};

QTEST_GUILESS_MAIN(TestLayerSpends)
#include "tst_layer_spends.moc"
