// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/trainer.h"

#include <QtTest>
#include <algorithm>
#include <set>

using namespace pivot;

/// Which path a step distils, at which rate, and which paths are followed.
class TestTrainSchedule : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aPathSkipsOneToAllButOneAttention_data() {
        QTest::addColumn<int>("depth");
        for (const int depth : {2, 3, 12, 24}) {
            QTest::addRow("depth %d", depth) << depth;
        }
    }
    void aPathSkipsOneToAllButOneAttention() {
        QFETCH(int, depth);
        std::set<std::size_t> counts;
        for (std::uint64_t seed = 0; seed < 500; ++seed) {
            const SkipConfig path = randomPath(depth, seed);
            const auto& blocks = path.blocks();
            QVERIFY(!path.isFullPath());
            QVERIFY(blocks.front() >= 0 && blocks.back() < depth);
            QVERIFY(blocks.size() < static_cast<std::size_t>(depth));
            counts.insert(blocks.size());
        }
        QCOMPARE(counts.size(), static_cast<std::size_t>(depth - 1));  // each number of skips is seen
    }

    void aSeedAlwaysGivesTheSamePath() {
        std::set<std::string> seen;
        for (std::uint64_t seed = 0; seed < 200; ++seed) {
            QVERIFY(randomPath(12, seed) == randomPath(12, seed));
            seen.insert(randomPath(12, seed).toString());
        }
        QVERIFY2(seen.size() > 100, qPrintable(QString::number(seen.size())));
    }

    void runsOfNeighboursAndEvenSpreadsAreSeenOften() {
        int runs = 0;
        int spreads = 0;
        for (std::uint64_t seed = 0; seed < 1000; ++seed) {
            const auto blocks = randomPath(12, seed).blocks();
            if (blocks.size() != 4) {
                continue;
            }
            const auto gapIs = [&](int gap) {
                return std::adjacent_find(blocks.begin(), blocks.end(),
                                          [&](int a, int b) { return b - a != gap; }) == blocks.end();
            };
            runs += gapIs(1) ? 1 : 0;
            spreads += gapIs(3) ? 1 : 0;
        }
        // Of 495 subsets of 4, 9 are runs and 3 evenly spread: chance alone gives one or two in a thousand.
        QVERIFY2(runs >= 10, qPrintable(QString::number(runs)));
        QVERIFY2(spreads >= 10, qPrintable(QString::number(spreads)));
    }

    void theRateRisesForATenthAndFallsToZero() {
        constexpr std::int64_t kSteps = 1000;
        constexpr double kPeak = 2e-3;
        QCOMPARE(learningRateAt(0, kSteps, kPeak), kPeak / 100);
        QCOMPARE(learningRateAt(99, kSteps, kPeak), kPeak);
        QCOMPARE(learningRateAt(100, kSteps, kPeak), kPeak);
        QCOMPARE(learningRateAt(550, kSteps, kPeak), kPeak / 2);
        QVERIFY(learningRateAt(999, kSteps, kPeak) < 1e-5 * kPeak);
        for (std::int64_t step = 1; step < kSteps; ++step) {
            const double before = learningRateAt(step - 1, kSteps, kPeak);
            const double now = learningRateAt(step, kSteps, kPeak);
            QVERIFY(now > 0.0 && now <= kPeak);
            QVERIFY(step < 100 ? now > before : now <= before);
        }
        QCOMPARE(learningRateAt(0, 1, kPeak), kPeak);  // one step is no reason to learn nothing
    }

    void followedPathsAreTheOnesPeopleChoose() {
        const auto paths = evaluationPaths(12);
        QCOMPARE(paths.size(), std::size_t{4});
        QVERIFY(paths[0].isFullPath());
        QCOMPARE(paths[1].toString(), std::string("1,3,5,7,9,11"));
        QCOMPARE(paths[2].toString(), std::string("6,7,8,9,10,11"));
        QCOMPARE(paths[3].toString(), std::string("2,3,4,5,6,7,8,9,10"));
    }
};

QTEST_GUILESS_MAIN(TestTrainSchedule)
#include "tst_train_schedule.moc"
