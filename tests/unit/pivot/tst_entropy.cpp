// SPDX-License-Identifier: GPL-3.0-or-later
#include "close_to.h"
#include "pivot/entropy.h"

#include <QtTest>
#include <limits>
#include <vector>

using namespace pivot;

/// What one image's logits say: entropy, margin, probabilities.
class TestEntropy : public QObject {
    Q_OBJECT

    static Scores score(const std::vector<float>& logits) { return scoreLogits(logits).value(); }

private Q_SLOTS:
    /// Equal logits: every class has 1/C, the entropy is ln C whatever the logits' level.
    void equalLogitsHaveTheLargestEntropy() {
        for (const float level : {0.0F, 7.0F, -300.0F, 3e38F}) {
            const Scores scores = score(std::vector<float>(10, level));
            COMPARE_CLOSE(scores.entropyNats, std::log(10.0), 1e-15);
            COMPARE_CLOSE(scores.maxProbability, 0.1, 1e-16);
            QCOMPARE(scores.margin, 0.0);
        }
    }
    /// Logits ln 3 and 0: p = 3/4 and 1/4, H = -(3/4 ln 3/4 + 1/4 ln 1/4) = 0.5623351446.
    void twoClassesByHand() {
        const Scores scores = score({static_cast<float>(std::log(3.0)), 0.0F});
        COMPARE_CLOSE(scores.entropyNats, 0.562335144618808, 1e-7);
        COMPARE_CLOSE(scores.maxProbability, 0.75, 1e-7);
        COMPARE_CLOSE(scores.margin, 0.5, 1e-7);
    }
    /// exp would overflow float and double; log-sum-exp does not.
    void enormousLogitsAreExact() {
        const Scores certain = score({3e38F, -3e38F, 0.0F});
        QCOMPARE(certain.entropyNats, 0.0);
        QCOMPARE(certain.maxProbability, 1.0);
        const Scores even = score({90000.0F, 90000.0F, -90000.0F});
        COMPARE_CLOSE(even.entropyNats, std::log(2.0), 1e-15);
    }
    /// Small entropies keep their digits: logits 20 and 0 give p2 = e^-20 / (1 + e^-20), H about 21 e^-20.
    void smallEntropiesKeepTheirDigits() {
        const double small = std::exp(-20.0);
        const double expected = std::log1p(small) + 20.0 * small / (1.0 + small);
        COMPARE_CLOSE(score({20.0F, 0.0F}).entropyNats / expected, 1.0, 1e-7);
    }
    void topFiveAreInOrderOfProbability() {
        const Scores scores = score({0.0F, 3.0F, 1.0F, 5.0F, 2.0F, 4.0F, -1.0F});
        QCOMPARE(scores.topIds, (std::array<std::int32_t, 5>{3, 5, 1, 4, 2}));
        QVERIFY(std::is_sorted(scores.topProbabilities.rbegin(), scores.topProbabilities.rend()));
        COMPARE_CLOSE(scores.topProbabilities[0] / scores.topProbabilities[1], std::exp(1.0), 1e-6);
    }
    void ofEqualLogitsTheLowerClassComesFirst() {
        QCOMPARE(score({1.0F, 2.0F, 2.0F, 1.0F, 2.0F, 1.0F}).topIds,
                 (std::array<std::int32_t, 5>{1, 2, 4, 0, 3}));
    }
    void fewerThanFiveClassesLeaveTheRestEmpty() {
        const Scores scores = score({0.0F, 1.0F, -1.0F});
        QCOMPARE(scores.topIds, (std::array<std::int32_t, 5>{1, 0, 2, -1, -1}));
        QCOMPARE(scores.topProbabilities[3], 0.0F);
    }
    void oneClassIsCertain() {
        const Scores scores = score({-4.0F});
        QCOMPARE(scores.entropyNats, 0.0);
        QCOMPARE(scores.margin, 1.0);
    }

    void aLogitThatIsNotFiniteIsAnErrorThatNamesTheClass_data() {
        QTest::addColumn<float>("bad");
        QTest::newRow("nan") << std::numeric_limits<float>::quiet_NaN();
        QTest::newRow("inf") << std::numeric_limits<float>::infinity();
        QTest::newRow("-inf") << -std::numeric_limits<float>::infinity();
    }
    void aLogitThatIsNotFiniteIsAnErrorThatNamesTheClass() {
        QFETCH(float, bad);
        const std::vector<float> logits{0.0F, 1.0F, bad};
        const auto scores = scoreLogits(logits);
        QVERIFY(!scores);
        QCOMPARE(scores.error().code, ErrorCode::BadFile);
        QVERIFY2(scores.error().message.find("class 2") != std::string::npos, scores.error().message.c_str());
    }
    void noLogitsAreAnError() { QVERIFY(!scoreLogits({})); }

    void aVisitKnowsWhetherItWasRight() {
        const Scores scores = score({0.0F, 2.0F, 1.0F});
        QCOMPARE(makeVisit(scores, 1, 1).right, std::optional<bool>(true));
        QCOMPARE(makeVisit(scores, 1, 2).right, std::optional<bool>(false));
        QVERIFY(!makeVisit(scores, 1, {}).right);
        QCOMPARE(makeVisit(scores, 1, 1).effort, 1);
    }
    /// Entropy, 1 - margin and 1 - p rise together with doubt, so that one rule serves all three.
    void everyScoreRisesWithDoubt() {
        const Visit sure = makeVisit(score({5.0F, 0.0F, 0.0F}), 0, {});
        const Visit unsure = makeVisit(score({1.0F, 0.5F, 0.0F}), 0, {});
        for (const ScoreKind kind : {ScoreKind::Entropy, ScoreKind::Margin, ScoreKind::MaxProbability}) {
            QVERIFY(hardness(sure, kind) < hardness(unsure, kind));
            QVERIFY(hardness(sure, kind) >= 0.0);
            QCOMPARE(parseScoreKind(toString(kind)), Result<ScoreKind>(kind));
        }
        QVERIFY(!parseScoreKind("doubt"));
    }
};

QTEST_GUILESS_MAIN(TestEntropy)
#include "tst_entropy.moc"
