// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/ladder_changes.h"

#include <QTest>
#include <cmath>

using namespace pivot;

/// What a person can do to a whole ladder.
class TestLadderChanges : public QObject {
    Q_OBJECT
    static EffortLadder twoEfforts() {
        EffortLadder ladder;
        ladder.efforts.resize(2);
        ladder.efforts[0].skip = SkipConfig{2, 3, 4, 5};
        ladder.efforts[0].thresholdNats = 0.5;
        return ladder;
    }
private Q_SLOTS:
    void oneMoreEffortCostsSomethingInBetween() {
        const EffortLadder more = withOneMore(twoEfforts(), 12, true);
        QCOMPARE(more.size(), std::size_t(3));
        QCOMPARE(more.efforts[1].skip, (SkipConfig{4, 5}));
        QCOMPARE(more.efforts[1].thresholdNats, std::optional(0.5));
        QVERIFY(more.validate(12));
    }

    void aSecondEffortBelowTheOnlyOneSkipsTheLaterHalf() {
        EffortLadder one;
        one.efforts.resize(1);
        one.score = ScoreKind::Margin;
        const EffortLadder two = withOneMore(one, 4, true);
        QCOMPARE(two.efforts[0].skip, (SkipConfig{2, 3}));
        QCOMPARE(two.efforts[0].thresholdScore, std::optional(1.0));  // the strictest margin
        QVERIFY(!withOneMore(one, 4, false).efforts[0].thresholdScore);
    }

    void anotherScoreTakesTheThresholdsThatAreKnown() {
        const EffortLadder known = scoredBy(twoEfforts(), ScoreKind::Margin,
                                            Thresholds{hardnessOfScore(0.6, ScoreKind::Margin), {}});
        QVERIFY(known.score == ScoreKind::Margin);
        QVERIFY(std::abs(*known.efforts[0].thresholdScore - 0.6) < 1e-12);
        QVERIFY(!known.efforts[0].thresholdNats);
        QVERIFY(known.validate(12));
    }

    /// H = 0.5 nats of two classes is p = 0.8: a margin of 0.6.
    void otherwiseItBeginsWhereTwoClassesInDoubtWouldStand() {
        const EffortLadder guessed = scoredBy(twoEfforts(), ScoreKind::Margin, std::nullopt);
        QVERIFY(std::abs(*guessed.efforts[0].thresholdScore - 0.6) < 0.01);
        QVERIFY(!guessed.efforts[1].thresholdScore);
        const EffortLadder back = scoredBy(guessed, ScoreKind::Entropy, std::nullopt);
        QVERIFY(std::abs(*back.efforts[0].thresholdNats - 0.5) < 1e-9);
    }
};

QTEST_GUILESS_MAIN(TestLadderChanges)
#include "tst_ladder_changes.moc"
