// SPDX-License-Identifier: GPL-3.0-or-later
#include "close_to.h"
#include "pivot/sweep.h"
#include "pivot/threshold_walk.h"

#include <QtTest>
#include <random>

using namespace pivot;
using Answer = ProfileTable::Answer;

/// Every threshold's accuracy, shares and cost, from a profile, without a run.
class TestSweep : public QObject {
    Q_OBJECT

    /// Four images; the low effort is wrong on the second and the fourth.
    static ProfileTable fourImages() {
        ProfileTable profile(2);
        profile.add(std::vector{0.1, 0.0}, std::vector{Answer::Right, Answer::Right});
        profile.add(std::vector{0.2, 0.0}, std::vector{Answer::Wrong, Answer::Right});
        profile.add(std::vector{0.3, 0.0}, std::vector{Answer::Right, Answer::Wrong});
        profile.add(std::vector{0.3, 0.0}, std::vector{Answer::Wrong, Answer::Right});
        return profile;
    }
    static SweepRequest request() { return {{{}, {}}, -1, 0, {{4.0, 1.0}, {10.0, 4.0}}, Cost{10.0, 4.0}}; }

    /// Entropies on a coarse grid, so that ties are common; some images without a label.
    static ProfileTable random(int efforts, std::size_t images, unsigned seed) {
        std::mt19937 source(seed);
        ProfileTable profile(efforts);
        for (std::size_t i = 0; i < images; ++i) {
            std::vector<double> hardness;
            std::vector<Answer> answers;
            const bool labelled = source() % 10 != 0;
            for (int k = 0; k < efforts; ++k) {
                hardness.push_back(static_cast<double>(source() % 40) / 40.0);
                answers.push_back(!labelled           ? Answer::Unlabelled
                                  : source() % 3 != 0 ? Answer::Right
                                                      : Answer::Wrong);
            }
            profile.add(hardness, answers);
        }
        return profile;
    }

private Q_SLOTS:
    /// Of three efforts the threshold of the second moves: what ends at the first alone would not change.
    void whatEndsBeforeTheLastEffortEndsEarly() {
        SweepPoint point;
        point.shares = {0.25, 0.5, 0.25};
        QCOMPARE(earlyShare(point), 0.75);
        point.shares = {1.0};
        QCOMPARE(earlyShare(point), 0.0);
    }

    void everyDistinctThresholdByHand() {
        const auto points = sweep(fourImages(), request());
        QVERIFY(points);
        QCOMPARE(points->size(), std::size_t{4});  // nobody leaves early, then 0.1, 0.2 and 0.3
        const std::vector<double> thresholds{0.0, 0.1, 0.2, 0.3};
        const std::vector<double> shares{0.0, 0.25, 0.5, 1.0};
        const std::vector<double> accuracies{0.75, 0.75, 0.5, 0.5};  // not monotone in general
        const std::vector<double> delays{14.0, 11.5, 9.0, 4.0};      // 4 + (1 - F) 10
        const std::vector<double> energies{5.0, 4.0, 3.0, 1.0};      // 1 + (1 - F) 4
        for (std::size_t i = 0; i < 4; ++i) {
            const SweepPoint& point = (*points)[i];
            QCOMPARE(*point.thresholds[0], thresholds[i]);
            QVERIFY(!point.thresholds[1]);
            QCOMPARE(point.shares[0], shares[i]);
            QCOMPARE(point.shares[1], 1.0 - shares[i]);
            QCOMPARE(*point.accuracy, accuracies[i]);
            QCOMPARE(point.cost, (Cost{delays[i], energies[i]}));
            COMPARE_CLOSE(*point.edpReduction, 40.0 / (delays[i] * energies[i]), 1e-12);
            COMPARE_CLOSE(*point.delayReduction, 10.0 / delays[i], 1e-12);
        }
    }
    /// A hardness of exactly 0 is accepted by every threshold: "nobody leaves" is then no choice.
    void anImageWithoutDoubtAlwaysLeaves() {
        ProfileTable profile(2);
        profile.add(std::vector{0.0, 0.0}, std::vector{Answer::Right, Answer::Right});
        profile.add(std::vector{0.5, 0.0}, std::vector{Answer::Right, Answer::Right});
        const auto points = sweep(profile, request());
        QCOMPARE(points->size(), std::size_t{2});
        QCOMPARE(points->front().shares[0], 0.5);
    }

