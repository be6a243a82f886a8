// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/effort.h"
#include "core/score.h"

#include <QtTest>
#include <cmath>

using namespace pivot;

/// Entropy, margin or the largest probability: one rule serves all.
class TestScore : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void namesAreReadBack() {
        for (const ScoreKind kind : kScoreKinds) {
            QCOMPARE(parseScoreKind(toString(kind)), Result<ScoreKind>(kind));
        }
        QCOMPARE(parseScoreKind("max-probability"), Result<ScoreKind>(ScoreKind::MaxProbability));
        QVERIFY(!parseScoreKind("doubt"));
    }

    void hardnessGrowsWithDoubt() {
        QCOMPARE(hardnessOfScore(0.3, ScoreKind::Entropy), 0.3);
        QCOMPARE(hardnessOfScore(0.25, ScoreKind::Margin), 0.75);
        QCOMPARE(scoreOfHardness(0.75, ScoreKind::MaxProbability), 0.25);
        // A stored float32 goes there and back without losing a bit: a threshold that was chosen at an image
        // accepts that image.
        for (const float margin : {0.1F, 0.33333F, 0.9999999F, 1e-5F}) {
            QCOMPARE(scoreOfHardness(hardnessOfScore(margin, ScoreKind::Margin), ScoreKind::Margin),
                     static_cast<double>(margin));
        }
    }

    void theAxisIsNormalizedEntropyOrTheScoreItself() {
        QCOMPARE(axisPlace(std::log(10.0), ScoreKind::Entropy, 10), 1.0);
        QCOMPARE(axisPlace(0.75, ScoreKind::Margin, 10), 0.25);
        for (const ScoreKind kind : kScoreKinds) {
            QVERIFY(std::abs(hardnessAt(axisPlace(0.4, kind, 7), kind, 7) - 0.4) < 1e-15);
        }
    }

    /// p = 0.9 against 0.1: H = 0.325 nats, margin 0.8.
    void anotherScoreBeginsWhereTwoClassesWouldStand() {
        const double entropy = -0.9 * std::log(0.9) - 0.1 * std::log(0.1);
        QVERIFY(std::abs(likeHardness(entropy, ScoreKind::Entropy, ScoreKind::Margin) - 0.2) < 1e-9);
        QVERIFY(std::abs(likeHardness(0.2, ScoreKind::Margin, ScoreKind::Entropy) - entropy) < 1e-9);
        QVERIFY(std::abs(likeHardness(0.1, ScoreKind::MaxProbability, ScoreKind::Margin) - 0.2) < 1e-9);
        QCOMPARE(likeHardness(5.0, ScoreKind::Entropy, ScoreKind::Margin), 1.0);  // more doubt than two hold
        QCOMPARE(likeHardness(5.0, ScoreKind::Entropy, ScoreKind::Entropy), 5.0);
    }

    void anEffortHoldsItsThresholdInTheUnitOfTheScore() {
        Effort effort;
        QVERIFY(!hardestAccepted(effort, ScoreKind::Margin));
        setHardestAccepted(effort, ScoreKind::Margin, 0.75);
        QCOMPARE(effort.thresholdScore, std::optional(0.25));
        QVERIFY(!effort.thresholdNats);
        setHardestAccepted(effort, ScoreKind::Entropy, 0.5);
        QCOMPARE(effort.thresholdNats, std::optional(0.5));
        QVERIFY(!effort.thresholdScore);
        QCOMPARE(hardestAccepted(effort, ScoreKind::Entropy), std::optional(0.5));
    }

    void aLadderRefusesAThresholdOfAnotherScore() {
        EffortLadder ladder;
        ladder.efforts.resize(2);
        ladder.efforts[0].thresholdNats = 0.5;
        QVERIFY(ladder.validate(4));
        ladder.score = ScoreKind::Margin;
        QVERIFY(!ladder.validate(4));
        setHardestAccepted(ladder.efforts[0], ScoreKind::Margin, 0.5);
        QVERIFY(ladder.validate(4));
        ladder.efforts[0].thresholdScore = 1.5;
        const Result<void> tooMuch = ladder.validate(4);
        QVERIFY(!tooMuch && tooMuch.error().message.find("from 0 to 1") != std::string::npos);
    }
};

QTEST_APPLESS_MAIN(TestScore)
#include "tst_score.moc"
