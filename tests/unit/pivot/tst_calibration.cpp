// SPDX-License-Identifier: GPL-3.0-or-later
#include "close_to.h"
#include "pivot/calibration.h"

#include <QtTest>
#include <random>

using namespace pivot;
using Answer = ProfileTable::Answer;

/// Choosing thresholds on calibration images.
class TestCalibration : public QObject {
    Q_OBJECT

    /// Ten images of rising doubt. The low effort is wrong on the 3rd, 7th, 9th and 10th; the full path on
    /// the 4th.
    static ProfileTable tenImages() {
        ProfileTable profile(2);
        for (int i = 1; i <= 10; ++i) {
            const bool low = i != 3 && i != 7 && i != 9 && i != 10;
            profile.add(std::vector{0.1 * i, 0.01}, std::vector{low ? Answer::Right : Answer::Wrong,
                                                                i != 4 ? Answer::Right : Answer::Wrong});
        }
        return profile;
    }
    static CalibrationRequest request(const char* goal) {
        CalibrationRequest result;
        result.goal = parseCalibrationGoal(goal).value();
        result.effortCosts = {{4.0, 1.0}, {10.0, 4.0}};
        result.baseline = Cost{10.0, 4.0};
        return result;
    }
    static ProfileTable random(int efforts, std::size_t images, unsigned seed, bool labels = true) {
        std::mt19937 source(seed);
        ProfileTable profile(efforts);
        for (std::size_t i = 0; i < images; ++i) {
            std::vector<double> hardness;
            std::vector<Answer> answers;
            for (int k = 0; k < efforts; ++k) {
                hardness.push_back(static_cast<double>(1 + source() % 50) / 50.0);
                // Later efforts are right more often, and all more often where they don't doubt.
                const bool right =
                    static_cast<double>(source() % 100) / 100.0 > 0.5 * hardness.back() / (k + 1);
                answers.push_back(!labels ? Answer::Unlabelled : right ? Answer::Right : Answer::Wrong);
            }
            profile.add(hardness, answers);
        }
        return profile;
    }

private Q_SLOTS:
    /// Right with the first k at the low effort: 9, 9, 9, 8, 9, 9, 9, 8, 8, 7, 6 for k = 0 to 10. With F >=
    /// 0.5 the best is 9, at k = 5 (the 4th is right at the low effort only) and k = 6: the latter has the
    /// lower EDP.
    void shareTakesTheBestAccuracyThenTheLeastEdp() {
        const auto chosen = calibrate(tenImages(), request("share=0.5"));
        QVERIFY2(chosen, chosen ? "" : chosen.error().message.c_str());
        QCOMPARE(*chosen->point.thresholds[0], 0.1 * 6);
        QCOMPARE(*chosen->point.accuracy, 0.9);
        QCOMPARE(chosen->point.shares[0], 0.6);
        QCOMPARE(chosen->candidates, std::int64_t{11});
        QVERIFY(chosen->exact);
        COMPARE_CLOSE(*chosen->lossPoints, 0.0, 1e-12);
        COMPARE_CLOSE(*chosen->breakEvenShare, 0.4, 1e-12);  // 4 / 10, a restart
        QVERIFY(chosen->note.empty());
    }
    void aShareOfAllIsAlwaysPossible() {
        const auto chosen = calibrate(tenImages(), request("share=1"));
        QVERIFY(chosen);
        QCOMPARE(chosen->point.shares[0], 1.0);
        QCOMPARE(*chosen->point.accuracy, 0.6);
    }
    /// Baseline 9 of 10. No loss: k = 6 at most. Ten points: the loss of one image, so k = 8.
    void lossTakesTheLeastDelayWithinIt() {
        const auto none = calibrate(tenImages(), request("loss=0"));
        QVERIFY(none);
        QCOMPARE(none->point.shares[0], 0.6);
        const auto ten = calibrate(tenImages(), request("loss=10"));
        QVERIFY(ten);
        QCOMPARE(ten->point.shares[0], 0.8);
        COMPARE_CLOSE(*ten->lossPoints, 10.0, 1e-9);
        COMPARE_CLOSE(ten->point.cost.delayMs, 6.0, 1e-12);  // 4 + 0.2 * 10
    }
    void edpTakesTheLeastEdpWithinTheLoss() {
        const auto chosen = calibrate(tenImages(), request("edp,loss=10"));
        QVERIFY(chosen);
        QCOMPARE(chosen->point.shares[0], 0.8);
        COMPARE_CLOSE(*chosen->point.edpReduction, 40.0 / (6.0 * 1.8), 1e-9);
    }
    /// An explicit baseline: nothing reaches 95 %, and the message says what could be had.
    void whatCannotBeMetIsSaid() {
        CalibrationRequest strict = request("loss=0.2");
        strict.baselineAccuracy = 0.95;
        const auto chosen = calibrate(tenImages(), strict);
        QVERIFY(!chosen);
        QCOMPARE(chosen.error().code, ErrorCode::Usage);
        QVERIFY2(chosen.error().message.find("5.00") != std::string::npos, chosen.error().message.c_str());
    }
    void withoutEnergyTheEdpGoesWithTheDelay() {
        CalibrationRequest blind = request("edp,loss=10");
        blind.effortCosts = {{4.0, {}}, {10.0, {}}};
        blind.baseline = Cost{10.0, {}};
        const auto chosen = calibrate(tenImages(), blind);
        QVERIFY(chosen);
        QCOMPARE(chosen->point.shares[0], 0.8);
        QVERIFY(!chosen->point.edpReduction);
        QVERIFY(chosen->note.find("delay squared") != std::string::npos);
    }
    /// The low effort costs 9 of 10: even the best share within the loss does not pay, and that is said.
    void anExperimentThatCostsSaysSo() {
        CalibrationRequest dear = request("edp,loss=0");
        dear.effortCosts = {{9.0, 3.6}, {10.0, 4.0}};
        const auto chosen = calibrate(tenImages(), dear);
        QVERIFY(chosen);
        QVERIFY(*chosen->point.edpReduction < 1.0);
        QVERIFY(chosen->note.find("cost more than the baseline") != std::string::npos);
    }
    void withoutLabelsOnlyAShareCanBeChosen() {
        const ProfileTable unlabelled = random(2, 100, 4, false);
        QVERIFY(!calibrate(unlabelled, request("loss=0.2")));
        QVERIFY(!calibrate(unlabelled, request("edp")));
        const auto chosen = calibrate(unlabelled, request("share=0.7"));
        QVERIFY(chosen);
        QVERIFY(!chosen->point.accuracy);
        // The least share that meets the goal: one value of entropy less and it would not.
        QVERIFY(chosen->point.shares[0] >= 0.7);
        const auto below = route(unlabelled, {*chosen->point.thresholds[0] - 0.01, {}});
        QVERIFY(below->counts.share(0) < 0.7);
    }
    void theLastThresholdIsKept() {
        CalibrationRequest kept = request("share=0.5");
        kept.lastThreshold = 0.0;  // below every entropy of the full path: nobody leaves there
        const auto chosen = calibrate(tenImages(), kept);
        QVERIFY(chosen);
        QCOMPARE(*chosen->point.thresholds[1], 0.0);
        COMPARE_CLOSE(chosen->point.shares[0] + chosen->point.unexitedShare, 1.0, 1e-12);
    }

