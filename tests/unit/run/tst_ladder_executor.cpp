// SPDX-License-Identifier: GPL-3.0-or-later
#include "pivot/entropy.h"
#include "run/ladder_executor.h"
#include "unit/run/walking_session.h"

#include <QTest>
#include <algorithm>
#include <map>

using namespace pivot;
using namespace pivot::test;

namespace {

constexpr int kDepth = 6;
constexpr int kImages = 20;
/// Between the entropy of an image at 0 + 3 attentions and one at 1 + 3: every second image is easy at three
/// attentions.
constexpr double kHalfEasyNats = 0.13;

PreparedBatch batchOf(int first, int count) {
    PreparedBatch batch;
    for (int i = first; i < first + count; ++i) {
        batch.indices.push_back(i);
        batch.pixels.push_back(static_cast<float>(i % 2));  // odd images are surer
    }
    return batch;
}

std::map<std::int64_t, ImageResult> runAll(LadderExecutor& executor, int batch) {
    std::vector<ImageResult> finished;
    for (int at = 0; at < kImages; at += batch) {
        if (!executor.feed(batchOf(at, std::min(batch, kImages - at)), finished)) {
            return {};
        }
    }
    if (!executor.flush(finished)) {
        return {};
    }
    std::map<std::int64_t, ImageResult> byIndex;
    for (ImageResult& result : finished) {
        byIndex[result.outcome.imageIndex] = std::move(result);
    }
    return byIndex;
}

std::vector<double> entropies(const std::map<std::int64_t, ImageResult>& results) {
    std::vector<double> out;
    for (const auto& [index, result] : results) {
        for (const Visit& visit : result.visits) {
            out.push_back(visit.entropyNats);
        }
    }
    return out;
}

}  // namespace

