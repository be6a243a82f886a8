// SPDX-License-Identifier: GPL-3.0-or-later
#include "close_to.h"
#include "compared_runs.h"
#include "pivot/comparison_parts.h"

#include <QtTest>

using namespace pivot;
using pivot::test::image;
using pivot::test::run;

namespace {

Comparison compared(const std::vector<ComparedRun>& runs) {
    const auto comparison = compareRuns(runs);
    return comparison ? *comparison : Comparison{};
}

/// 87 right in both, 9 only in this one, 4 only in the reference.
const std::string kReference = std::string(87, '1') + std::string(9, '0') + std::string(4, '1');
const std::string kOther = std::string(87, '1') + std::string(9, '1') + std::string(4, '0');

}  // namespace

/// Two experiments on the same images, image by image.
class TestComparison : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// The interval is Tango's for 9 and 4 of 100 (tst_statistics); the p values are sums of binomials:
    /// 2 (1 + 13 + 78 + 286 + 715) / 2^13, and with half of the last term 715 in each tail.
    void thePairsAreTestedOnTheSameImages() {
        const RunPair pair = compared({run("ref", kReference), run("new", kOther)}).pairs.at(0);
        QCOMPARE(pair.imagesInBoth, std::int64_t{100});
        QCOMPARE(pair.imagesCompared, std::int64_t{100});
        QCOMPARE(pair.counts, (PairedCounts{87, 9, 4, 0}));
        QVERIFY(pair.method == DifferenceMethod::Paired);
        COMPARE_CLOSE(pair.accuracyDifference->value, 0.05, 1e-12);
        COMPARE_CLOSE(pair.accuracyDifference->ci95.low, -0.023324316792, 1e-9);
        COMPARE_CLOSE(pair.accuracyDifference->ci95.high, 0.129486279508, 1e-9);
        COMPARE_CLOSE(*pair.mcnemarExact, 2186.0 / 8192, 1e-12);
        COMPARE_CLOSE(*pair.mcnemarMidP, 1471.0 / 8192, 1e-12);
        COMPARE_CLOSE(*pair.mcnemarHolm, *pair.mcnemarMidP, 1e-12);  // of one pair
        COMPARE_CLOSE(*pair.sameAnswer, 0.87, 1e-12);
        QCOMPARE(*pair.sameExit, 1.0);
    }

    void severalPairsAreAdjustedTogether() {
        const Comparison all =
            compared({run("ref", kReference), run("new", kOther), run("same", kReference)});
        QCOMPARE(all.pairs.size(), std::size_t{2});
        COMPARE_CLOSE(*all.pairs[0].mcnemarHolm, 2.0 * *all.pairs[0].mcnemarMidP, 1e-12);
        QCOMPARE(*all.pairs[1].mcnemarHolm, 1.0);
    }

    void flippedImagesAreNamedWithBothAnswers() {
        ComparedRun other = run("new", "0111");
        other.images[0].exitEffort = 1;
        const RunPair pair = compared({run("ref", "1110"), other}).pairs.at(0);
        QCOMPARE(pair.flips.size(), std::size_t{2});
        QCOMPARE(pair.flips[0], (FlippedImage{0, "img/0.png", 0, 0, 1, 0, 1, false}));
        QCOMPARE(pair.flips[1], (FlippedImage{3, "img/3.png", 3, 4, 3, 0, 0, true}));
    }

    void imagesAreToldByTheirKeyAndNotByTheirPlace() {
        ComparedRun other = run("new", "01");
        other.images[0].key = "img/1.png";
        other.images[0].label = 1;
        other.images[1].key = "img/7.png";
        const RunPair pair = compared({run("ref", "11"), other}).pairs.at(0);
        QCOMPARE(pair.imagesInBoth, std::int64_t{1});
        QCOMPARE(pair.onlyReference, std::int64_t{1});
        QCOMPARE(pair.onlyThis, std::int64_t{1});
        QCOMPARE(pair.flips.at(0).key, std::string("img/1.png"));
    }

    void failedAndUnlabelledImagesAreInNoPair() {
        ComparedRun reference = run("ref", "111"), other = run("new", "000");
        reference.images[0].failed = true;
        for (ComparedRun* one : {&reference, &other}) {
            one->images[1].label.reset();
            one->images[1].right.reset();
        }
        const Comparison comparison = compared({reference, other});
        const RunPair& pair = comparison.pairs.at(0);
        QCOMPARE(pair.imagesInBoth, std::int64_t{2});
        QCOMPARE(pair.imagesCompared, std::int64_t{1});
        QCOMPARE(comparison.runs[0].errors, std::int64_t{1});
        QCOMPARE(*comparison.runs[0].accuracy, 1.0);
        QCOMPARE(test::warningOf(comparison, "missing-images")->remark, true);
    }

    void imagesWithAnotherLabelCountInNoPair() {
        ComparedRun other = run("new", "10");
        other.images[1].label = 5;
        const Comparison comparison = compared({run("ref", "11"), other});
        QCOMPARE(comparison.pairs[0].otherLabels, std::int64_t{1});
        QCOMPARE(comparison.pairs[0].imagesCompared, std::int64_t{1});
        QVERIFY(comparison.pairs[0].flips.empty());
        QVERIFY(test::warningOf(comparison, "different-labels"));
    }

    void eachClassHasItsOwnDifference() {
        const RunPair pair =
            compared({run("ref", std::string(20, '1')), run("new", std::string(19, '1') + "0")}).pairs.at(0);
        QCOMPARE(pair.classes.size(), std::size_t{10});
        const ClassDifference& last = pair.classes.back();
        QCOMPARE(last.label, 9);
        QCOMPARE(last.images, std::int64_t{2});
        QCOMPARE(last.referenceRight, std::int64_t{2});
        QCOMPARE(last.right, std::int64_t{1});
        COMPARE_CLOSE(last.difference.value, -0.5, 1e-12);
        QCOMPARE(pair.classes.front().difference.value, 0.0);
    }

    /// Newcombe 1998, his first example by method 10: 56 of 70 and 48 of 80.
    void differentImagesGetTheIntervalOfIndependentProportions() {
        const auto published = comparison::independentDifference(56, 70, 48, 80);
        COMPARE_CLOSE(published->value, 0.2, 1e-12);
        COMPARE_CLOSE(published->ci95.low, 0.0524, 5e-5);
        COMPARE_CLOSE(published->ci95.high, 0.3339, 5e-5);
        QVERIFY(!comparison::independentDifference(0, 0, 1, 2));

        ComparedRun other = run("new", "1100");
        other.record.datasetFingerprint = std::string(64, 'c');
        const Comparison comparison = compared({run("ref", "1111"), other});
        const RunPair& pair = comparison.pairs.at(0);
        QVERIFY(pair.method == DifferenceMethod::Independent);
        COMPARE_CLOSE(pair.accuracyDifference->value, -0.5, 1e-12);
        QCOMPARE(pair.imagesInBoth, std::int64_t{0});
        QVERIFY(!pair.mcnemarExact && !pair.mcnemarHolm && pair.flips.empty() && pair.classes.empty());
        QCOMPARE(comparison.warnings.front().code, std::string("different-data"));
        QVERIFY(pair.delayReduction);  // shown all the same
    }

    void anotherPartOfTheSameDataIsPairedWhereItOverlaps() {
        ComparedRun other = run("new", "110011");
        other.record.datasetFingerprint = std::string(64, 'c');
        other.record.config.dataset = "fashion-mnist#test[0:6]";
        const Comparison comparison = compared({run("ref", "1111"), other});
        QVERIFY(comparison.pairs[0].method == DifferenceMethod::Paired);
        QCOMPARE(comparison.pairs[0].imagesInBoth, std::int64_t{4});
        QCOMPARE(comparison.pairs[0].onlyThis, std::int64_t{2});
        QVERIFY(test::warningOf(comparison, "different-range"));
        // The same range with another content is other data, whatever its name.
        other.record.datasetRange = "test[0:4]";
        QCOMPARE(comparison::relationOf(run("ref", "1111").record, other.record),
                 comparison::DataRelation::Different);
        // A sample is another part, too.
        other.record.config.limit = 6;
        QCOMPARE(comparison::relationOf(run("ref", "1111").record, other.record),
                 comparison::DataRelation::OtherRange);
    }

    void theAttentionOfABlockIsCountedOverAllEfforts() {
        ComparedRun one = run("ref", "1111"), other = run("new", "1111");
        one.images[3] = image(3, true, 1);
        one.record.config.rerun = RerunMode::Restart;
        other.images[3] = image(3, true, 1);
        const Comparison comparison = compared({one, other});
        // Blocks 1 and 3 are skipped by the low effort; a quarter of the images goes on.
        QCOMPARE(comparison.runs[0].attentionRuns, (std::vector<double>{1.25, 0.25, 1.25, 0.25}));
        // A kept prefix is not run again: up to the first block that differs.
        QCOMPARE(comparison.runs[1].attentionRuns, (std::vector<double>{1.0, 0.25, 1.25, 0.25}));
    }

    void whatCannotBeComparedIsAUsageError() {
        const std::vector<ComparedRun> one{run("ref", "1")};
        QCOMPARE(compareRuns(one).error().code, ErrorCode::Usage);
        const std::vector<ComparedRun> withEmpty{run("ref", "1"), run("none", "")};
        QCOMPARE(compareRuns(withEmpty).error().code, ErrorCode::Usage);
        QVERIFY(compareRuns(withEmpty).error().message.find("none") != std::string::npos);
    }
};

QTEST_APPLESS_MAIN(TestComparison)
#include "tst_comparison.moc"
