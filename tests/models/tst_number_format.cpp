// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/number_format.h"

#include <QTest>
#include <cmath>
#include <limits>

using namespace pivot;

/// Figures: a unit, at most four significant digits, thousands separated, a dash for what is no number.
class TestNumberFormat : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aDelayTakesTheUnitThatFits_data() {
        QTest::addColumn<double>("delayMs");
        QTest::addColumn<QString>("text");
        QTest::newRow("ms") << 0.5831 << QStringLiteral("0.583 ms");
        QTest::newRow("tens") << 26.82 << QStringLiteral("26.8 ms");
        QTest::newRow("hundreds stay ms") << 250.0 << QStringLiteral("250 ms");
        QTest::newRow("seconds") << 1250.0 << QStringLiteral("1.25 s");
        QTest::newRow("µs") << 0.0081 << QStringLiteral("8.10 µs");
        QTest::newRow("zero") << 0.0 << QStringLiteral("0 µs");
        QTest::newRow("no number") << std::nan("") << QStringLiteral("–");
    }
    void aDelayTakesTheUnitThatFits() {
        QFETCH(double, delayMs);
        QTEST(formatDelayMs(delayMs), "text");
    }

    void energyAndEdpTakeTheirUnits() {
        QCOMPARE(formatEnergyJ(0.00581), QStringLiteral("5.81 mJ"));
        QCOMPARE(formatEnergyJ(12.0), QStringLiteral("12.0 J"));
        QCOMPARE(formatEdpJs(5.05e-6), QStringLiteral("5.05 µJ·s"));
    }

    void countsHaveThousands() {
        QCOMPARE(formatCount(10000), QStringLiteral("10,000"));
        QCOMPARE(formatCount(7), QStringLiteral("7"));
        QCOMPARE(formatRate(1720.4), QStringLiteral("1,720 img/s"));
    }

    void fractionsReadAsPercentages() {
        QCOMPARE(formatPercent(0.92149), QStringLiteral("92.1 %"));
        QCOMPARE(formatPercent(1.0), QStringLiteral("100.0 %"));
        QCOMPARE(formatPercent(0.5849, 0), QStringLiteral("58 %"));
        QCOMPARE(formatPercent(-0.052), QStringLiteral("−5.2 %"));
        QCOMPARE(formatHalfWidth(0.916, 0.926), QStringLiteral("±0.5"));
    }

    void ratiosAndFactors() {
        QCOMPARE(formatShareOf(0.7712), QStringLiteral("0.77"));
        QCOMPARE(formatFactor(1.72), QStringLiteral("1.7×"));
        QCOMPARE(formatFactor(1.04), QStringLiteral("1.04×"));
        QCOMPARE(formatFactor(std::numeric_limits<double>::infinity()), QStringLiteral("–"));
        QCOMPARE(formatEdpReduction(1.72), QStringLiteral("1.7× less"));
        QCOMPARE(formatEdpReduction(1 / 1.2), QStringLiteral("costs 1.2×"));
        QCOMPARE(formatEdpReduction(1.0), QStringLiteral("unchanged"));
    }

    void noFigureHasMoreThanFourSignificantDigits_data() {
        QTest::addColumn<double>("value");
        for (const double value :
             {1.23456789e-5, 0.0123456789, 0.999999, 1.0, 9.87654321, 98.7654321, 987.654321, 9876.54321}) {
            QTest::addRow("%g", value) << value;
        }
    }
    void noFigureHasMoreThanFourSignificantDigits() {
        QFETCH(double, value);
        for (const QString& text :
             {formatSignificant(value, 9), formatSignificant(value), formatDelayMs(value),
              formatEnergyJ(value), formatEdpJs(value), formatShareOf(value)}) {
            int digits = 0;
            bool started = false;
            for (const QChar c : text.section(QLatin1Char('e'), 0, 0)) {
                started = started || (c.isDigit() && c != QLatin1Char('0'));
                digits += started && c.isDigit() ? 1 : 0;
            }
            QVERIFY2(digits <= 4, qPrintable(text));
        }
    }

    void aWaitIsRoundedUp() {
        QCOMPARE(formatWait(1.2), QStringLiteral("2 s"));
        QCOMPARE(formatWait(200), QStringLiteral("3 min 20 s"));
        QCOMPARE(formatWait(3900), QStringLiteral("1 h 05 min"));
        QCOMPARE(formatWait(-1), QStringLiteral("–"));
    }
};

QTEST_GUILESS_MAIN(TestNumberFormat)
#include "tst_number_format.moc"
