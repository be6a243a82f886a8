// SPDX-License-Identifier: GPL-3.0-or-later
#include "close_to.h"
#include "pivot/metrics.h"

#include <QtTest>
#include <numeric>

using namespace pivot;

/// A run counted up image by image: what the report and the live view are made of.
class TestMetrics : public QObject {
    Q_OBJECT

    static constexpr std::int64_t kMs = 1000000;

    static Visit visit(int effort, double entropy, std::int32_t first, std::optional<int> label,
                       std::int64_t ms, std::optional<double> energyJ) {
        Visit result;
        result.effort = effort;
        result.entropyNats = entropy;
        result.topIds = {first, 9, 8, 7, 6};
        if (label) {
            result.right = first == *label;
        }
        result.delayNs = ms * kMs;
        result.energyJ = energyJ;
        return result;
    }
    /// An image that left at `exit` after `visits`.
    static ImageResult image(int exit, std::vector<Visit> visits, std::optional<int> label) {
        ImageResult result;
        result.outcome.label = label;
        result.outcome.exitEffort = exit;
        result.outcome.energyJ = 0.0;
        for (const Visit& one : visits) {
            if (exit != Outcome::kNoExit && one.effort > exit) {
                continue;  // a profile visits more than routing pays for
            }
            result.outcome.delayNs += one.delayNs;
            result.outcome.energyJ = result.outcome.energyJ && one.energyJ
                                         ? std::optional<double>(*result.outcome.energyJ + *one.energyJ)
                                         : std::nullopt;
            if (one.effort == exit) {
                result.outcome.predicted = one.topIds[0];
                result.outcome.right = one.right;
            }
        }
        if (exit == Outcome::kNoExit && label) {
            result.outcome.right = false;
        }
        result.visits = std::move(visits);
        return result;
    }
    static RunMetrics::Setup twoEfforts() {
        RunMetrics::Setup setup;
        setup.efforts = 2;
        setup.classes = 10;
        return setup;
    }
    /// Low 4 ms 1 J, re-run 10 ms 4 J. Four images: easy and right, easy and wrong but in the first five,
    /// hard and right, and one without a label.
    static RunMetrics fourImages(RunMetrics::Setup setup = twoEfforts()) {
        RunMetrics metrics(setup);
        metrics.add(image(0, {visit(0, 0.1, 3, 3, 4, 1.0)}, 3));
        metrics.add(image(0, {visit(0, 0.2, 3, 8, 4, 1.0)}, 8));
        metrics.add(image(1, {visit(0, 2.0, 3, 5, 4, 1.0), visit(1, 0.1, 5, 5, 10, 4.0)}, 5));
        metrics.add(image(0, {visit(0, 0.1, 3, {}, 4, 1.0)}, {}));
        return metrics;
    }

private Q_SLOTS:
    void aReportByHand() {
        RunMetrics metrics = fourImages();
        metrics.addBaseline(8, 80 * kMs, 32.0);
        metrics.addBatchMs(12.0);
        metrics.addBatchMs(14.0);
        RunReport report;
        report.efforts.resize(2);
        report.efforts[0].skip = SkipConfig{1, 3};
        metrics.fill(report);
        QCOMPARE(report.images, std::int64_t{4});
        QCOMPARE(report.labelled, std::int64_t{3});
        COMPARE_CLOSE(*report.accuracy, 2.0 / 3.0, 1e-15);
        COMPARE_CLOSE(*report.top5, 1.0, 1e-15);
        QCOMPARE(report.accuracyCi95, wilson(2, 3));
        QCOMPARE(report.efforts[0].skip, (SkipConfig{1, 3}));  // what describes the run is left alone
        QCOMPARE(report.efforts[0].share, 0.75);
        QCOMPARE(report.efforts[1].share, 0.25);
        QCOMPARE(*report.efforts[0].accuracyExits, 0.5);  // of the two with a label
        QCOMPARE(*report.efforts[1].accuracyExits, 1.0);
        QVERIFY(!report.efforts[0].accuracyAll);  // routed: nobody knows
        QCOMPARE(report.efforts[0].visits, std::int64_t{4});
        QCOMPARE(report.efforts[1].visits, std::int64_t{1});
        QCOMPARE(report.efforts[0].delayMs, 4.0);
        QCOMPARE(report.efforts[1].delayMs, 10.0);
        QCOMPARE(*report.efforts[1].energyJ, 4.0);
        QCOMPARE(report.delayMs, 6.5);   // 4 + 10 / 4
        QCOMPARE(*report.energyJ, 2.0);  // 1 + 4 / 4
        COMPARE_CLOSE(*report.edpJs, 0.013, 1e-15);
        QCOMPARE(report.baseline.delayMs, 10.0);
        QCOMPARE(*report.baseline.energyJ, 4.0);
        QCOMPARE(report.baseline.images, std::int64_t{8});
        COMPARE_CLOSE(*report.edpReduction, 0.04 / 0.013, 1e-12);
        COMPARE_CLOSE(*report.breakEvenShare, 0.4, 1e-12);  // 1 - (10 - 4) / 10
        QVERIFY(!report.latencyMs);
        QCOMPARE(report.batchMs->p50, 13.0);
        QVERIFY(!report.accuracyLossPoints);  // the baseline's answers are not known
    }
    void batchOneHasLatenciesInstead() {
        RunMetrics::Setup setup = twoEfforts();
        setup.perImageLatency = true;
        RunReport report;
        fourImages(setup).fill(report);
        QVERIFY(report.latencyMs);
        QCOMPARE(report.latencyMs->p50, 4.0);
        QVERIFY(report.latencyMs->p99 > 13.0);
        QVERIFY(!report.batchMs);
    }
    void aFailedImageIsAnErrorAndNothingElse() {
        RunMetrics metrics = fourImages();
        RunReport before;
        metrics.fill(before);
        ImageResult failed = image(Outcome::kNoExit, {}, 3);
        failed.outcome.imageKey = "cat/17.png";
        failed.outcome.error = "The file is truncated.";
        metrics.add(failed);
        RunReport after;
        metrics.fill(after);
        QCOMPARE(after.errors, std::int64_t{1});
        QCOMPARE(metrics.firstErrors(), std::vector<std::string>{"cat/17.png: The file is truncated."});
        after.errors = 0;
        QVERIFY(before == after);
    }
    void anImageThatNobodyAcceptsIsWrongAndPaysForAll() {
        RunMetrics metrics(twoEfforts());
        metrics.add(image(Outcome::kNoExit, {visit(0, 2.0, 5, 5, 4, 1.0), visit(1, 1.0, 5, 5, 10, 4.0)}, 5));
        RunReport report;
        metrics.fill(report);
        QCOMPARE(*report.accuracy, 0.0);
        QCOMPARE(*report.top5, 0.0);
        QCOMPARE(report.unexitedShare, 1.0);
        QCOMPARE(report.delayMs, 14.0);
        QVERIFY(!report.efforts[0].accuracyExits);
    }
    void oneUnknownEnergyMakesTheMeanUnknown() {
        RunMetrics metrics = fourImages();
        metrics.add(image(0, {visit(0, 0.1, 3, 3, 4, {})}, 3));
        RunReport report;
        metrics.fill(report);
        QVERIFY(!report.energyJ);
        QVERIFY(!report.edpJs);
        QVERIFY(!report.efforts[0].energyJ);
        QCOMPARE(*report.efforts[1].energyJ, 4.0);
    }
    /// A meter that knows the energy better than the sessions: the caller sets it and has the products made
    /// anew.
    void aMeasuredEnergyCanBePutIn() {
        RunMetrics metrics = fourImages();
        metrics.addBaseline(1, 10 * kMs, {});
        RunReport report;
        metrics.fill(report);
        QVERIFY(!report.edpReduction);
        report.energyJ = 3.0;
        report.baseline.energyJ = 4.0;
        RunMetrics::updateEdp(report);
        COMPARE_CLOSE(*report.edpReduction, 40.0 / (6.5 * 3.0), 1e-12);
    }

