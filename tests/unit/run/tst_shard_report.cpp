// SPDX-License-Identifier: GPL-3.0-or-later
#include "pivot/metrics.h"
#include "run/shard_report.h"

#include <QTest>
#include <cmath>

using namespace pivot;

namespace {

constexpr int kEfforts = 2;

RunRecord record(int batch) {
    RunRecord made;
    made.experimentId = "whole";
    made.groupId = "group";
    Effort low;
    low.skip = SkipConfig{1, 3};
    low.thresholdNats = 0.5;
    made.config.ladder.efforts = {low, Effort{}};
    made.config.batch = batch;
    made.modelFingerprint = "weights";
    made.datasetRange = "test[0:100]";
    return made;
}

/// Every third image goes on, every fifth is wrong, every 17th has no label.
ImageResult image(std::int64_t index) {
    ImageResult result;
    Outcome& outcome = result.outcome;
    outcome.imageIndex = index;
    if (index % 17 != 3) {
        outcome.label = 1;
        outcome.right = index % 5 != 0;
    }
    outcome.exitEffort = index % 3 == 0 ? 1 : 0;
    for (int effort = 0; effort <= outcome.exitEffort; ++effort) {
        Visit visit;
        visit.effort = effort;
        visit.entropyNats = 0.01 * static_cast<double>(index % 90);
        visit.topIds[0] = outcome.right.value_or(false) ? 1 : 2;
        visit.right = outcome.right;
        visit.delayNs = 1'000'000 * (effort + 1) + 1000 * index;
        visit.energyJ = 1e-3 * (effort + 1);
        outcome.delayNs += visit.delayNs;
        outcome.energyJ = outcome.energyJ.value_or(0.0) + *visit.energyJ;
        result.visits.push_back(visit);
    }
    return result;
}

/// What a run over every `count`-th image from `first` on reports.
RunReport reportOf(const RunRecord& of, std::int64_t first, std::int64_t count, std::int64_t images) {
    RunMetrics metrics({.efforts = kEfforts,
                        .classes = 10,
                        .lastIsBaseline = true,
                        .perImageLatency = of.config.batch == 1});
    std::int64_t baseline = 0;
    for (std::int64_t i = first; i < images; i += count) {
        metrics.add(image(i));
        metrics.addBaseline(1, 5'000'000 + 1000 * i, 5e-3);
        ++baseline;
    }
    metrics.addBatchMs(12.0);
    RunReport report;
    report.status = "complete";
    report.numClasses = 10;
    report.batch = of.config.batch;
    report.efforts.resize(kEfforts);
    metrics.fill(report);
    report.throughputImgS = 500;
    report.hostWallS = static_cast<double>(baseline) / 500;
    return report;
}

ShardImages imagesTo(std::int64_t images) {
    return [images](const std::function<void(const ImageResult&, int)>& take) {
        for (std::int64_t i = 0; i < images; ++i) {
            take(image(i), 1);
        }
    };
}

}  // namespace

