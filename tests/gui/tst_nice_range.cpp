// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/plot_card.h"

#include <QTest>

using namespace pivot;

/// Axes end at round numbers and never have more labels than fit.
class TestNiceRange : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void roundsOutwards_data() {
        QTest::addColumn<double>("low");
        QTest::addColumn<double>("high");
        QTest::addColumn<double>("from");
        QTest::addColumn<double>("to");
        QTest::addColumn<double>("step");
        QTest::newRow("images") << 0.0 << 10000.0 << 0.0 << 10000.0 << 5000.0;
        QTest::newRow("percent") << 91.3 << 93.2 << 91.0 << 93.5 << 0.5;
        QTest::newRow("nothing between") << 3.0 << 3.0 << 3.0 << 4.0 << 0.5;
    }
    void roundsOutwards() {
        QFETCH(double, low);
        QFETCH(double, high);
        const NiceRange range = niceRange(low, high, 5);
        QTEST(range.low, "from");
        QTEST(range.high, "to");
        QTEST(range.step, "step");
    }

    void hasAsManyDecimalsAsItsStepNeeds() {
        QCOMPARE(niceRange(0, 1, 5).decimals, 1);
        QCOMPARE(niceRange(0, 0.02, 5).decimals, 3);
        QCOMPARE(niceRange(0, 2000, 5).decimals, 0);
    }

    void neverHasMoreTicksThanFit() {
        for (int most = 2; most <= 6; ++most) {
            for (const double high : {0.031, 0.97, 1.0, 7.3, 93.2, 4321.0}) {
                for (const double low : {0.0, 0.3 * high, 0.95 * high}) {
                    const NiceRange range = niceRangeAtMost(low, high, most);
                    QVERIFY2(range.ticks() <= most, qPrintable(QStringLiteral("%1..%2").arg(low).arg(high)));
                    QVERIFY(range.low <= low + 1e-9 && range.high >= high - 1e-9);
                }
            }
        }
    }
};

QTEST_MAIN(TestNiceRange)
#include "tst_nice_range.moc"