    /// A profile knows every effort on every image: accuracy_all, and the loss against the full path with its
    /// interval.
    void aProfileKnowsTheLoss() {
        RunMetrics::Setup setup = twoEfforts();
        setup.profile = true;
        setup.lastIsBaseline = true;
        RunMetrics metrics(setup);
        for (int i = 0; i < 100; ++i) {
            // The low effort keeps 80 images and is wrong on four of them, of which the full path gets three.
            const bool easy = i < 80;
            const std::int32_t low = i < 4 || !easy ? 1 : 0;
            const std::int32_t full = i == 0 ? 1 : 0;
            metrics.add(
                image(easy ? 0 : 1, {visit(0, 0.1, low, 0, 4, 1.0), visit(1, 0.1, full, 0, 10, 4.0)}, 0));
        }
        RunReport report;
        metrics.fill(report);
        QCOMPARE(*report.accuracy, 0.96);
        QCOMPARE(*report.efforts[0].accuracyAll, 0.76);
        QCOMPARE(*report.efforts[1].accuracyAll, 0.99);
        QCOMPARE(*report.baseline.accuracy, 0.99);
        COMPARE_CLOSE(*report.accuracyLossPoints, 3.0, 1e-12);
        const auto expected = pairedDifference({96, 3, 0, 1});
        COMPARE_CLOSE(report.accuracyLossCi95Points->high, 100.0 * expected->ci95.high, 1e-9);
        QCOMPARE(report.efforts[1].visits, std::int64_t{100});
        QCOMPARE(report.delayMs, 6.0);  // what routing pays, 4 + 0.2 * 10, not what profiling ran
    }
    void aBaselineOnAPartOfTheImagesHasNoAccuracy() {
        RunMetrics metrics = fourImages();
        metrics.addPair(true, true);
        RunReport report;
        metrics.fill(report);
        QVERIFY(!report.baseline.accuracy);
        QVERIFY(!report.accuracyLossPoints);
        metrics.addPair(true, false);
        metrics.addPair(true, true);
        metrics.fill(report);
        QCOMPARE(*report.baseline.accuracy, 1.0);
        COMPARE_CLOSE(*report.accuracyLossPoints, 100.0 / 3.0, 1e-9);
    }
    void beforeTheFirstImageNothingIsKnown() {
        const RunMetrics metrics(twoEfforts());
        RunReport report;
        metrics.fill(report);
        QVERIFY(!report.accuracy && !report.energyJ && !report.edpReduction && !report.breakEvenShare);
        QVERIFY(!metrics.meanCost());
        const LiveSnapshot view = metrics.snapshot();
        QVERIFY(view.curve.empty());
        QVERIFY(!view.delayMs);
    }