class TestShardReport : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theWholeReportsWhatARunInOnePieceDoes() {
        const RunRecord whole = record(1);
        const RunReport undivided = reportOf(whole, 0, 1, 100);
        const RunReport united = reportOnShards(
            whole, {reportOf(whole, 0, 3, 100), reportOf(whole, 1, 3, 100), reportOf(whole, 2, 3, 100)},
            imagesTo(100));
        QCOMPARE(united.experimentId, std::string("whole"));
        QCOMPARE(united.images, undivided.images);
        QCOMPARE(united.accuracy, undivided.accuracy);
        QVERIFY(united.accuracyCi95 == undivided.accuracyCi95);
        QCOMPARE(united.top5, undivided.top5);
        for (std::size_t k = 0; k < kEfforts; ++k) {
            QCOMPARE(united.efforts[k].share, undivided.efforts[k].share);
            QCOMPARE(united.efforts[k].accuracyExits, undivided.efforts[k].accuracyExits);
            QCOMPARE(united.efforts[k].visits, undivided.efforts[k].visits);
            QCOMPARE(united.efforts[k].delayMs, undivided.efforts[k].delayMs);
        }
        QCOMPARE(united.delayMs, undivided.delayMs);
        QVERIFY(united.latencyMs == undivided.latencyMs);
        QCOMPARE(*united.energyJ, *undivided.energyJ);
        QCOMPARE(united.baseline.images, undivided.baseline.images);
        QVERIFY(std::abs(united.baseline.delayMs - undivided.baseline.delayMs) < 1e-6);
        QVERIFY(std::abs(*united.edpReduction - *undivided.edpReduction) < 1e-6);
        QVERIFY(std::abs(*united.breakEvenShare - *undivided.breakEvenShare) < 1e-6);
        QCOMPARE(united.throughputImgS, 500.0);
        QVERIFY(std::abs(united.hostWallS - undivided.hostWallS) < 1e-9);
    }

    void aMetersEnergiesAreCombinedByImages() {
        const RunRecord whole = record(32);
        std::vector<RunReport> shards{reportOf(whole, 0, 2, 9), reportOf(whole, 1, 2, 9)};  // 5 and 4 images
        const auto measure = [](RunReport& report, double joules) {
            report.energyJ = joules;
            report.energyProvenance = {ProvenanceKind::Measured, "a meter"};
            for (EffortReport& effort : report.efforts) {
                effort.energyJ = joules;
            }
        };
        measure(shards[0], 1.0);
        measure(shards[1], 2.0);
        const auto withoutEnergies = [](const std::function<void(const ImageResult&, int)>& take) {
            for (std::int64_t i = 0; i < 9; ++i) {
                ImageResult result = image(i);
                result.outcome.energyJ.reset();
                for (Visit& visit : result.visits) {
                    visit.energyJ.reset();
                }
                take(result, 1);
            }
        };
        RunReport united = reportOnShards(whole, shards, withoutEnergies);
        QVERIFY(united.energyJ.has_value());
        QVERIFY(std::abs(*united.energyJ - (5 * 1.0 + 4 * 2.0) / 9) < 1e-12);
        QVERIFY(united.edpJs.has_value());

        // Of one shard it is not known: then it is not known of the whole, with the reason.
        shards[1].energyJ.reset();
        shards[1].energyReason = "no meter on this machine";
        united = reportOnShards(whole, shards, withoutEnergies);
        QVERIFY(!united.energyJ.has_value());
        QCOMPARE(united.energyReason, std::string("no meter on this machine"));
    }

    /// Two shards of four images in batches of two, which take 6, 10, 14 and 18 ms.
    void theTimesOfBatchesAreToldByTheDelaysTheyShare() {
        const RunRecord whole = record(2);
        const auto images = [](const std::function<void(const ImageResult&, int)>& take) {
            for (int shard = 0; shard < 2; ++shard) {
                for (std::int64_t i = 0; i < 4; ++i) {
                    ImageResult result = image(2 * i + shard);
                    result.visits.resize(1);
                    result.visits[0].delayNs = 1'000'000 * (3 + 4 * shard + 2 * (i / 2));
                    take(result, shard + 1);
                }
            }
        };
        const RunReport united =
            reportOnShards(whole, {reportOf(whole, 0, 2, 8), reportOf(whole, 1, 2, 8)}, images);
        QVERIFY(united.batchMs.has_value());
        QCOMPARE(united.batchMs->p50, 12.0);
        QVERIFY(united.batchMs->p99 > 17.0 && united.batchMs->p99 <= 18.0);
        QVERIFY(!united.latencyMs.has_value());
    }

    /// 5 and 4 images: a repeat of the whole is the repeats of its shards.
    void repeatsAreCombinedByImages() {
        const RunRecord whole = record(32);
        std::vector<RunReport> shards{reportOf(whole, 0, 2, 9), reportOf(whole, 1, 2, 9)};
        shards[0].repeatDelayMs = {1.0, 2.0};
        shards[1].repeatDelayMs = {1.9, 2.9};
        shards[0].repeatEnergyJ = {0.5, 0.5};
        const RunReport united = reportOnShards(whole, shards, imagesTo(9));
        QCOMPARE(united.repeatDelayMs.size(), std::size_t(2));
        QVERIFY(std::abs(united.repeatDelayMs[0] - 1.4) < 1e-12);
        QVERIFY(std::abs(united.repeatDelayMs[1] - 2.4) < 1e-12);
        QVERIFY(united.repeatEnergyJ.empty());  // the other shard had no meter
    }

    void notesSayWhoseTheyAre() {
        const RunRecord whole = record(1);
        std::vector<RunReport> shards{reportOf(whole, 0, 2, 9), reportOf(whole, 1, 2, 9)};
        shards[0].notes = {"untuned", "the machine was busy"};
        shards[1].notes = {"untuned"};
        const RunReport united = reportOnShards(whole, shards, imagesTo(9));
        const auto has = [&](const std::string& note) {
            return std::find(united.notes.begin(), united.notes.end(), note) != united.notes.end();
        };
        QVERIFY(has("untuned"));
        QVERIFY(has("shard 1: the machine was busy"));
    }

    /// Processors differ in what they compute fast.
    void shardsMayBeComputedInDifferentNumbers() {
        const RunRecord whole = record(1);
        std::vector<RunReport> shards{reportOf(whole, 0, 2, 9), reportOf(whole, 1, 2, 9)};
        shards[0].numerics = "bf16 on one";
        shards[1].numerics = "fp32 on another";
        const RunReport united = reportOnShards(whole, shards, imagesTo(9));
        QCOMPARE(std::ranges::count(united.notes, "shard 2 is fp32 on another, shard 1 bf16 on one"), 1);
    }

    void theLayersAreThoseOfTheFirstShardThatTimedThem() {
        const RunRecord whole = record(1);
        std::vector<RunReport> shards{reportOf(whole, 0, 3, 9), reportOf(whole, 1, 3, 9),
                                      reportOf(whole, 2, 3, 9)};
        QVERIFY(reportOnShards(whole, shards, imagesTo(9)).layers.empty());
        shards[1].layers = {LayerTable{{0, 1}, 1, 9, {}, {{LayerPiece::Head, -1, 1.0}}}};
        shards[2].layers = {LayerTable{{0, 1}, 1, 9, {}, {{LayerPiece::Head, -1, 2.0}}}};
        const RunReport united = reportOnShards(whole, shards, imagesTo(9));
        QVERIFY(united.layers == shards[1].layers);
        QVERIFY(std::find(united.notes.begin(), united.notes.end(),
                          "the times of the layers are those of shard 2") != united.notes.end());
    }

    void theGroupIsTheSameForAllShardsAndMachines() {
        RunRecord first = record(32), second = record(32);
        first.config.shard = {1, 2};
        first.config.device = "cpu:onednn";
        first.config.model = "/here";
        second.config.shard = {2, 2};
        second.config.model = "/there";
        QCOMPARE(shardGroupId(first, ""), shardGroupId(second, ""));
        QCOMPARE(shardGroupId(first, "").size(), std::size_t(36));
        QVERIFY(shardGroupId(first, "monday") != shardGroupId(first, "tuesday"));
        second.modelFingerprint = "other weights";
        QVERIFY(shardGroupId(first, "") != shardGroupId(second, ""));
        second = first;
        second.config.limit = 50;
        QVERIFY(shardGroupId(first, "") != shardGroupId(second, ""));
    }
};

QTEST_GUILESS_MAIN(TestShardReport)
#include "tst_shard_report.moc"
