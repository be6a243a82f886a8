// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/golden_attention.h"

#include <QTest>
#include <algorithm>
#include <cmath>
#include <numeric>

using namespace pivot;

/// Maps of one query as the page shows them, cut from what a network kept: real maps of a golden network.
class TestAttentionMaps : public QObject {
    Q_OBJECT
    static constexpr int kTokens = 17, kPatches = 16, kHeads = 3;
    const EffortAttentionPtr m_low = samples::goldenAttention("alt");
    const EffortAttentionPtr m_high = samples::goldenAttention("none");

    static float value(const EffortAttention& attention, int block, int head, int from, int to) {
        return attention.blocks[static_cast<std::size_t>(block)]
                               [static_cast<std::size_t>((head * kTokens + from) * kTokens + to)];
    }
    static bool close(float a, float b) { return std::abs(a - b) < 1e-6F; }

private Q_SLOTS:
    void aHeadsMapIsTheRowOfTheTokenThatAsks() {
        const MapGrid ofClassToken(*m_high, {}, HeadFusion::Mean);
        const MapGrid ofPatch(*m_high, {5}, HeadFusion::Mean);
        QCOMPARE(ofClassToken.rows(), kHeads + 3);
        for (int block = 0; block < 4; ++block) {
            for (int head = 0; head < kHeads; ++head) {
                for (int patch = 0; patch < kPatches; ++patch) {
                    const auto at = static_cast<std::size_t>(patch);
                    QCOMPARE(ofClassToken.map(head, block)[at], value(*m_high, block, head, 0, patch + 1));
                    QCOMPARE(ofPatch.map(head, block)[at], value(*m_high, block, head, 6, patch + 1));
                }
            }
        }
    }
    void meanAndLargestOfTheHeads() {
        const MapGrid maps(*m_high, {}, HeadFusion::Mean);
        for (int patch = 0; patch < kPatches; ++patch) {
            float sum = 0, most = 0;
            for (int head = 0; head < kHeads; ++head) {
                sum += value(*m_high, 2, head, 0, patch + 1);
                most = std::max(most, value(*m_high, 2, head, 0, patch + 1));
            }
            QVERIFY(close(maps.map(maps.meanRow(), 2)[static_cast<std::size_t>(patch)], sum / kHeads));
            QVERIFY(close(maps.map(maps.maxRow(), 2)[static_cast<std::size_t>(patch)], most));
        }
    }
    void theRolloutGoesUpToItsBlock() {
        for (const HeadFusion fusion : {HeadFusion::Mean, HeadFusion::Max}) {
            const MapGrid maps(*m_low, {3}, fusion);
            for (int block = 0; block < 4; ++block) {
                std::vector<std::span<const float>> blocks(m_low->blocks.begin(),
                                                           m_low->blocks.begin() + block + 1);
                const auto whole = attentionRollout(blocks, kHeads, kTokens, 1.0, fusion);
                QVERIFY(whole);
                const std::vector<float>& row = maps.map(maps.rolloutRow(), block);
                for (int patch = 0; patch < kPatches; ++patch) {
                    QVERIFY(close(row[static_cast<std::size_t>(patch)],
                                  (*whole)[static_cast<std::size_t>(4 * kTokens + patch + 1)]));
                }
            }
        }
    }
    void aSkippedBlockHasNoMapsAndLeavesTheRolloutAsItWas() {
        const MapGrid maps(*m_low, {}, HeadFusion::Mean);
        for (const int block : {1, 3}) {
            QVERIFY(maps.isSkipped(block));
            for (int row = 0; row < maps.rolloutRow(); ++row) {
                QVERIFY(maps.map(row, block).empty());
                QVERIFY(!maps.range(row, block));
            }
            QCOMPARE(maps.map(maps.rolloutRow(), block), maps.map(maps.rolloutRow(), block - 1));
        }
        QVERIFY(!maps.isSkipped(0));
        QVERIFY(!maps.isSkipped(2));
    }
    void aDifferenceIsHighMinusLowWhereBothAttend() {
        const MapGrid low(*m_low, {}, HeadFusion::Mean), high(*m_high, {}, HeadFusion::Mean);
        const MapGrid difference = MapGrid::difference(low, high);
        QVERIFY(difference.isSkipped(1));
        QVERIFY(difference.map(0, 1).empty());
        QVERIFY(!difference.map(difference.rolloutRow(), 1).empty());
        for (std::size_t patch = 0; patch < kPatches; ++patch) {
            QCOMPARE(difference.map(1, 2)[patch], high.map(1, 2)[patch] - low.map(1, 2)[patch]);
        }
        // Before the first skipped block both have done the same.
        const auto range = difference.range(0, 0);
        QVERIFY(range && close(range->low, 0.0F) && close(range->high, 0.0F));
    }
    void networksOfDifferentShapeHaveNoDifference() {
        EffortAttention other = *m_high;
        other.blocks.pop_back();
        other.meanSteps.pop_back();
        other.maxSteps.pop_back();
        QVERIFY(!other.hasShapeOf(*m_high));
        QCOMPARE(MapGrid::difference({*m_low, {}, HeadFusion::Mean}, {other, {}, HeadFusion::Mean}).rows(),
                 0);
    }
    void ranges() {
        const MapGrid maps(*m_low, {}, HeadFusion::Mean);
        const std::vector<float>& values = maps.map(1, 2);
        const auto range = maps.range(1, 2);
        QCOMPARE(range->low, *std::min_element(values.begin(), values.end()));
        QCOMPARE(range->high, *std::max_element(values.begin(), values.end()));
        const auto all = maps.rangeOfAll(false);
        QVERIFY(all->low <= range->low && all->high >= range->high);
        QVERIFY(maps.rangeOfAll(true)->high >= maps.range(maps.rolloutRow(), 3)->high);
        QCOMPARE(aroundZero({-0.2F, 0.1F}), (MapRange{-0.2F, 0.2F}));
        QVERIFY(!united({}, {}));
        QCOMPARE(*united(MapRange{0.1F, 0.2F}, MapRange{0.0F, 0.15F}), (MapRange{0.0F, 0.2F}));
    }
    void texts() {
        QCOMPARE(formatAttention(0.0831), QStringLiteral("8.31 %"));
        QCOMPARE(formatAttention(0.0), QStringLiteral("0 %"));
        QCOMPARE(formatAttention(1e-8), QStringLiteral("< 0.001 %"));
        QCOMPARE(formatAttentionDifference(0.012), QStringLiteral("+1.20 pt"));
        QCOMPARE(formatAttentionDifference(-0.012), QStringLiteral("−1.20 pt"));
        QCOMPARE(formatAttentionDifference(-1e-9), QStringLiteral("0 pt"));
        const MapGrid maps(*m_low, {}, HeadFusion::Mean);
        QCOMPARE(mapRowName(maps, 2), QStringLiteral("head 2"));
        QCOMPARE(mapRowName(maps, 5), QStringLiteral("rollout"));
    }
};

QTEST_GUILESS_MAIN(TestAttentionMaps)
#include "tst_attention_maps.moc"