    void theLiveViewByHand() {
        RunMetrics metrics = fourImages();
        metrics.addBaseline(8, 80 * kMs, 32.0);
        const LiveSnapshot view = metrics.snapshot();
        QCOMPARE(view.images, std::int64_t{4});
        QCOMPARE(view.labelled, std::int64_t{3});
        QCOMPARE(view.right, std::int64_t{2});
        QCOMPARE(view.exits, (std::vector<std::int64_t>{3, 1}));
        QCOMPARE(*view.delayMs, 6.5);
        QCOMPARE(*view.baselineEnergyJ, 4.0);
        COMPARE_CLOSE(*view.breakEvenShare, 0.4, 1e-12);
        QCOMPARE(view.latest.size(), std::size_t{4});
        QCOMPARE(view.latest.back().exitEffort, 0);
        // 0.1, 0.2 and 2.0 nats of ln 10: bins 1, 3 and 34 of 40 over 0..1; the image without a label counts
        // as right.
        QCOMPARE(view.histograms[0].right[1], std::int64_t{2});
        QCOMPARE(view.histograms[0].wrong[3], std::int64_t{1});
        QCOMPARE(view.histograms[0].wrong[34], std::int64_t{1});
        QCOMPARE(std::accumulate(view.histograms[1].right.begin(), view.histograms[1].right.end(), 0LL) +
                     std::accumulate(view.histograms[1].wrong.begin(), view.histograms[1].wrong.end(), 0LL),
                 1LL);
    }
    /// A profile sees every image at every effort; the histograms show those that would have come there.
    void aProfilesHistogramsLeaveOutWhoWentBefore() {
        RunMetrics::Setup setup = twoEfforts();
        setup.profile = true;
        setup.score = ScoreKind::Margin;
        RunMetrics metrics(setup);
        for (const int exit : {0, 1, 1}) {
            Visit low = visit(0, 1.0, 3, 3, 4, 1.0), high = visit(1, 0.5, 3, 3, 10, 4.0);
            low.margin = 0.2F;
            high.margin = 0.96F;
            metrics.add(image(exit, {low, high}, 3));
        }
        const LiveSnapshot view = metrics.snapshot();
        QCOMPARE(view.histograms[0].right[8], std::int64_t{3});  // of 40 bins over 0..1
        QCOMPARE(view.histograms[1].right[38], std::int64_t{2});
    }
    void theLargestEntropyFallsIntoTheLastBin() {
        RunMetrics metrics(twoEfforts());
        metrics.add(image(0, {visit(0, std::log(10.0) + 1e-12, 3, 3, 4, 1.0)}, 3));
        QCOMPARE(metrics.snapshot().histograms[0].right.back(), std::int64_t{1});
    }
    /// The curve stays bounded and even however long the run, and always ends at the last image.
    void theCurveIsThinnedAsTheRunGrows() {
        RunMetrics metrics(twoEfforts());
        metrics.addBaseline(1, 8 * kMs, 4.0);
        const ImageResult easy = image(0, {visit(0, 0.1, 3, 3, 4, 1.0)}, 3);
        for (int i = 1; i <= 10007; ++i) {
            metrics.add(easy);
            if (i % 997 == 0 || i == 10007) {
                const LiveSnapshot view = metrics.snapshot();
                QVERIFY(view.curve.size() <= 260);
                QVERIFY(i < 200 || view.curve.size() >= 100);
                QCOMPARE(view.curve.back().images, std::int64_t{i});
                QVERIFY(view.latest.size() <= 32);
            }
        }
        const LiveSnapshot view = metrics.snapshot();
        const std::int64_t step = view.curve[1].images - view.curve[0].images;
        for (std::size_t i = 2; i + 1 < view.curve.size(); ++i) {
            QCOMPARE(view.curve[i].images - view.curve[i - 1].images, step);
        }
        const LivePoint& last = view.curve.back();
        QCOMPARE(last.accuracy, 1.0);
        QCOMPARE(last.accuracyHigh, 1.0);
        QVERIFY(last.accuracyLow > 0.999 && last.accuracyLow < 1.0);
        COMPARE_CLOSE(last.delayOfBaseline, 0.5, 1e-12);
        COMPARE_CLOSE(*last.edpOfBaseline, 0.5 * 0.25, 1e-12);
    }
    /// Results of an earlier segment may come first, in any order: the sums are the same.
    void orderDoesNotMatter() {
        RunMetrics forward(twoEfforts());
        RunMetrics backward(twoEfforts());
        std::vector<ImageResult> results{
            image(0, {visit(0, 0.1, 3, 3, 4, 1.0)}, 3),
            image(1, {visit(0, 2.0, 3, 5, 4, 1.0), visit(1, 0.1, 5, 5, 10, 4.0)}, 5)};
        forward.add(results[0]);
        forward.add(results[1]);
        backward.add(results[1]);
        backward.add(results[0]);
        RunReport first;
        RunReport second;
        forward.fill(first);
        backward.fill(second);
        QVERIFY(first == second);
    }
    void repeatsPoolTimesAndLeaveTheCountsAlone() {
        RunMetrics metrics(twoEfforts()), again(twoEfforts());
        metrics.add(image(0, {visit(0, 0.1, 1, 1, 4, 1.0)}, 1));
        metrics.add(image(1, {visit(0, 2.0, 2, 3, 4, 1.0), visit(1, 0.1, 3, 3, 10, 4.0)}, 3));
        metrics.addBaseline(2, 24 * kMs, 8.0);
        metrics.addBatchMs(8.0);
        again.add(image(0, {visit(0, 0.1, 1, 1, 8, 2.0)}, 1));
        again.add(image(1, {visit(0, 2.0, 2, 3, 8, 2.0), visit(1, 0.1, 3, 3, 10, 4.0)}, 3));
        again.addBaseline(2, 24 * kMs, 8.0);
        again.addBatchMs(16.0);
        metrics.poolTimes(again);
        RunReport report;
        metrics.fill(report);
        QCOMPARE(report.images, 2);
        QCOMPARE(report.accuracy, std::optional(1.0));
        QCOMPARE(report.efforts[0].visits, 2);
        QCOMPARE(report.efforts[1].visits, 1);
        QCOMPARE(report.efforts[0].delayMs, 6.0);
        QCOMPARE(report.efforts[1].delayMs, 10.0);
        QCOMPARE(report.delayMs, 11.0);
        QCOMPARE(report.energyJ, std::optional(3.5));
        QCOMPARE(report.baseline.images, 2);
        QCOMPARE(report.baseline.delayMs, 12.0);
        QCOMPARE(report.batchMs->p50, 12.0);
        QCOMPARE(report.breakEvenShare, std::optional(1.0 - (12.0 - 6.0) / 10.0));
    }
};

QTEST_GUILESS_MAIN(TestMetrics)
#include "tst_metrics.moc"
