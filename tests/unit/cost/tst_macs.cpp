// SPDX-License-Identifier: GPL-3.0-or-later
#include "cost/macs.h"

#include <QTest>
#include <cmath>

using namespace pivot;

class TestMacs : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void deitSmallHas4point6GMacs() {
        const ModelSpec spec;
        const ModelMacs macs = countMacs(spec);
        QVERIFY(std::abs(macs.total(12, {}) - 4.6) < 0.05);  // published: 4.6 G
        QVERIFY(std::abs(macs.embed - 196 * 384.0 * 768 * 1e-9) < 1e-12);
        QVERIFY(std::abs(macs.head - 384e3 * 1e-9) < 1e-12);
        QVERIFY(std::abs(macs.block.attention() / macs.block.total() - 0.386) < 5e-4);
    }

    void lvvitSmallSpendsMoreOnAttention() {
        ModelSpec spec;
        spec.family = Family::LvVit;
        spec.depth = 16;
        spec.mlpRatio = 3;
        const ModelMacs macs = countMacs(spec);
        QVERIFY(std::abs(macs.block.attention() / macs.block.total() - 0.456) < 5e-4);
        QVERIFY(std::abs(macs.total(16, {}) - 6.6) < 0.1);  // published: 6.6 G
    }

    void skippedBlocksKeepTheirMlp() {
        const ModelSpec spec;
        const ModelMacs macs = countMacs(spec);
        const SkipConfig half{1, 3, 5, 7, 9, 11};
        QVERIFY(std::abs(macs.blocks(0, 12, half) - (6 * macs.block.total() + 6 * macs.block.mlp)) < 1e-12);
        // On a CPU every second attention skipped is 0.81 of the full path's work.
        QVERIFY(std::abs(macs.blocks(0, 12, half) / macs.blocks(0, 12, {}) - 0.81) < 5e-3);
        QCOMPARE(macs.blocks(3, 3, {}), 0.0);
    }
};

QTEST_GUILESS_MAIN(TestMacs)
#include "tst_macs.moc"
