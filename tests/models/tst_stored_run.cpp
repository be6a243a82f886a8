// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/stored_run.h"

#include <QTest>
#include <cmath>
#include <numeric>

using namespace pivot;

namespace {

/// Image `index`, that ended at the first effort after 1 ms, with half of the largest entropy.
ImageResult image(std::int64_t index, bool right, std::optional<double> energyJ = {}) {
    ImageResult made;
    made.outcome.imageIndex = index;
    made.outcome.exitEffort = 0;
    made.outcome.label = static_cast<int>(index % 10);
    made.outcome.predicted = right ? *made.outcome.label : (*made.outcome.label + 1) % 10;
    made.outcome.right = right;
    made.outcome.delayNs = 1'000'000;
    made.outcome.energyJ = energyJ;
    Visit visit;
    visit.entropyNats = 0.5 * std::log(10.0);
    visit.right = right;
    made.visits.push_back(visit);
    return made;
}

RunReport reportOf(std::int64_t images) {
    RunReport made;
    made.images = images;
    made.baseline.delayMs = 2.0;
    return made;
}

StoredRun built(RunReport report, std::int64_t images, int classes = 10, std::optional<double> energyJ = {}) {
    StoredRunBuilder builder(std::move(report), {}, classes, {});
    for (std::int64_t i = 0; i < images; ++i) {
        builder.add(image(i, i % 4 != 0, energyJ));
    }
    return builder.build();
}

}  // namespace

