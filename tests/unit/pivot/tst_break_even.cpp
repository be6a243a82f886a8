// SPDX-License-Identifier: GPL-3.0-or-later
#include "close_to.h"
#include "pivot/break_even.h"

#include <QtTest>

using namespace pivot;

/// A re-run pays for both efforts: routing gains only when enough images end early.
class TestBreakEven : public QObject {
    Q_OBJECT
private Q_SLOTS:
    /// DeiT-S by MACs with every second attention skipped: the low path costs 0.81 of the full one, and at F
    /// = 0.7 routing costs 0.81 + 0.3 = 1.11 times the delay.
    void halfSkippingOfDeitSCostsOnACpu() {
        COMPARE_CLOSE(*breakEvenShare(1.0, 0.81, 1.0), 0.81, 1e-15);
        const std::vector<Cost> efforts{{0.81, {}}, {1.0, {}}};
        const std::vector<double> visits{1.0, 0.3};
        COMPARE_CLOSE(routedCost(efforts, visits).delayMs, 1.11, 1e-15);
    }
    /// The same in the authors' ZCU102 formula: 16.83 of 26.82 ms.
    void onTheZcu102TheShareIsLower() { COMPARE_CLOSE(*breakEvenShare(26.82, 16.83, 26.82), 0.6275, 1e-4); }

    /// The last six of twelve skipped, prefix kept: the re-run is half a full path. With D_low = 0.8 and
    /// D_rerun = 0.5, routing gains above 1 - 0.2 / 0.5 = 0.6 instead of 0.8.
    void aKeptPrefixLowersTheBreakEven() {
        COMPARE_CLOSE(*breakEvenShare(1.0, 0.8, 0.5), 0.6, 1e-15);
        COMPARE_CLOSE(*breakEvenShare(1.0, 0.8, 1.0), 0.8, 1e-15);
    }
    /// At its break-even share routing costs exactly the full path, with restart, prefix, and three efforts.
    void atTheBreakEvenTheCostIsThatOfTheFullPath() {
        for (const double rerun : {0.3, 0.5, 1.0}) {
            const double share = *breakEvenShare(1.0, 0.8, rerun);
            const std::vector<Cost> efforts{{0.8, {}}, {rerun, {}}};
            const std::vector<double> visits{1.0, 1.0 - share};
            COMPARE_CLOSE(routedCost(efforts, visits).delayMs, 1.0, 1e-15);
        }
        // Of the images turned away, 40 % go on to the third effort.
        const std::vector<Cost> three{{0.5, {}}, {0.4, {}}, {1.0, {}}};
        const double share = *breakEvenShare(1.0, three, std::vector<double>{1.0, 0.25, 0.1});
        COMPARE_CLOSE(share, 1.0 - 0.5 / (0.4 + 0.4 * 1.0), 1e-15);
        const std::vector<double> visits{1.0, 1.0 - share, 0.4 * (1.0 - share)};
        COMPARE_CLOSE(routedCost(three, visits).delayMs, 1.0, 1e-15);
    }
    void forTwoEffortsTheGeneralFormIsTheSimpleOne() {
        const std::vector<Cost> efforts{{0.7, {}}, {0.6, {}}};
        for (const double turnedAway : {0.0, 0.2, 1.0}) {
            QCOMPARE(breakEvenShare(1.0, efforts, std::vector<double>{1.0, turnedAway}),
                     breakEvenShare(1.0, 0.7, 0.6));
        }
    }
    void aboveOneNoShareGains() {
        QVERIFY(*breakEvenShare(1.0, 1.2, 1.0) > 1.0);  // the "low" effort costs more than the full path
    }
    void withoutDelaysThereIsNone() {
        QVERIFY(!breakEvenShare(0.0, 0.5, 1.0));
        QVERIFY(!breakEvenShare(1.0, 0.5, 0.0));
        QVERIFY(!breakEvenShare(1.0, std::nan(""), 1.0));
        QVERIFY(!breakEvenShare(1.0, std::vector<Cost>{{0.5, {}}}, std::vector<double>{1.0}));  // one effort
    }

    /// Energy goes the same way; EDP = mean energy x mean delay. Low 4 ms 1 J, full 10 ms 4 J, F = 0.75:
    /// 4 + 0.25 * 10 = 6.5 ms, 1 + 0.25 * 4 = 2 J, 0.013 Js against 0.04 Js: 3.08x.
    void edpByHand() {
        const Cost low{4.0, 1.0};
        const Cost full{10.0, 4.0};
        const Cost routed = routedCost(std::vector<Cost>{low, full}, std::vector<double>{1.0, 0.25});
        QCOMPARE(routed, (Cost{6.5, 2.0}));
        COMPARE_CLOSE(*routed.edpJs(), 0.013, 1e-15);
        COMPARE_CLOSE(*edpReduction(full, routed), 0.04 / 0.013, 1e-12);
        QVERIFY(*edpReduction(routed, full) < 1.0);
    }
    void anUnknownEnergyCountsOnlyWhereItWasSpent() {
        const std::vector<Cost> efforts{{4.0, 1.0}, {10.0, {}}};
        QVERIFY(!routedCost(efforts, std::vector<double>{1.0, 0.25}).energyJ);
        QCOMPARE(routedCost(efforts, std::vector<double>{1.0, 0.0}), (Cost{4.0, 1.0}));
        QVERIFY(!edpReduction({10.0, {}}, {4.0, 1.0}));
    }
};

QTEST_GUILESS_MAIN(TestBreakEven)
#include "tst_break_even.moc"