    /// The sorted pass gives what routing each threshold from scratch gives.
    void thePassAgreesWithRouting_data() {
        QTest::addColumn<int>("efforts");
        QTest::addColumn<int>("varied");
        for (int efforts = 1; efforts <= 4; ++efforts) {
            for (int varied = 0; varied < efforts; ++varied) {
                QTest::addRow("effort %d of %d", varied + 1, efforts) << efforts << varied;
            }
        }
    }
    void thePassAgreesWithRouting() {
        QFETCH(int, efforts);
        QFETCH(int, varied);
        const ProfileTable profile = random(efforts, 300, static_cast<unsigned>(17 * efforts + varied));
        Thresholds thresholds(static_cast<std::size_t>(efforts), 0.4);
        thresholds.back() = 0.6;  // some images are accepted by none
        int visited = 0;
        ThresholdWalk(profile, varied).run(thresholds, [&](double threshold, const ExitCounts& counts) {
            Thresholds here = thresholds;
            here[static_cast<std::size_t>(varied)] = threshold;
            const auto expected = route(profile, here);
            QVERIFY(expected);
            QVERIFY(counts == expected->counts);
            ++visited;
        });
        QVERIFY(visited >= 20);
    }
    void fewerPointsKeepBothEnds() {
        SweepRequest few = request();
        few.points = 5;
        const auto points = sweep(random(2, 300, 1), few);
        const auto all = sweep(random(2, 300, 1), request());
        QCOMPARE(points->size(), std::size_t{5});
        QVERIFY(points->front() == all->front());
        QVERIFY(points->back() == all->back());
        few.points = 1000;
        QCOMPARE(sweep(random(2, 300, 1), few)->size(), all->size());
    }
    void withoutEnergyThereIsNoEdp() {
        SweepRequest noEnergy = request();
        noEnergy.effortCosts = {{4.0, {}}, {10.0, {}}};
        const auto points = sweep(fourImages(), noEnergy);
        QVERIFY(!points->front().edpJs);
        QVERIFY(!points->front().edpReduction);
        QVERIFY(points->front().delayReduction);
    }
    void aRequestThatDoesNotFitIsRefused() {
        SweepRequest bad = request();
        bad.thresholds = {0.1};
        QVERIFY(!sweep(fourImages(), bad));
        bad = request();
        bad.effortCosts.pop_back();
        QVERIFY(!sweep(fourImages(), bad));
        bad = request();
        bad.varied = 2;
        QVERIFY(!sweep(fourImages(), bad));
        bad = request();
        bad.varied = 1;  // effort 1 then needs its threshold
        QVERIFY(!sweep(fourImages(), bad));
        QVERIFY(!sweep(ProfileTable(2), request()));
    }

    /// Of (0.75, 14), (0.75, 11.5), (0.5, 9), (0.5, 4) the second and the last are beaten by none.
    void theParetoSetByHand() {
        const auto points = sweep(fourImages(), request());
        const std::vector<SweepPoint> best = paretoSet(*points);
        QCOMPARE(best.size(), std::size_t{2});
        QCOMPARE(best[0].cost.delayMs, 11.5);
        QCOMPARE(best[1].cost.delayMs, 4.0);
    }
    void theParetoSetAgreesWithAllPairs() {
        const auto points = sweep(random(2, 300, 3), request());
        const std::vector<SweepPoint> best = paretoSet(*points);
        const auto beats = [](const SweepPoint& a, const SweepPoint& b) {
            const bool atLeast =
                *a.accuracy >= *b.accuracy && a.cost.delayMs <= b.cost.delayMs && *a.edpJs <= *b.edpJs;
            return atLeast &&
                   (*a.accuracy > *b.accuracy || a.cost.delayMs < b.cost.delayMs || *a.edpJs < *b.edpJs);
        };
        for (const SweepPoint& point : *points) {
            const bool beaten = std::any_of(points->begin(), points->end(),
                                            [&](const SweepPoint& other) { return beats(other, point); });
            QCOMPARE(std::find(best.begin(), best.end(), point) != best.end(), !beaten);
        }
    }
};

QTEST_GUILESS_MAIN(TestSweep)
#include "tst_sweep.moc"
