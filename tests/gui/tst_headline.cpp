// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/sample_values.h"
#include "widgets/views/headline.h"

#include <QTest>

using namespace pivot;

/// Was it worth it: four figures, each against the full path, each with where it comes from.
class TestHeadline : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aGainSaysHowMuchAndOnWhatItRests() {
        const Headline headline = headlineOf(samples::report(1.72));
        QCOMPARE(headline[0].value, QStringLiteral("92.1 %"));
        QCOMPARE(headline[0].sub, QStringLiteral("±0.5 · full path 92.2 %"));
        QVERIFY(headline[0].toolTip.contains(QStringLiteral("91.60 % to 92.65 %")));
        QCOMPARE(headline[1].value, QStringLiteral("83.0 %"));
        QCOMPARE(headline[1].sub, QStringLiteral("break-even 58.0 %"));
        QCOMPARE(headline[2].value, QStringLiteral("0.580 ms"));
        QCOMPARE(headline[2].sub, QStringLiteral("0.77 of full path 0.750 ms"));
        QCOMPARE(headline[2].basis, QStringLiteral("measured"));
        QCOMPARE(headline[3].value, QStringLiteral("1.7× less"));
        QCOMPARE(headline[3].sub, QStringLiteral("5.05 µJ·s · full path 8.68 µJ·s"));
        // The product takes the weaker provenance.
        QCOMPARE(headline[3].basis, QStringLiteral("8.70 mJ per image · estimated"));
        QVERIFY(headline[3].toolTip.contains(QStringLiteral("estimated: 15 W, constant")));
    }

    void aLossReadsCosts() {
        const Headline headline = headlineOf(samples::report(1 / 1.2));
        QCOMPARE(headline[3].value, QStringLiteral("costs 1.2×"));
        QCOMPARE(headline[1].sub, QStringLiteral("below break-even 91.0 %"));
    }

    void effortsThatCanNeverGainSaySo() {
        RunReport report = samples::report(1 / 1.2);
        report.breakEvenShare = 1.2;
        QCOMPARE(headlineOf(report)[1].sub, QStringLiteral("no share would gain"));
    }

    void anEnergyThatWasNotMeasuredIsSaidWithTheReason() {
        const Headline headline = headlineOf(samples::report(0));
        QVERIFY(!headline[3].known);
        QCOMPARE(headline[3].value, QStringLiteral("not measured"));
        QCOMPARE(headline[3].sub, QStringLiteral("No meter on this machine"));
        QCOMPARE(headline[3].basis, QStringLiteral("load the powercap module or name a power profile"));
        QCOMPARE(headline[3].toolTip, headline[3].sub + QStringLiteral(": ") + headline[3].basis);
    }

    void imagesWithoutLabelsHaveNoAccuracy() {
        RunReport report = samples::report();
        report.accuracy.reset();
        const Headline headline = headlineOf(report);
        QVERIFY(!headline[0].known);
        QCOMPARE(headline[0].sub, QStringLiteral("these images have no labels"));
    }

    void aRunInProgressShowsWhereItStands() {
        const Headline headline = headlineOf(samples::snapshot(6400, 10000));
        QCOMPARE(headline[0].value, QStringLiteral("92.1 %"));
        QCOMPARE(headline[1].value, QStringLiteral("83.0 %"));
        QCOMPARE(headline[3].value, QStringLiteral("1.7× less"));
        QCOMPARE(headline[2].basis, QStringLiteral("measured"));
        QCOMPARE(headline[3].basis, QStringLiteral("8.53 mJ per image · estimated"));
    }

    void whatIsModelledSaysSoWhileItRuns() {
        LiveSnapshot snapshot = samples::snapshot(6400, 10000);
        snapshot.delayProvenance = Provenance{ProvenanceKind::Modelled, "zcu102-pivot"};
        snapshot.energyProvenance = Provenance{ProvenanceKind::Modelled, "zcu102-pivot"};
        const Headline headline = headlineOf(snapshot);
        QCOMPARE(headline[2].basis, QStringLiteral("modelled"));
        QVERIFY(headline[3].basis.endsWith(QStringLiteral("modelled")));
    }

    void anUnknownEnergyInProgressIsNeverZero() {
        const Headline headline = headlineOf(samples::snapshot(6400, 10000, 2, false));
        QCOMPARE(headline[3].value, QStringLiteral("not measured"));
        QCOMPARE(headline[3].sub, QStringLiteral("the energy is not measured on this device"));
    }

    void aBaselineThatHasNotRunIsNotAnEnergyThatIsMissing() {
        LiveSnapshot snapshot = samples::snapshot(64, 10000);
        snapshot.baselineDelayMs.reset();
        snapshot.baselineEnergyJ.reset();
        QCOMPARE(missingEdpReason(snapshot), QStringLiteral("the full path has not run yet"));
        const Headline headline = headlineOf(snapshot);
        QCOMPARE(headline[3].sub, QStringLiteral("the full path has not run yet"));
        QVERIFY(headline[3].known);
        QVERIFY(headline[3].value.endsWith(QStringLiteral("J·s")));
    }

    void oneEffortIsNotCalledLow() {
        RunReport report = samples::report();
        report.efforts.resize(1);
        QCOMPARE(headlineOf(report)[1].caption, QStringLiteral("ends at the path"));
    }

    void imagesOfTheCalibrationAreNoResult() {
        LiveSnapshot snapshot = samples::snapshot(640, 5000);
        snapshot.progress.stage = "choosing the threshold";
        QCOMPARE(headlineOf(snapshot), emptyHeadline());
    }

    void beforeTheFirstImageThereIsNoFigure() {
        QCOMPARE(headlineOf(LiveSnapshot()), emptyHeadline());
        for (const HeadlineFigure& figure : emptyHeadline()) {
            QVERIFY(!figure.known);
        }
    }
};

QTEST_GUILESS_MAIN(TestHeadline)
#include "tst_headline.moc"
