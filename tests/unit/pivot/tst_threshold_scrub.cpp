// SPDX-License-Identifier: GPL-3.0-or-later
#include "pivot/threshold_scrub.h"

#include <QtTest>
#include <random>

using namespace pivot;
using Answer = ProfileTable::Answer;

/// A profiled run under other thresholds, without running again.
class TestThresholdScrub : public QObject {
    Q_OBJECT

    /// Four images: both right, only the high effort right, only the low one, both wrong.
    static ProfileTable fourImages() {
        ProfileTable profile(2);
        profile.add(std::vector{0.1, 0.0}, std::vector{Answer::Right, Answer::Right});
        profile.add(std::vector{0.2, 0.0}, std::vector{Answer::Wrong, Answer::Right});
        profile.add(std::vector{0.3, 0.0}, std::vector{Answer::Right, Answer::Wrong});
        profile.add(std::vector{0.4, 0.0}, std::vector{Answer::Wrong, Answer::Wrong});
        return profile;
    }
    /// 2 ms and 1 J at the low effort, 5 ms and 4 J more on the full path, which alone takes 6 ms and 5 J.
    static RunReport reportOf(int efforts) {
        RunReport report;
        report.efforts.resize(static_cast<std::size_t>(efforts));
        for (EffortReport& effort : report.efforts) {
            effort.skip = SkipConfig({1, 2});
            effort.delayMs = 2;
            effort.energyJ = 1;
        }
        report.efforts.back().skip = {};
        report.efforts.back().delayMs = 5;
        report.efforts.back().energyJ = 4;
        report.baseline.delayMs = 6;
        report.baseline.energyJ = 5;
        report.baseline.accuracy = 0.5;
        report.images = report.labelled = 4;
        report.energyProvenance.kind = ProvenanceKind::Estimated;
        return report;
    }
    static ThresholdScrub scrubOf(ProfileTable profile) {
        const int efforts = profile.efforts();
        return ThresholdScrub::create(std::move(profile), reportOf(efforts)).value();
    }

private Q_SLOTS:
    void everyFigureFollowsByHand() {
        const ThresholdScrub scrub = scrubOf(fourImages());
        const auto scrubbed = scrub.at({0.25, std::nullopt});  // two stay, two go on
        QVERIFY(scrubbed.has_value());
        const RunReport* report = &scrubbed->report;
        QCOMPARE(report->accuracy, std::optional(0.25));  // 1 of the two that stay, none of the others
        QCOMPARE(report->efforts[0].share, 0.5);
        QCOMPARE(report->efforts[0].thresholdNats, std::optional(0.25));
        QCOMPARE(report->efforts[0].accuracyExits, std::optional(0.5));
        QCOMPARE(report->delayMs, 2 + 0.5 * 5);
        QCOMPARE(report->energyJ, std::optional(1 + 0.5 * 4));
        QCOMPARE(report->edpReduction, std::optional(6.0 * 5.0 / (4.5 * 3.0)));
        QCOMPARE(report->breakEvenShare, std::optional(1 - (6.0 - 2.0) / 5.0));
        QCOMPARE(report->accuracyLossPoints, std::optional(25.0));  // the full path is right on half
        QVERIFY(!report->verdict.empty());
    }

    /// Costs are put together and not timed; what was estimated stays so.
    void costsSayThatTheyAreComposed() {
        const auto scrubbed = scrubOf(fourImages()).at({0.25, std::nullopt});
        const RunReport* report = &scrubbed->report;
        QVERIFY(report->delayProvenance.kind == ProvenanceKind::Composed);
        QVERIFY(report->energyProvenance.kind == ProvenanceKind::Estimated);
        QVERIFY(report->thresholdSource.onReportedImages);
    }

