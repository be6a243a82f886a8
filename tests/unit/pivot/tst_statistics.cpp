// SPDX-License-Identifier: GPL-3.0-or-later
#include "close_to.h"
#include "pivot/statistics.h"

#include <QtTest>

using namespace pivot;

/// Intervals and tests, against published or hand-computed values.
class TestStatistics : public QObject {
    Q_OBJECT

    static PairedCounts counts(std::int64_t n, std::int64_t onlyFirst, std::int64_t onlySecond) {
        return {n - onlyFirst - onlySecond, onlyFirst, onlySecond, 0};
    }

private Q_SLOTS:
    /// Newcombe 1998 (Statistics in Medicine 17:857), method 3: 81 of 263 and 15 of 148.
    void wilsonAsPublished() {
        COMPARE_CLOSE(wilson(81, 263)->low, 0.2553, 5e-5);
        COMPARE_CLOSE(wilson(81, 263)->high, 0.3662, 5e-5);
        COMPARE_CLOSE(wilson(15, 148)->low, 0.0624, 5e-5);
        COMPARE_CLOSE(wilson(15, 148)->high, 0.1605, 5e-5);
    }
    /// For none right the upper end is z^2 / (n + z^2).
    void wilsonAtTheEnds() {
        QCOMPARE(wilson(0, 20)->low, 0.0);
        COMPARE_CLOSE(wilson(0, 20)->high, kZ95 * kZ95 / (20 + kZ95 * kZ95), 1e-12);
        QCOMPARE(wilson(20, 20)->high, 1.0);
        QVERIFY(!wilson(0, 0));
    }

    /// Tango's own example (1998): 44 patients, one discordant pair, difference -0.0227 (-0.118, 0.059). The
    /// others were found by maximising the likelihood numerically.
    void pairedDifferences_data() {
        QTest::addColumn<int>("n");
        QTest::addColumn<int>("onlyFirst");
        QTest::addColumn<int>("onlySecond");
        QTest::addColumn<double>("low");
        QTest::addColumn<double>("high");
        QTest::newRow("Tango's example") << 44 << 0 << 1 << -0.118077096982 << 0.059393230047;
        QTest::newRow("100 images") << 100 << 9 << 4 << -0.023324316792 << 0.129486279508;
        QTest::newRow("5,000 images") << 5000 << 40 << 30 << -0.001314438151 << 0.005414001122;
        QTest::newRow("strong") << 50 << 12 << 2 << 0.061112407117 << 0.344708747;
        QTest::newRow("none differs") << 50 << 0 << 0 << -0.071347599133 << 0.071347599133;
    }
    void pairedDifferences() {
        QFETCH(int, n);
        QFETCH(int, onlyFirst);
        QFETCH(int, onlySecond);
        QFETCH(double, low);
        QFETCH(double, high);
        const auto difference = pairedDifference(counts(n, onlyFirst, onlySecond));
        QVERIFY(difference);
        QCOMPARE(difference->value, static_cast<double>(onlyFirst - onlySecond) / n);
        COMPARE_CLOSE(difference->ci95.low, low, 1e-7);
        COMPARE_CLOSE(difference->ci95.high, high, 1e-7);
        // Seen from the other side it is the mirror image.
        const auto mirrored = pairedDifference(counts(n, onlySecond, onlyFirst));
        COMPARE_CLOSE(mirrored->ci95.low, -high, 1e-7);
        COMPARE_CLOSE(mirrored->ci95.high, -low, 1e-7);
    }
    void theIntervalAtTheExtremes() {
        const auto all = pairedDifference(counts(10, 10, 0));
        QCOMPARE(all->value, 1.0);
        COMPARE_CLOSE(all->ci95.high, 1.0, 1e-9);
        QVERIFY(all->ci95.low > 0.4 && all->ci95.low < 1.0);
        QVERIFY(!pairedDifference({}));
    }
    void pairsAreCounted() {
        PairedCounts pairs;
        pairs.add(true, true);
        pairs.add(true, false);
        pairs.add(true, false);
        pairs.add(false, true);
        pairs.add(false, false);
        QCOMPARE(pairs, (PairedCounts{1, 2, 1, 1}));
        QCOMPARE(pairs.total(), std::int64_t{5});
    }

