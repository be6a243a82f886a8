// SPDX-License-Identifier: GPL-3.0-or-later
#include "close_to.h"
#include "compared_runs.h"
#include "pivot/comparison_parts.h"

#include <QtTest>
#include <numeric>

using namespace pivot;
using pivot::test::run;

namespace {

RunPair pairOf(const ComparedRun& reference, const ComparedRun& other) {
    const std::vector<ComparedRun> runs{reference, other};
    const auto comparison = compareRuns(runs);
    return comparison ? comparison->pairs.at(0) : RunPair{};
}

std::vector<CostBlock> blocksOf(const ComparedRun& run) {
    std::vector<const ComparedImage*> images;
    for (const ComparedImage& image : run.images) {
        images.push_back(&image);
    }
    return comparison::costBlocks(images, run.record.config.batch, std::nullopt);
}

std::vector<std::int64_t> sizesOf(const std::vector<CostBlock>& blocks) {
    std::vector<std::int64_t> sizes;
    for (const CostBlock& block : blocks) {
        sizes.push_back(block.images);
    }
    return sizes;
}

}  // namespace

/// Delay, energy and EDP of experiments against each other, with batches resampled as wholes.
class TestComparisonCosts : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void imagesOfOneBatchStayTogether() {
        QCOMPARE(sizesOf(blocksOf(run("a", std::string(20, '1')))), (std::vector<std::int64_t>{8, 8, 4}));
    }
    /// A modelled delay is the same for all: the batch's size tells then.
    void equalDelaysAreCutAtTheBatch() {
        ComparedRun one = run("a", std::string(20, '1'));
        for (ComparedImage& image : one.images) {
            image.firstVisitNs = 5;
        }
        QCOMPARE(sizesOf(blocksOf(one)), (std::vector<std::int64_t>{8, 8, 4}));
    }
    void aResumedRunBeginsANewBlock() {
        ComparedRun one = run("a", std::string(8, '1'));
        for (std::size_t i = 5; i < 8; ++i) {
            one.images[i].segment = 2;
        }
        QCOMPARE(sizesOf(blocksOf(one)), (std::vector<std::int64_t>{5, 3}));
    }
    /// Every second image is hard: two batches fill one of the second effort, and have its delay in common.
    void batchesThatShareAReRunAreDrawnTogether() {
        ComparedRun one = run("a", std::string(800, '1'));
        for (std::size_t i = 0; i < 800; i += 2) {
            one.images[i].visits = 2;
        }
        const std::vector<CostBlock> blocks = blocksOf(one);
        QCOMPARE(blocks.size(), std::size_t{50});
        QCOMPARE(blocks.front().images, std::int64_t{16});
        // With one hard image in eight, eight batches would do it; thirty blocks are more worth.
        for (std::size_t i = 0; i < 800; ++i) {
            one.images[i].visits = i % 8 == 0 ? 2 : 1;
        }
        QVERIFY(blocksOf(one).size() >= 30);
    }
    void manyBlocksAreMadeFewer() {
        ComparedRun one = run("a", std::string(3000, '1'));
        one.record.config.batch = 1;
        const std::vector<CostBlock> blocks = blocksOf(one);
        QVERIFY(blocks.size() <= 512);
        std::int64_t images = 0;
        double delayMs = 0;
        for (const CostBlock& block : blocks) {
            images += block.images;
            delayMs += block.delayMs;
        }
        QCOMPARE(images, std::int64_t{3000});
        COMPARE_CLOSE(delayMs, 3000.0, 1e-6);
    }

    void aRatioSaysHowMuchLessTheOtherOneCosts() {
        ComparedRun reference = run("ref", std::string(160, '1')), other = reference;
        other.record.experimentId = "new";
        test::makeDearer(reference, 2);
        for (std::size_t i = 0; i < 160; ++i) {
            other.images[i].delayNs += i < 80 ? 100'000 : -100'000;
        }
        const RunPair pair = pairOf(reference, other);
        COMPARE_CLOSE(*pair.delayReduction, 2.0, 1e-12);
        QCOMPARE(pair.blocks, std::int64_t{20});
        QVERIFY(pair.delayCi95->low > 1.8 && pair.delayCi95->low < 2.0);
        QVERIFY(pair.delayCi95->high > 2.0 && pair.delayCi95->high < 2.2);
        QVERIFY(!pair.energyReduction && !pair.edpReduction);  // nothing told the energy
    }

    void oneBatchAloneHasNoInterval() {
        ComparedRun reference = run("ref", std::string(8, '1')), other = reference;
        other.record.experimentId = "new";
        const RunPair pair = pairOf(reference, other);
        COMPARE_CLOSE(*pair.delayReduction, 1.0, 1e-12);
        QVERIFY(!pair.delayCi95);
    }

    /// A meter knows the phase alone; its mean power is the same for every image, as in the report.
    void aMetersEnergyFollowsTheDelay() {
        ComparedRun reference = run("ref", std::string(16, '1')), other = run("new", std::string(16, '1'));
        test::makeDearer(reference, 3);
        for (ComparedRun* one : {&reference, &other}) {
            RunReport report;
            report.images = 16;
            report.delayMs = one == &reference ? 3.0 : 1.0;
            report.energyJ = report.delayMs * 1e-3 * 20.0;  // 20 W
            one->report = report;
        }
        const RunPair pair = pairOf(reference, other);
        COMPARE_CLOSE(*pair.energyReduction, 3.0, 1e-9);
        COMPARE_CLOSE(*pair.edpReduction, 9.0, 1e-9);
        QVERIFY(pair.edpCi95);
    }

    /// The same walks, their energies known: the interval holds what the power changed from walk to walk.
    void theEnergyOfRepeatsWidensTheInterval() {
        ComparedRun reference = run("ref", std::string(80, '1')), other = run("new", std::string(80, '1'));
        for (ComparedRun* one : {&reference, &other}) {
            RunReport report;
            report.images = 80;
            report.delayMs = 1.0;
            report.energyJ = 20e-3;
            report.repeatDelayMs = {0.9, 1.0, 1.1};
            one->report = report;
        }
        const RunPair fixedPower = pairOf(reference, other);
        other.report->repeatEnergyJ = {10e-3, 20e-3, 30e-3};
        const RunPair metered = pairOf(reference, other);
        const auto width = [](const std::optional<Interval>& ci95) { return ci95->high - ci95->low; };
        QCOMPARE(metered.delayCi95, fixedPower.delayCi95);
        QVERIFY(width(metered.energyCi95) > 2 * width(fixedPower.energyCi95));
        QVERIFY(width(metered.edpCi95) > 1.5 * width(fixedPower.edpCi95));
        COMPARE_CLOSE(*metered.energyReduction, 1.0, 1e-9);  // 20 mJ on the mean of the walks, as before
    }

    /// What the pair costs is asked of the images in both: the others would be of other images.
    void onlyTheImagesInBothArePaidFor() {
        ComparedRun reference = run("ref", std::string(16, '1')), other = run("new", std::string(16, '1'));
        reference.images[15].delayNs = 1'000'000'000;
        other.images.pop_back();
        COMPARE_CLOSE(*pairOf(reference, other).delayReduction, 1.0, 1e-12);
    }

    void theSameComparisonGivesTheSameInterval() {
        ComparedRun reference = run("ref", std::string(80, '1')), other = run("new", std::string(80, '1'));
        for (std::size_t i = 0; i < 80; ++i) {
            other.images[i].delayNs += static_cast<std::int64_t>(1000 * (i / 8));
        }
        QCOMPARE(pairOf(reference, other).delayCi95, pairOf(reference, other).delayCi95);
        QVERIFY(pairOf(reference, other).delayCi95->low < pairOf(reference, other).delayCi95->high);
    }
};

QTEST_APPLESS_MAIN(TestComparisonCosts)
#include "tst_comparison_costs.moc"
