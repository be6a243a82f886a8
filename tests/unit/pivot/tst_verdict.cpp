// SPDX-License-Identifier: GPL-3.0-or-later
#include "pivot/verdict.h"

#include <QtTest>

using namespace pivot;

/// How a result is put into words: it gains, or it costs, beside what it rests on.
class TestVerdict : public QObject {
    Q_OBJECT

    static RunReport report() {
        RunReport result;
        result.images = 1000;
        result.delayMs = 6.5;
        result.energyJ = 2.0;
        result.baseline.delayMs = 10.0;
        result.baseline.energyJ = 4.0;
        result.edpReduction = 3.0769;
        result.breakEvenShare = 0.4;
        result.efforts.resize(2);
        result.efforts[0].share = 0.75;
        result.delayProvenance.kind = ProvenanceKind::Measured;
        result.energyProvenance.kind = ProvenanceKind::Modelled;
        return result;
    }
    static QString verdict(const RunReport& result) { return QString::fromStdString(verdictOf(result)); }

private Q_SLOTS:
    void gainsAndCosts_data() {
        QTest::addColumn<double>("ratio");
        QTest::addColumn<QString>("phrase");
        QTest::newRow("gain") << 1.7 << "gains 1.7x";
        QTest::newRow("two digits") << 1.19 << "gains 1.19x";
        QTest::newRow("whole") << 2.0 << "gains 2.0x";
        QTest::newRow("cost") << 1.0 / 1.2 << "costs 1.2x the baseline";
        QTest::newRow("heavy cost") << 0.1 << "costs 10.0x the baseline";
        QTest::newRow("same") << 1.0 << "equals the baseline";
        QTest::newRow("same to what is shown") << 0.998 << "equals the baseline";
        QTest::newRow("just more") << 1.01 << "gains 1.01x";
        QTest::newRow("nonsense") << 0.0 << "cannot be compared with the baseline";
    }
    void gainsAndCosts() {
        QFETCH(double, ratio);
        QFETCH(QString, phrase);
        QCOMPARE(QString::fromStdString(gainPhrase(ratio)), phrase);
    }
    void theShareStandsBesideItsBreakEven() {
        QCOMPARE(sharePhrase(0.83, 0.61),
                 std::string("83.0 % end at effort 1, above the break-even of 61.0 %"));
        QCOMPARE(sharePhrase(0.5, 0.61),
                 std::string("50.0 % end at effort 1, not above the break-even of 61.0 %"));
        QCOMPARE(sharePhrase(0.5, 1.2),
                 std::string("50.0 % end at effort 1, and no share would gain (break-even 120.0 %)"));
        QCOMPARE(sharePhrase(0.5, -0.1), std::string("50.0 % end at effort 1, and any share gains"));
    }
    /// "At most 0.2 points" is claimed from the interval's upper end only.
    void aLossIsClaimedFromTheUpperBound() {
        QCOMPARE(lossPhrase(0.05, {-0.1, 0.19}),
                 std::string("loses at most 0.2 points (0.05, 95 % interval -0.10 to 0.19)"));
        QCOMPARE(lossPhrase(0.05, {-0.1, 0.21}),
                 std::string("loses 0.05 points (loss: 95 % interval -0.10 to 0.21)"));
        QCOMPARE(lossPhrase(-0.06, {-0.4, 0.28}),
                 std::string("gains 0.06 points (loss: 95 % interval -0.40 to 0.28)"));
        QCOMPARE(lossPhrase(0.3, {0.1, 0.5}, 0.5),
                 std::string("loses at most 0.5 points (0.30, 95 % interval 0.10 to 0.50)"));
    }
    void oneSentenceOnAReport() {
        QCOMPARE(verdict(report()),
                 QString("EDP gains 3.08x; 75.0 % end at effort 1, above the break-even of 40.0 %; "
                         "delay measured, energy modelled."));
    }
    void anEstimatedEnergySaysWhatTheRatioIs() {
        RunReport result = report();
        result.energyProvenance.kind = ProvenanceKind::Estimated;
        QVERIFY2(verdict(result).contains("the EDP ratio is the delay ratio squared"),
                 qPrintable(verdict(result)));
    }
    void withoutEnergyItSpeaksOfDelay() {
        RunReport result = report();
        result.energyJ = result.edpReduction = std::nullopt;
        result.delayMs = 12.0;
        QVERIFY2(verdict(result).startsWith("Delay costs 1.2x the baseline"), qPrintable(verdict(result)));
        QVERIFY(verdict(result).endsWith("delay measured, energy unknown."));
    }
    void theAccuracyStandsThereWhereItIsKnown() {
        RunReport result = report();
        result.accuracyLossPoints = 0.05;
        result.accuracyLossCi95Points = Interval{-0.1, 0.19};
        QVERIFY(verdict(result).contains("; accuracy loses at most 0.2 points"));
    }
    void withoutABaselineThereIsNoVerdict() {
        RunReport result = report();
        result.baseline = {};
        QVERIFY(verdict(result).isEmpty());
        QVERIFY(verdict(RunReport{}).isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestVerdict)
#include "tst_verdict.moc"
