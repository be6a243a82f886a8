// SPDX-License-Identifier: GPL-3.0-or-later
#include "pivot/reliability.h"

#include <QtTest>
#include <cmath>
#include <random>

using namespace pivot;

namespace {

bool near(double a, double b) {
    return std::abs(a - b) < 1e-12;
}

}  // namespace

/// Whether answers are right as often as they are sure.
class TestReliability : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void binsAndErrorByHand() {
        // Two bins of ten: (0.5, 0.6] with one of two right, (0.9, 1] with three of three.
        const std::vector<double> confidences{0.55, 0.60, 0.95, 0.97, 1.00};
        const std::vector<std::uint8_t> right{1, 0, 1, 1, 1};
        const auto made = reliabilityOf(confidences, right, Binning::EqualWidth, 10);
        QVERIFY(made.has_value());
        QCOMPARE(made->bins.size(), std::size_t(10));
        QCOMPARE(made->bins[5].images, std::int64_t(2));
        QCOMPARE(made->bins[5].accuracy(), 0.5);
        QVERIFY(near(made->bins[5].meanConfidence, 0.575));
        QCOMPARE(made->bins[9].images, std::int64_t(3));
        QVERIFY(near(made->bins[9].meanConfidence, 2.92 / 3));
        // ECE = 2/5 |0.5 - 0.575| + 3/5 |1 - 0.97333|
        QVERIFY(near(made->ece, 0.4 * 0.075 + 0.6 * (1 - 2.92 / 3)));
        QVERIFY(near(made->largestGap, 0.075));
        QVERIFY(near(made->accuracy, 0.8));
        QVERIFY(near(made->meanConfidence, 4.07 / 5));
    }

    /// Bins are open below and closed above, as in the paper; the first takes what is 0.
    void edgesBelongToTheBinBelow() {
        const auto made = reliabilityOf(std::vector{0.0, 0.5, 1.0}, std::vector<std::uint8_t>{0, 1, 1},
                                        Binning::EqualWidth, 2);
        QCOMPARE(made->bins[0].images, std::int64_t(2));
        QCOMPARE(made->bins[1].images, std::int64_t(1));
    }

    void equalCountsPutTheSameNumberInEach() {
        const std::vector<double> confidences{0.9, 0.2, 0.4, 0.3, 0.8, 0.7};
        const std::vector<std::uint8_t> right{1, 0, 1, 0, 1, 0};
        const auto made = reliabilityOf(confidences, right, Binning::EqualCount, 3);
        QCOMPARE(made->bins.size(), std::size_t(3));
        for (const ReliabilityBin& bin : made->bins) {
            QCOMPARE(bin.images, std::int64_t(2));
        }
        QCOMPARE(made->bins[0].high, 0.3);
        QCOMPARE(made->bins[1].low, 0.3);
        // (0.2, 0.3): none right; (0.4, 0.7): one; (0.8, 0.9): both
        QVERIFY(near(made->ece, (2 * 0.25 + 2 * std::abs(0.5 - 0.55) + 2 * (1 - 0.85)) / 6));
    }

    void oneConfidenceIsNeverCutInTwo() {
        const std::vector<double> confidences(10, 0.7);
        std::vector<std::uint8_t> right(10, 1);
        right[0] = right[1] = right[2] = 0;
        const auto made = reliabilityOf(confidences, right, Binning::EqualCount, 5);
        QCOMPARE(made->bins.size(), std::size_t(1));
        QVERIFY(made->ece < 1e-12);  // right as often as it is sure
    }

    void everyImageIsInOneBin() {
        std::mt19937 random(4);
        std::uniform_real_distribution<double> uniform;
        std::vector<double> confidences;
        std::vector<std::uint8_t> right;
        for (int i = 0; i < 20000; ++i) {
            confidences.push_back(uniform(random));
            right.push_back(uniform(random) < confidences.back() ? 1 : 0);
        }
        for (const Binning binning : {Binning::EqualWidth, Binning::EqualCount}) {
            const auto made = reliabilityOf(confidences, right, binning);
            QCOMPARE(made->bins.size(), std::size_t(kReliabilityBins));
            QCOMPARE(made->images, std::int64_t(20000));
            QVERIFY2(made->ece < 0.02, qPrintable(QString::number(made->ece)));  // calibrated by making
        }
    }

    void nothingIsSaidOfNothing() {
        QVERIFY(!reliabilityOf({}, {}).has_value());
        QVERIFY(!reliabilityOf(std::vector{0.5}, {}).has_value());
    }
};

QTEST_APPLESS_MAIN(TestReliability)
#include "tst_reliability.moc"