    /// 10 against 2: P(X <= 2 of 12) = (1 + 12 + 66) / 4096; exact twice that, mid-p less the 66 / 4096 of X
    /// = 2.
    void mcnemarByHand() {
        COMPARE_CLOSE(mcnemarExact(10, 2), 158.0 / 4096.0, 1e-12);
        COMPARE_CLOSE(mcnemarExact(2, 10), 158.0 / 4096.0, 1e-12);
        COMPARE_CLOSE(mcnemarMidP(10, 2), 92.0 / 4096.0, 1e-12);
        COMPARE_CLOSE(mcnemarExact(6, 0), 2.0 / 64.0, 1e-12);
        COMPARE_CLOSE(mcnemarMidP(6, 0), 1.0 / 64.0, 1e-12);
    }
    void mcnemarOfEqualsIsOne() {
        COMPARE_CLOSE(mcnemarExact(0, 0), 1.0, 1e-12);
        COMPARE_CLOSE(mcnemarMidP(0, 0), 1.0, 1e-12);
        COMPARE_CLOSE(mcnemarExact(7, 7), 1.0, 1e-12);
        COMPARE_CLOSE(mcnemarMidP(7, 7), 1.0, 1e-12);
        COMPARE_CLOSE(mcnemarMidP(5000, 5000), 1.0, 1e-9);
    }

    /// 0.01 * 4, 0.03 * 3, 0.04 * 2 raised to 0.09, 0.5: in the order given.
    void holmByHand() {
        const std::vector<double> adjusted = holm(std::vector<double>{0.04, 0.01, 0.5, 0.03});
        COMPARE_CLOSE(adjusted[1], 0.04, 1e-12);
        COMPARE_CLOSE(adjusted[3], 0.09, 1e-12);
        COMPARE_CLOSE(adjusted[0], 0.09, 1e-12);
        COMPARE_CLOSE(adjusted[2], 0.5, 1e-12);
        QCOMPARE(holm(std::vector<double>{0.9, 0.8}), (std::vector<double>{1.0, 1.0}));
        QVERIFY(holm({}).empty());
    }

    void quantilesInterpolate() {
        const std::vector<double> values{4.0, 1.0, 3.0, 2.0};
        QCOMPARE(*quantile(values, 0.5), 2.5);
        QCOMPARE(*quantile(values, 0.0), 1.0);
        QCOMPARE(*quantile(values, 1.0), 4.0);
        std::vector<double> hundred;
        for (int i = 0; i <= 100; ++i) {
            hundred.push_back(i);
        }
        QCOMPARE(*percentiles(hundred), (Percentiles{50.0, 95.0, 99.0}));
        QCOMPARE(*percentiles(std::vector<double>{7.0}), (Percentiles{7.0, 7.0, 7.0}));
        QVERIFY(!percentiles({}));
    }

    /// The ratio is one of means per image, not of means of batches: 20 ms over 10 images against 5 ms
    /// over 5.
    void ratiosAreOfMeansPerImage() {
        const std::vector<CostBlock> baseline{{8, 16.0, 4.0}, {2, 4.0, 1.0}};
        const std::vector<CostBlock> routed{{4, 4.0, 1.0}, {1, 1.0, 0.25}};
        QCOMPARE(bootstrapDelayRatio(baseline, routed)->ratio, 2.0);
        QCOMPARE(bootstrapEnergyRatio(baseline, routed)->ratio, 2.0);
        QCOMPARE(bootstrapEdpReduction(baseline, routed)->ratio, 4.0);
    }
    /// Blocks that all cost the same per image leave no doubt.
    void withoutSpreadTheIntervalIsAPoint() {
        const std::vector<CostBlock> baseline(20, {8, 16.0, 4.0});
        const std::vector<CostBlock> routed(30, {8, 8.0, 4.0});
        const auto ratio = bootstrapDelayRatio(baseline, routed);
        QCOMPARE(ratio->ci95, (Interval{2.0, 2.0}));
    }
    /// 100 baseline blocks of mean 10 and standard deviation 2, routed without spread: the ratio's standard
    /// error is 2 / sqrt(100) / 5 = 0.04, its interval about 2 +- 0.078.
    void theIntervalFollowsTheSpreadOfBlocks() {
        std::vector<CostBlock> baseline;
        for (int i = 0; i < 100; ++i) {
            baseline.push_back({1, i % 2 == 0 ? 8.0 : 12.0, {}});
        }
        const std::vector<CostBlock> routed(100, {1, 5.0, {}});
        const auto ratio = bootstrapDelayRatio(baseline, routed, 3, 4000);
        QCOMPARE(ratio->ratio, 2.0);
        COMPARE_CLOSE(ratio->ci95.low, 2.0 - 0.0784, 0.01);
        COMPARE_CLOSE(ratio->ci95.high, 2.0 + 0.0784, 0.01);
        QVERIFY(!bootstrapEdpReduction(baseline, routed));  // no energy
    }
    void theSeedDecides() {
        std::vector<CostBlock> baseline;
        for (int i = 0; i < 10; ++i) {
            baseline.push_back({4, 10.0 + i * 1.37, {}});
        }
        const auto first = bootstrapDelayRatio(baseline, baseline, 5, 200);
        const auto again = bootstrapDelayRatio(baseline, baseline, 5, 200);
        const auto other = bootstrapDelayRatio(baseline, baseline, 6, 200);
        QCOMPARE(first->ci95, again->ci95);
        QVERIFY(!(first->ci95 == other->ci95));
        QCOMPARE(first->ratio, 1.0);
    }
    /// Batches of one walk are alike; what differs from walk to walk shows in the repeats alone.
    void repeatsWidenTheIntervalByWhatTheyDiffer() {
        const std::vector<CostBlock> blocks(50, CostBlock{32, 32.0, 0.5});
        const std::vector<double> steady{1.0, 1.0, 1.0}, shaky{1.0, 1.2, 1.4};
        const auto once = bootstrapDelayRatio(blocks, blocks);
        QCOMPARE(once->ratio, 1.0);
        QCOMPARE(once->ci95.high - once->ci95.low, 0.0);
        const auto same = bootstrapDelayRatio(RepeatedBlocks(blocks, steady), RepeatedBlocks(blocks, steady));
        QCOMPARE(same->ci95.high - same->ci95.low, 0.0);
        const RepeatedBlocks unsteady(blocks, shaky);
        const auto ratio = bootstrapDelayRatio(unsteady, blocks);
        QCOMPARE(ratio->ratio, 1.2);  // the mean of all walks, and not the first
        QVERIFY(ratio->ci95.low >= 1.0 && ratio->ci95.low < 1.15);
        QVERIFY(ratio->ci95.high <= 1.4 && ratio->ci95.high > 1.25);
        QCOMPARE(bootstrapEdpReduction(unsteady, blocks)->ratio, 1.2 * 1.2);
    }

