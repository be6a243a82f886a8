// SPDX-License-Identifier: GPL-3.0-or-later
#include "close_to.h"
#include "pivot/rollout.h"

#include <QtTest>

using namespace pivot;
using Maps = std::vector<std::span<const float>>;

/// Which patches the class token has looked at through the whole network.
class TestRollout : public QObject {
    Q_OBJECT

    static void compare(const std::vector<float>& actual, const std::vector<double>& expected) {
        QCOMPARE(actual.size(), expected.size());
        for (std::size_t i = 0; i < expected.size(); ++i) {
            COMPARE_CLOSE(actual[i], expected[i], 1e-6);
        }
    }
    // One head, two tokens.
    const std::vector<float> m_swap{0.0F, 1.0F, 1.0F, 0.0F};
    const std::vector<float> m_first{1.0F, 0.0F, 1.0F, 0.0F};

private Q_SLOTS:
    /// (I + A) / 2 for A the swap: every token half itself, half the other.
    void oneBlock() { compare(*attentionRollout(Maps{m_swap}, 1, 2, 1.0), {0.5, 0.5, 0.5, 0.5}); }

    /// With the residual divisor 2: rows of I + A/2 = (1, 1/2) sum to 3/2.
    void theResidualDivisorWeakensAttention() {
        compare(*attentionRollout(Maps{m_swap}, 1, 2, 2.0), {2.0 / 3, 1.0 / 3, 1.0 / 3, 2.0 / 3});
    }
    /// Second block from the left: (I + F)/2 * (2/3, 1/3; 1/3, 2/3) with (I + F)/2 = (1, 0; 1/2, 1/2).
    void aLaterBlockMultipliesFromTheLeft() {
        const auto product = attentionRollout(Maps{m_swap, m_first}, 1, 2, 2.0);
        // I + F/2 = (3/2, 0; 1/2, 1), rows normalised (1, 0; 1/3, 2/3).
        compare(*product,
                {2.0 / 3, 1.0 / 3, (2.0 / 3 + 2.0 * 1.0 / 3) / 3.0, (1.0 / 3 + 2.0 * 2.0 / 3) / 3.0});
    }
    void aSkippedBlockIsTheIdentity() {
        const std::span<const float> skipped;
        compare(*attentionRollout(Maps{skipped, skipped}, 1, 2, 1.0), {1.0, 0.0, 0.0, 1.0});
        compare(*attentionRollout(Maps{skipped, m_swap, skipped}, 1, 2, 1.0), {0.5, 0.5, 0.5, 0.5});
        compare(*attentionRollout({}, 1, 2, 1.0), {1.0, 0.0, 0.0, 1.0});
    }
    void headsAreAveragedOrTheLargestTaken() {
        std::vector<float> two = m_swap;
        two.insert(two.end(), m_first.begin(), m_first.end());
        compare(*fuseHeads(two, 2, 2, HeadFusion::Mean), {0.5, 0.5, 1.0, 0.0});
        compare(*fuseHeads(two, 2, 2, HeadFusion::Max), {1.0, 1.0, 1.0, 0.0});
        // Mean of heads, then I + A = (1.5, 0.5; 1, 1) with rows normalised.
        compare(*attentionRollout(Maps{two}, 2, 2, 1.0), {0.75, 0.25, 0.5, 0.5});
        // Largest of heads: I + A = (2, 1; 1, 1).
        compare(*attentionRollout(Maps{two}, 2, 2, 1.0, HeadFusion::Max), {2.0 / 3, 1.0 / 3, 0.5, 0.5});
    }
    void rowsAlwaysSumToOne() {
        std::vector<float> maps(2 * 5 * 5);
        for (std::size_t i = 0; i < maps.size(); ++i) {
            maps[i] = static_cast<float>((i * 7 + 3) % 11) / 11.0F;
        }
        const auto product = attentionRollout(Maps{maps, maps, maps}, 2, 5, 1.0);
        QVERIFY(product);
        for (std::size_t row = 0; row < 5; ++row) {
            double sum = 0.0;
            for (std::size_t column = 0; column < 5; ++column) {
                sum += (*product)[row * 5 + column];
            }
            COMPARE_CLOSE(sum, 1.0, 1e-6);
        }
    }
    /// I + F/2 = (3/2, 0; 1/2, 1) for F the first: rows normalised.
    void oneStepOfTheRollout() {
        compare(*rolloutStep(m_first, 1, 2, 2.0), {1.0, 0.0, 1.0 / 3, 2.0 / 3});
        compare(*rolloutStep(m_swap, 1, 2, 1.0), {0.5, 0.5, 0.5, 0.5});
        std::vector<float> two = m_swap;
        two.insert(two.end(), m_first.begin(), m_first.end());
        compare(*rolloutStep(two, 2, 2, 1.0), {0.75, 0.25, 0.5, 0.5});
        compare(*rolloutStep(two, 2, 2, 1.0, HeadFusion::Max), {2.0 / 3, 1.0 / 3, 0.5, 0.5});
    }
    /// (1/3, 2/3) of the later block times the rows (2/3, 1/3) and (1/3, 2/3) of the earlier.
    void oneRowOfTheRollout() {
        const std::vector<std::vector<float>> steps{
            *rolloutStep(m_swap, 1, 2, 2.0), {}, *rolloutStep(m_first, 1, 2, 2.0)};
        compare(*rolloutRow(steps, 2, 0), {2.0 / 3, 1.0 / 3});
        compare(*rolloutRow(steps, 2, 1), {4.0 / 9, 5.0 / 9});
        const auto whole = attentionRollout(Maps{m_swap, {}, m_first}, 1, 2, 2.0);
        compare(*rolloutRow(steps, 2, 1), {(*whole)[2], (*whole)[3]});
        const std::vector<std::vector<float>> skipped(3);
        compare(*rolloutRow(skipped, 2, 1), {0.0, 1.0});
    }
    void aRowOfAnotherModelIsRefused() {
        const std::vector<std::vector<float>> steps{{}, {1.0F, 0.0F, 1.0F}};
        const auto row = rolloutRow(steps, 2, 0);
        QVERIFY(!row);
        QVERIFY(row.error().message.find("Block 1") != std::string::npos);
        QVERIFY(!rolloutRow({}, 2, 2));
        QVERIFY(!rolloutRow({}, 2, -1));
        QVERIFY(!rolloutStep(m_swap, 1, 2, -1.0));
        QVERIFY(!rolloutStep(m_swap, 1, 3, 1.0));
    }
    void theClassTokensRowWithoutThePrefix() {
        std::vector<float> map(25);
        for (std::size_t i = 0; i < map.size(); ++i) {
            map[i] = static_cast<float>(i);
        }
        QCOMPARE(*classTokenMap(map, 5), (std::vector<float>{1, 2, 3, 4}));
        QCOMPARE(*classTokenMap(map, 5, 2), (std::vector<float>{2, 3, 4}));
        QVERIFY(!classTokenMap(map, 5, 5));
        QVERIFY(!classTokenMap(map, 4));
    }
    void mapsOfAnotherModelAreRefusedByBlock() {
        const auto product =
            attentionRollout(Maps{m_swap, std::span<const float>(m_swap).first(3)}, 1, 2, 1.0);
        QVERIFY(!product);
        QCOMPARE(product.error().code, ErrorCode::ShapeMismatch);
        QVERIFY(product.error().message.find("Block 1") != std::string::npos);
        QVERIFY(!attentionRollout(Maps{m_swap}, 1, 2, 0.0));
    }
};

QTEST_GUILESS_MAIN(TestRollout)
#include "tst_rollout.moc"