/// A stored experiment shows the curves that it showed when it ran.
class TestStoredRun : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theCurveEndsWithAllImages() {
        const StoredRun run = built(reportOf(1000), 1000);
        QVERIFY(run.curve.size() <= 400);
        const LivePoint& last = run.curve.back();
        QCOMPARE(last.images, 1000);
        QCOMPARE(last.accuracy, 0.75);
        QVERIFY(last.accuracyLow < 0.75 && last.accuracyHigh > 0.75);
        QCOMPARE(last.delayOfBaseline, 0.5);
    }

    void aLongRunHasNoMorePointsThanAShortOne() {
        QVERIFY(built(reportOf(20000), 20000).curve.size() <= 400);
        QCOMPARE(built(reportOf(7), 7).curve.size(), std::size_t(7));
    }

    void entropiesAreCountedInTheirBinRightAndWrong() {
        const StoredRun run = built(reportOf(1000), 1000);
        constexpr std::size_t kMiddle = ScoreHistogram::kBins / 2;
        const auto near = [](const auto& bins) { return bins[kMiddle - 1] + bins[kMiddle]; };
        QCOMPARE(near(run.histograms[0].right), 750);
        QCOMPARE(near(run.histograms[0].wrong), 250);
    }

    void classesThatNobodyNamedAreCounted() {
        const StoredRun run = built(reportOf(1000), 1000, 0);
        QCOMPARE(run.classes, 10);
        QCOMPARE(
            std::accumulate(run.histograms[0].right.begin(), run.histograms[0].right.end(), std::int64_t(0)),
            750);
    }

    void withoutAnEnergyThereIsNoEdp() {
        QVERIFY(!built(reportOf(10), 10).curve.back().edpOfBaseline.has_value());
    }

    void energiesOfTheImagesGiveTheEdp() {
        RunReport report = reportOf(10);
        report.baseline.energyJ = 0.02;
        QCOMPARE(built(report, 10, 10, 0.01).curve.back().edpOfBaseline.value(), 0.25);
    }

    void aConstantPowerSquaresTheDelay() {
        RunReport report = reportOf(10);
        report.edpReduction = 4.0;
        report.energyProvenance = {ProvenanceKind::Estimated, "15 W"};
        QCOMPARE(built(report, 10).curve.back().edpOfBaseline.value(), 0.25);
    }

    void failedImagesAreNotCounted() {
        StoredRunBuilder builder(reportOf(2), {}, 10, {});
        builder.add(image(1, true));
        ImageResult failed = image(2, false);
        failed.outcome.error = "truncated";
        builder.add(failed);
        const StoredRun run = builder.build();
        QCOMPARE(run.curve.back().images, 1);
        QCOMPARE(run.latest.size(), std::size_t(1));
    }

    void theLastImagesAreKeptForTheStrip() {
        const StoredRun run = built(reportOf(1000), 1000);
        QCOMPARE(run.latest.size(), std::size_t(32));
        QCOMPARE(run.latest.back().index, 999);
    }

    /// 100 profiled images of two classes, the first effort ever less sure; it is right on those it is sure
    /// of.
    static StoredRun profiled() {
        RunReport report = reportOf(100);
        report.mode = RunMode::Profile;
        report.efforts.resize(2);
        report.efforts[0].thresholdNats = 0.3;
        StoredRunBuilder builder(report, {}, 2, {});
        for (int i = 0; i < 100; ++i) {
            ImageResult made;
            made.outcome.imageIndex = i;
            made.outcome.label = 1;
            for (int effort = 0; effort < 2; ++effort) {
                const double p = effort == 0 ? 0.995 - 0.004 * i : 0.9;
                Visit visit;
                visit.effort = effort;
                visit.entropyNats = -p * std::log(p) - (1 - p) * std::log(1 - p);
                visit.margin = static_cast<float>(2 * p - 1);
                visit.topIds = {1, 0, -1, -1, -1};
                visit.topProbabilities = {static_cast<float>(p), static_cast<float>(1 - p), 0, 0, 0};
                visit.right = effort == 1 || i < 80;
                made.visits.push_back(visit);
            }
            const bool easy = made.visits[0].entropyNats <= 0.3;
            made.outcome.exitEffort = easy ? 0 : 1;
            builder.add(made);
        }
        return builder.build();
    }

    void aProfileCanBeMovedByEveryScore() {
        const StoredRun run = profiled();
        QVERIFY(run.isScrubbable());
        const auto easy = static_cast<double>(
            std::accumulate(run.histograms[1].right.begin(), run.histograms[1].right.end(), std::int64_t(0)));
        QVERIFY(easy > 0 && easy < 100);  // the second effort's histogram is of those that went on
        for (const ScoreKind score : kScoreKinds) {
            const auto thresholds = sameShares(run, ScoreKind::Entropy, {0.3, std::nullopt}, score);
            QVERIFY(thresholds.has_value());
            const StoredRun moved = movedTo(run, score, *thresholds, 1);
            QVERIFY(moved.report.score == score);
            QCOMPARE(moved.report.efforts[0].share, 1 - easy / 100);
            QCOMPARE(moved.report.efforts[0].thresholdNats.has_value(), score == ScoreKind::Entropy);
            QCOMPARE(moved.report.efforts[0].thresholdScore.has_value(), score != ScoreKind::Entropy);
            QCOMPARE(std::accumulate(moved.histograms[1].right.begin(), moved.histograms[1].right.end(),
                                     std::int64_t(0)),
                     std::int64_t(easy));
        }
        const StoredRun strict =
            movedTo(run, ScoreKind::Margin, {hardnessOfScore(0.9499, ScoreKind::Margin), {}});
        QCOMPARE(strict.report.efforts[0].share, 0.06);  // p from 0.995 down to 0.975
        QCOMPARE(strict.report.efforts[0].thresholdScore, std::optional(0.9499));
    }

    void aProfileSaysHowWellItsEffortsAreCalibrated() {
        const StoredRun run = profiled();
        QCOMPARE(run.reliability.size(), std::size_t(2));
        // The second effort is right on all and says 0.9.
        QVERIFY(std::abs(run.reliability[1].equalWidth.ece - 0.1) < 1e-6);
        QVERIFY(std::abs(run.reliability[1].adaptiveEce - 0.1) < 1e-6);
        QCOMPARE(run.reliability[0].equalWidth.accuracy, 0.8);
        QVERIFY(built(reportOf(10), 10).reliability.empty());
    }

    void anExperimentWithoutImagesHasNoCurve() { QVERIFY(built(reportOf(0), 0).curve.empty()); }
};

QTEST_GUILESS_MAIN(TestStoredRun)
#include "tst_stored_run.moc"