    /// No other threshold does better: against a search over all of them that knows nothing of sorting.
    void bruteForceFindsNothingBetter_data() {
        QTest::addColumn<int>("efforts");
        QTest::addColumn<QString>("goal");
        for (const int efforts : {2, 3}) {
            for (const char* goal : {"share=0.3", "loss=1", "edp,loss=2"}) {
                QTest::addRow("%d efforts, %s", efforts, goal) << efforts << goal;
            }
        }
    }
    void bruteForceFindsNothingBetter() {
        QFETCH(int, efforts);
        QFETCH(QString, goal);
        const ProfileTable profile = random(efforts, 200, static_cast<unsigned>(efforts));
        CalibrationRequest wanted = request(goal.toUtf8().constData());
        wanted.effortCosts = efforts == 2 ? std::vector<Cost>{{4.0, 1.0}, {7.0, 3.0}}
                                          : std::vector<Cost>{{3.0, 1.0}, {2.0, 0.5}, {6.0, 3.0}};
        const auto chosen = calibrate(profile, wanted);
        QVERIFY2(chosen, chosen ? "" : chosen.error().message.c_str());
        QVERIFY(chosen->exact);

        const double baseline = *profile.accuracy(efforts - 1);
        const auto meets = [&](const SweepPoint& point) {
            return wanted.goal.kind == CalibrationGoal::Kind::Share
                       ? point.shares[0] >= wanted.goal.share - 1e-9
                       : 100.0 * (baseline - *point.accuracy) <= wanted.goal.lossPoints + 1e-9;
        };
        QVERIFY(meets(chosen->point));
        const int middle = efforts == 3 ? 50 : 0;
        for (int first = 0; first <= 50; ++first) {
            for (int second = 0; second <= middle; ++second) {
                Thresholds thresholds{first / 50.0, {}};
                if (efforts == 3) {
                    thresholds = {first / 50.0, second / 50.0, {}};
                }
                const SweepPoint point = sweepPoint(route(profile, thresholds)->counts, thresholds,
                                                    wanted.effortCosts, wanted.baseline);
                if (!meets(point)) {
                    continue;
                }
                switch (wanted.goal.kind) {
                    case CalibrationGoal::Kind::Share:
                        QVERIFY(*point.accuracy <= *chosen->point.accuracy + 1e-12);
                        break;
                    case CalibrationGoal::Kind::Loss:
                        QVERIFY(point.cost.delayMs >= chosen->point.cost.delayMs - 1e-9);
                        break;
                    case CalibrationGoal::Kind::Edp:
                        QVERIFY(*point.edpJs >= *chosen->point.edpJs - 1e-12);
                        break;
                }
            }
        }
    }
    /// Five efforts over continuous entropies are more than can be tried: quantiles then, and it says so.
    void manyEffortsAreTriedOnQuantiles() {
        std::mt19937 source(9);
        std::uniform_real_distribution<double> uniform(0.01, 1.0);
        ProfileTable profile(5);
        for (int i = 0; i < 2000; ++i) {
            std::vector<double> hardness;
            std::vector<Answer> answers;
            for (int k = 0; k < 5; ++k) {
                hardness.push_back(uniform(source));
                answers.push_back(uniform(source) > hardness.back() / (k + 2) ? Answer::Right
                                                                              : Answer::Wrong);
            }
            profile.add(hardness, answers);
        }
        CalibrationRequest wanted = request("edp,loss=1");
        wanted.effortCosts = {{2.0, 1.0}, {2.0, 1.0}, {2.0, 1.0}, {2.0, 1.0}, {8.0, 4.0}};
        const auto chosen = calibrate(profile, wanted);
        QVERIFY2(chosen, chosen ? "" : chosen.error().message.c_str());
        QVERIFY(!chosen->exact);
        QVERIFY(*chosen->lossPoints <= 1.0 + 1e-9);
    }
    void oneEffortHasNothingToChoose() {
        CalibrationRequest single = request("edp");
        single.effortCosts = {{10.0, 4.0}};
        const auto chosen = calibrate(random(1, 20, 1), single);
        QVERIFY(chosen);
        QCOMPARE(chosen->point.thresholds, Thresholds{std::nullopt});
        QCOMPARE(chosen->point.shares, std::vector<double>{1.0});
    }
    void withoutImagesOrCostsItIsAnError() {
        QVERIFY(!calibrate(ProfileTable(2), request("share=0.5")));
        CalibrationRequest costless = request("share=0.5");
        costless.effortCosts.pop_back();
        QVERIFY(!calibrate(tenImages(), costless));
    }
    void laddersAreComparedByTheGoalThatWasAsked_data() {
        QTest::addColumn<QString>("goal");
        QTest::addColumn<bool>("first");
        QTest::newRow("a share: the accurate one") << "share=0.5" << true;
        QTest::newRow("a loss: the fast one") << "loss=0.2" << false;
        QTest::newRow("EDP: the one with the least") << "edp" << true;
    }
    void laddersAreComparedByTheGoalThatWasAsked() {
        QFETCH(QString, goal);
        QFETCH(bool, first);
        CalibrationResult a, b;
        a.point.accuracy = 0.92;
        a.point.cost = {6.0, 1.0};
        a.point.edpJs = 0.006;
        b.point.accuracy = 0.91;
        b.point.cost = {5.0, 2.0};
        b.point.edpJs = 0.010;
        const CalibrationGoal asked = parseCalibrationGoal(goal.toStdString()).value();
        QCOMPARE(servesBetter(asked, a, b), first);
        QCOMPARE(servesBetter(asked, b, a), !first);
        QVERIFY(!servesBetter(asked, a, a));
        a.point.edpJs.reset();  // without an energy the delay stands for the EDP
        if (asked.kind == CalibrationGoal::Kind::Edp) {
            QVERIFY(servesBetter(asked, b, a));
        }
    }
};

QTEST_GUILESS_MAIN(TestCalibration)
#include "tst_calibration.moc"
