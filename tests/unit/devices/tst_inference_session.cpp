// SPDX-License-Identifier: GPL-3.0-or-later
#include "counting_session.h"

#include <QTest>

using namespace pivot;

class TestInferenceSession : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void runIsItsPiecesInOrderAndCostsTheirSum() {
        ModelSpec spec;
        spec.depth = 4;
        test::CountingSession session(spec);
        const auto result = session.run({2, {}}, {});
        QVERIFY(result);
        QCOMPARE(result->count, 2);
        QCOMPARE(result->logits, (std::vector<float>{1004.0F, 1004.0F}));
        QCOMPARE(result->cost.delayNs, 1'000'000 + 4 * 10'000'000 + 100'000'000);
        QVERIFY(!result->cost.energyJ);
        session.setEnergy(0.5);
        QCOMPARE(*session.run({2, {}}, {})->cost.energyJ, 1.5);
    }

    void theFirstPieceThatFailsIsTheResult() {
        test::CountingSession session(ModelSpec{});
        const auto result = session.run({0, {}}, {});
        QVERIFY(!result);
        QCOMPARE(result.error().message, std::string("an empty batch"));
    }

    void energyIsKnownOnlyWhereAllPartsKnowIt() {
        SessionCost sum;  // nothing yet
        sum += {10, 1.0};
        sum += {5, 2.0};
        QCOMPARE(sum.delayNs, 15);
        QCOMPARE(*sum.energyJ, 3.0);
        sum += {0, 0.0};  // free, and known to be
        QCOMPARE(*sum.energyJ, 3.0);
        sum += SessionCost{};
        QCOMPARE(*sum.energyJ, 3.0);
        sum += {1, std::nullopt};
        QVERIFY(!sum.energyJ);
        sum += {1, 4.0};
        QVERIFY(!sum.energyJ);  // and it does not come back
    }
};

QTEST_GUILESS_MAIN(TestInferenceSession)
#include "tst_inference_session.moc"