    /// Walks of one delay whose power differed: a fixed power would leave no doubt about their energy.
    void repeatsThatDifferInPowerWidenTheEnergysInterval() {
        const std::vector<CostBlock> blocks(50, CostBlock{32, 32.0, 0.5});
        const std::vector<double> steady{1.0, 1.0, 1.0};
        const std::vector<double> measured{0.5 / 32, 0.6 / 32, 0.7 / 32};
        const RepeatedBlocks fixedPower(blocks, steady), metered(blocks, steady, measured);
        const auto fixed = bootstrapEnergyRatio(fixedPower, blocks);
        QCOMPARE(fixed->ci95.high - fixed->ci95.low, 0.0);
        const auto ratio = bootstrapEnergyRatio(metered, blocks);
        COMPARE_CLOSE(ratio->ratio, 1.2, 1e-12);  // the mean of all walks
        QVERIFY(ratio->ci95.low >= 1.0 && ratio->ci95.low < 1.15);
        QVERIFY(ratio->ci95.high <= 1.4 && ratio->ci95.high > 1.25);
        const auto delay = bootstrapDelayRatio(metered, blocks);
        QCOMPARE(delay->ci95.high - delay->ci95.low, 0.0);
    }
    /// A slow walk at little power and a fast one at much: EDP is 2 in either, at most 2.25 in their mix.
    /// Were delay and energy drawn apart, it would lie between 1 and 4.
    void delayAndEnergyOfAWalkAreDrawnTogether() {
        const std::vector<CostBlock> blocks(10, CostBlock{1, 1.0, 2.0});
        const std::vector<CostBlock> unit(10, CostBlock{1, 1.0, 1.0});
        const std::vector<double> delays{1.0, 2.0}, energies{2.0, 1.0};
        const auto edp = bootstrapEdpReduction(RepeatedBlocks(blocks, delays, energies), unit);
        COMPARE_CLOSE(edp->ratio, 2.25, 1e-12);
        COMPARE_CLOSE(edp->ci95.low, 2.0, 1e-12);
        COMPARE_CLOSE(edp->ci95.high, 2.25, 1e-12);
    }

    void withoutImagesThereIsNoRatio() {
        QVERIFY(!bootstrapDelayRatio({}, std::vector<CostBlock>{{1, 1.0, {}}}));
        QVERIFY(
            !bootstrapDelayRatio(std::vector<CostBlock>{{1, 1.0, {}}}, std::vector<CostBlock>{{1, 0.0, {}}}));
    }
};

QTEST_GUILESS_MAIN(TestStatistics)
#include "tst_statistics.moc"