class TestLadderExecutor : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void easyImagesLeaveAtTheFirstEffortAndHardOnesPayForBoth() {
        WalkingSession session(kDepth);
        const NumberedData data(kImages);
        LadderExecutor executor(
            {{&session, SkipConfig{3, 4, 5}, kHalfEasyNats}, {&session, SkipConfig{}, {}}},
            {.rerun = RerunMode::Restart, .profile = false, .batch = 4, .estimatedWatts = {}}, data);
        const auto results = runAll(executor, 4);
        QCOMPARE(results.size(), std::size_t(kImages));
        for (const auto& [index, result] : results) {
            const bool easy = index % 2 == 1;
            QCOMPARE(result.outcome.exitEffort, easy ? 0 : 1);
            QCOMPARE(result.visits.size(), std::size_t(easy ? 1 : 2));
            QCOMPARE(result.outcome.delayNs, (easy ? 1 : 2) * kDepth * 1'000'000LL);
            QCOMPARE(result.outcome.right, std::optional<bool>(true));
        }
    }

    /// What a profile says of another score is what routing by it does.
    void anotherScoreRoutesAsItsProfileSays() {
        const NumberedData data(kImages);
        for (const ScoreKind score : kScoreKinds) {
            WalkingSession session(kDepth);
            LadderExecutor profiler({{&session, SkipConfig{3, 4, 5}, -1.0}, {&session, SkipConfig{}, {}}},
                                    {.rerun = RerunMode::Prefix,
                                     .score = score,
                                     .profile = true,
                                     .batch = 4,
                                     .estimatedWatts = {}},
                                    data);
            const auto profile = runAll(profiler, 4);
            std::vector<double> hardest;
            for (const auto& [index, result] : profile) {
                hardest.push_back(hardness(result.visits.front(), score));
            }
            std::sort(hardest.begin(), hardest.end());
            const double threshold = hardest[hardest.size() / 4];
            LadderExecutor executor(
                {{&session, SkipConfig{3, 4, 5}, threshold}, {&session, SkipConfig{}, {}}},
                {.rerun = RerunMode::Prefix,
                 .score = score,
                 .profile = false,
                 .batch = 4,
                 .estimatedWatts = {}},
                data);
            int left = 0;
            for (const auto& [index, result] : runAll(executor, 4)) {
                const bool easy = hardness(profile.at(index).visits.front(), score) <= threshold;
                QCOMPARE(result.outcome.exitEffort, easy ? 0 : 1);
                left += easy ? 1 : 0;
            }
            QVERIFY(left > 0 && left < kImages);
        }
    }

    void aReRunFromTheKeptPrefixGivesTheSameAnswersForLessWork_data() {
        QTest::addColumn<int>("batch");
        QTest::newRow("latency mode") << 1;
        QTest::newRow("batches that divide the images") << 4;
        QTest::newRow("batches that do not") << 7;
        QTest::newRow("one batch") << 32;
    }
    void aReRunFromTheKeptPrefixGivesTheSameAnswersForLessWork() {
        QFETCH(int, batch);
        const NumberedData data(kImages);
        WalkingSession kept(kDepth), again(kDepth);
        const auto stages = [](WalkingSession& s) {
            return std::vector<LadderExecutor::Stage>{{&s, SkipConfig{3, 4, 5}, kHalfEasyNats},
                                                      {&s, SkipConfig{}, {}}};
        };
        LadderExecutor prefix(
            stages(kept),
            {.rerun = RerunMode::Prefix, .profile = false, .batch = batch, .estimatedWatts = {}}, data);
        LadderExecutor restart(
            stages(again),
            {.rerun = RerunMode::Restart, .profile = false, .batch = batch, .estimatedWatts = {}}, data);
        QCOMPARE(prefix.startBlock(1), std::optional<int>(3));
        QCOMPARE(restart.startBlock(1), std::optional<int>());
        const auto a = runAll(prefix, batch), b = runAll(restart, batch);
        QCOMPARE(a.size(), std::size_t(kImages));
        QCOMPARE(entropies(a), entropies(b));
        QCOMPARE(again.blocksRun, kImages * kDepth + kImages / 2 * kDepth);
        QCOMPARE(kept.blocksRun, kImages * kDepth + kImages / 2 * (kDepth - 3));
        QCOMPARE(kept.embedded, kImages);  // the re-run never goes back to the pixels
    }

    void threeEffortsMayGoBackToAPrefixOlderThanTheLast() {
        // Efforts 2 and 3 differ at block 1, before the block at which effort 2 began: the activation of
        // effort 1 serves.
        const NumberedData data(kImages);
        WalkingSession kept(kDepth), again(kDepth);
        const auto stages = [](WalkingSession& s) {
            return std::vector<LadderExecutor::Stage>{
                {&s, SkipConfig{1, 3, 4, 5}, 0.0}, {&s, SkipConfig{1, 3}, 0.0}, {&s, SkipConfig{}, {}}};
        };
        LadderExecutor prefix(
            stages(kept), {.rerun = RerunMode::Prefix, .profile = false, .batch = 4, .estimatedWatts = {}},
            data);
        LadderExecutor restart(
            stages(again), {.rerun = RerunMode::Restart, .profile = false, .batch = 4, .estimatedWatts = {}},
            data);
        QCOMPARE(prefix.startBlock(1), std::optional<int>(4));
        QCOMPARE(prefix.startBlock(2), std::optional<int>(1));
        QCOMPARE(entropies(runAll(prefix, 4)), entropies(runAll(restart, 4)));
        QCOMPARE(kept.blocksRun, kImages * (6 + 2 + 5));
    }

    void effortsWithWeightsOfTheirOwnStartAtThePixels() {
        const NumberedData data(kImages);
        WalkingSession low(kDepth), high(kDepth);
        LadderExecutor executor(
            {{&low, SkipConfig{5}, kHalfEasyNats / 10}, {&high, SkipConfig{}, {}}},
            {.rerun = RerunMode::Prefix, .profile = false, .batch = 4, .estimatedWatts = {}}, data);
        QCOMPARE(executor.startBlock(1), std::optional<int>());
        const auto results = runAll(executor, 4);
        const auto hard = std::count_if(results.begin(), results.end(),
                                        [](const auto& r) { return r.second.outcome.exitEffort == 1; });
        QVERIFY(hard > 0);
        QCOMPARE(high.embedded, static_cast<int>(hard));
    }

    void hardImagesArePooledIntoFullBatches() {
        const NumberedData data(kImages);
        WalkingSession low(kDepth), high(kDepth);
        LadderExecutor executor(
            {{&low, SkipConfig{3, 4, 5}, kHalfEasyNats}, {&high, SkipConfig{}, {}}},
            {.rerun = RerunMode::Restart, .profile = false, .batch = 4, .estimatedWatts = {}}, data);
        QCOMPARE(runAll(executor, 4).size(), std::size_t(kImages));
        QCOMPARE(high.largestBatch, 4);  // two hard images of every batch of four
    }

    void aProfileRunsEveryEffortOnEveryImageAndRoutesAfterwards() {
        const NumberedData data(kImages);
        WalkingSession session(kDepth);
        LadderExecutor executor(
            {{&session, SkipConfig{3, 4, 5}, kHalfEasyNats}, {&session, SkipConfig{}, {}}},
            {.rerun = RerunMode::Prefix, .profile = true, .batch = 4, .estimatedWatts = {}}, data);
        for (const auto& [index, result] : runAll(executor, 4)) {
            QCOMPARE(result.visits.size(), std::size_t(2));
            QCOMPARE(result.outcome.exitEffort, index % 2 == 1 ? 0 : 1);
            QCOMPARE(result.outcome.delayNs,
                     (index % 2 == 1 ? 6 : 9) * 1'000'000LL);  // composed of what it would visit
        }
    }

    void aHardImageThatWaitsHoldsItsOwnActivationsAlone() {
        const NumberedData data(kImages);
        WalkingSession session(kDepth);
        session.gatheredRowNs = 500'000;
        LadderExecutor executor(
            {{&session, SkipConfig{3, 4, 5}, kHalfEasyNats}, {&session, SkipConfig{}, {}}},
            {.rerun = RerunMode::Prefix, .profile = false, .batch = 8, .estimatedWatts = {}}, data);
        PreparedBatch batch = batchOf(0, 8);
        batch.pixels.assign(8, 1.0F);
        batch.pixels[5] = 0.0F;
        std::vector<ImageResult> finished;
        QVERIFY(executor.feed(std::move(batch), finished).has_value());
        QCOMPARE(finished.size(), std::size_t(7));
        QCOMPARE(*session.rowsAlive, 1);
        QVERIFY(executor.flush(finished).has_value());
        QCOMPARE(*session.rowsAlive, 0);
        const ImageResult& hard = finished.back();
        QCOMPARE(hard.outcome.imageIndex, 5);
        QCOMPARE(hard.visits.front().delayNs, kDepth * 1'000'000LL);
        QCOMPARE(hard.visits.back().delayNs, 3 * 1'000'000LL + 500'000);  // the copy is the re-run's
    }

    void anOutcomeNamesItsImageInTheWholeSplit() {
        const NumberedData data(kImages, 100, 3);
        WalkingSession session(kDepth);
        LadderExecutor executor(
            {{&session, SkipConfig{}, {}}},
            {.rerun = RerunMode::Prefix, .profile = false, .batch = 4, .estimatedWatts = {}}, data);
        PreparedBatch batch = batchOf(0, 3);
        batch.errors.push_back({3, "109", "the image 109 is damaged"});
        std::vector<ImageResult> finished;
        QVERIFY(executor.feed(std::move(batch), finished).has_value());
        std::vector<std::int64_t> indices;
        for (const ImageResult& result : finished) {
            indices.push_back(result.outcome.imageIndex);
        }
        QCOMPARE(indices, (std::vector<std::int64_t>{109, 100, 103, 106}));
    }

    void anImageThatNoEffortAcceptsCountsAsWrongAndPaysForAll() {
        const NumberedData data(kImages);
        WalkingSession session(kDepth);
        LadderExecutor executor(
            {{&session, SkipConfig{3, 4, 5}, 0.0}, {&session, SkipConfig{}, 0.0}},
            {.rerun = RerunMode::Restart, .profile = false, .batch = 4, .estimatedWatts = 10.0}, data);
        for (const auto& [index, result] : runAll(executor, 4)) {
            QCOMPARE(result.outcome.exitEffort, Outcome::kNoExit);
            QCOMPARE(result.outcome.right, std::optional<bool>(false));
            QCOMPARE(result.outcome.delayNs, 2 * kDepth * 1'000'000LL);
            QCOMPARE(*result.outcome.energyJ, 10.0 * 2 * kDepth * 1e-3);  // 10 W x 12 ms
        }
    }

    void aCorruptImageIsOneErrorAndTheOthersGoOn() {
        const NumberedData data(kImages);
        WalkingSession session(kDepth);
        LadderExecutor executor(
            {{&session, SkipConfig{}, {}}},
            {.rerun = RerunMode::Prefix, .profile = false, .batch = 4, .estimatedWatts = {}}, data);
        PreparedBatch batch = batchOf(0, 3);
        batch.errors.push_back({3, "3", "the image 3 is damaged"});
        std::vector<ImageResult> finished;
        QVERIFY(executor.feed(std::move(batch), finished).has_value());
        QCOMPARE(finished.size(), std::size_t(4));
        QCOMPARE(std::count_if(finished.begin(), finished.end(),
                               [](const auto& r) { return !r.outcome.error.empty(); }),
                 1);
    }

    void aLogitThatIsNotFiniteFailsItsImageOnly() {
        const NumberedData data(kImages);
        WalkingSession session(kDepth);
        LadderExecutor executor(
            {{&session, SkipConfig{}, {}}},
            {.rerun = RerunMode::Prefix, .profile = false, .batch = 4, .estimatedWatts = {}}, data);
        PreparedBatch batch = batchOf(0, 4);
        batch.pixels[2] = std::numeric_limits<float>::quiet_NaN();
        std::vector<ImageResult> finished;
        QVERIFY(executor.feed(std::move(batch), finished).has_value());
        for (const ImageResult& result : finished) {
            QCOMPARE(result.outcome.error.empty(), result.outcome.imageIndex != 2);
        }
    }
};

QTEST_GUILESS_MAIN(TestLadderExecutor)
#include "tst_ladder_executor.moc"