    void quadrantsSayWhatARerunWinsAndLoses() {
        const ThresholdScrub scrub = scrubOf(fourImages());
        const RegretQuadrants all = scrub.at({0.25, std::nullopt})->regret.at(0);
        QCOMPARE(all.bothRight, (RegretQuadrants::Cell{1, 0}));
        QCOMPARE(all.onlyHighRight, (RegretQuadrants::Cell{1, 0}));  // kept: a win that was missed
        QCOMPARE(all.onlyLowRight, (RegretQuadrants::Cell{0, 1}));   // re-run: a loss
        QCOMPARE(all.bothWrong, (RegretQuadrants::Cell{0, 1}));
        QCOMPARE(all.oracleAccuracy(), std::optional(0.75));
    }

    void itAgreesWithRoutingOnManyImages() {
        constexpr int kEfforts = 3;
        std::mt19937 source(5);
        ProfileTable profile(kEfforts);
        for (int i = 0; i < 5000; ++i) {
            std::vector<double> hardness;
            std::vector<Answer> answers;
            const bool labelled = source() % 10 != 0;
            for (int k = 0; k < kEfforts; ++k) {
                hardness.push_back(static_cast<double>(source() % 1000) / 1000);
                answers.push_back(!labelled           ? Answer::Unlabelled
                                  : source() % 3 != 0 ? Answer::Right
                                                      : Answer::Wrong);
            }
            profile.add(hardness, answers);
        }
        const ThresholdScrub scrub = scrubOf(profile);
        for (const double threshold : {0.0, 0.2, 0.55, 1.0}) {
            const Thresholds thresholds{threshold, 0.4, std::nullopt};
            const ExitCounts counts = route(profile, thresholds)->counts;
            const auto scrubbed = scrub.at(thresholds);
            const RunReport* report = &scrubbed->report;
            QCOMPARE(report->accuracy, counts.accuracy());
            for (std::size_t k = 0; k < kEfforts; ++k) {
                QCOMPARE(report->efforts[k].share, counts.share(static_cast<int>(k)));
            }
            const auto& curve = scrubbed->curve;
            QVERIFY(curve.size() >= 300 && curve.size() < 400);
            QCOMPARE(curve.back().images, std::int64_t{5000});
            QCOMPARE(curve.back().accuracy, *report->accuracy);
            QVERIFY(std::abs(*curve.back().edpOfBaseline * *report->edpReduction - 1) < 1e-9);
            QCOMPARE(scrubbed->regret.size(), std::size_t(kEfforts - 1));
            QCOMPARE(scrubbed->regret[0].images(), counts.labelled);
            // Of the second pair those that the first effort did not keep.
            QCOMPARE(scrubbed->regret[1].images(), counts.labelled - counts.labelledExits[0]);
            const auto keptAtSecond = [](const RegretQuadrants& q) {
                return q.bothRight.kept + q.onlyLowRight.kept + q.onlyHighRight.kept + q.bothWrong.kept;
            };
            QCOMPARE(keptAtSecond(scrubbed->regret[1]), counts.labelledExits[1]);
            std::int64_t somewhere = 0;
            for (std::size_t i = 0; i < profile.images(); ++i) {
                bool right = false;
                for (int k = 0; k < kEfforts; ++k) {
                    right = right || profile.answers(k)[i] == Answer::Right;
                }
                somewhere += right ? 1 : 0;
            }
            QCOMPARE(scrubbed->regret[1].oracleAccuracy(),
                     std::optional(static_cast<double>(somewhere) / static_cast<double>(counts.labelled)));
        }
    }

    void whatDoesNotFitIsRefused() {
        QVERIFY(!ThresholdScrub::create(ProfileTable(2), reportOf(2)).has_value());
        QVERIFY(!ThresholdScrub::create(fourImages(), reportOf(3)).has_value());
        QVERIFY(!scrubOf(fourImages()).at({std::nullopt, std::nullopt}).has_value());
    }
};

QTEST_APPLESS_MAIN(TestThresholdScrub)
#include "tst_threshold_scrub.moc"
