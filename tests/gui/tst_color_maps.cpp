// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/color_maps.h"
#include "widgets/theme/contrast.h"

#include <QTest>
#include <cmath>
#include <limits>
#include <vector>

using namespace pivot;

Q_DECLARE_METATYPE(ColorMap)

/// Colours that stand for numbers: darker is less, in grey too, and zero of a difference is white.
class TestColorMaps : public QObject {
    Q_OBJECT
    static constexpr int kSteps = 255;
    static double lightnessAt(ColorMap map, double t) { return lightness(QColor(mapColor(map, t))); }

private Q_SLOTS:
    void lightnessRisesAllTheWay_data() {
        QTest::addColumn<ColorMap>("map");
        QTest::newRow("viridis") << ColorMap::Viridis;
        QTest::newRow("cividis") << ColorMap::Cividis;
    }
    void lightnessRisesAllTheWay() {
        QFETCH(ColorMap, map);
        for (int i = 1; i <= kSteps; ++i) {
            const double before = lightnessAt(map, (i - 1.0) / kSteps);
            const double here = lightnessAt(map, static_cast<double>(i) / kSteps);
            // Bytes round: a step may stand still, never fall back by what an eye could see.
            QVERIFY2(here > before - 0.15,
                     qPrintable(QStringLiteral("%1: %2 after %3").arg(i).arg(here).arg(before)));
        }
        QVERIFY(lightnessAt(map, 0.0) < 20.0);
        QVERIFY(lightnessAt(map, 1.0) > 88.0);
        // Even steps: no part of the scale says nothing.
        for (int i = 1; i <= 8; ++i) {
            QVERIFY(lightnessAt(map, i / 8.0) - lightnessAt(map, (i - 1) / 8.0) > 6.0);
        }
    }
    void aDifferenceIsWhiteAtZeroAndEquallyDarkAtBothEnds() {
        QVERIFY(lightnessAt(ColorMap::Difference, 0.5) > 95.0);
        for (int i = 1; 2 * i <= kSteps; ++i) {
            const double t = static_cast<double>(i) / kSteps, before = (i - 1.0) / kSteps;
            QVERIFY(lightnessAt(ColorMap::Difference, t) >= lightnessAt(ColorMap::Difference, before));
            QVERIFY(lightnessAt(ColorMap::Difference, 1.0 - t) >=
                    lightnessAt(ColorMap::Difference, 1.0 - before));
            QVERIFY(std::abs(lightnessAt(ColorMap::Difference, t) -
                             lightnessAt(ColorMap::Difference, 1.0 - t)) < 4.0);
        }
        const QColor low(mapColor(ColorMap::Difference, 0.0)), high(mapColor(ColorMap::Difference, 1.0));
        QVERIFY(low.blue() > low.red() + 80);    // blue
        QVERIFY(high.red() > high.blue() + 80);  // orange
    }
    void theEndsOfTheKnownMaps() {
        QCOMPARE(mapColor(ColorMap::Viridis, 0.0), qRgb(0x44, 0x01, 0x54));
        QCOMPARE(mapColor(ColorMap::Viridis, 1.0), qRgb(0xFD, 0xE7, 0x25));
        QCOMPARE(mapColor(ColorMap::Cividis, 0.0), qRgb(0x00, 0x22, 0x4E));
        QCOMPARE(mapColor(ColorMap::Cividis, 1.0), qRgb(0xFE, 0xE8, 0x38));
    }
    void whatLiesOutsideTakesTheColourOfTheEnd() {
        QCOMPARE(mapColor(ColorMap::Viridis, -3.0), mapColor(ColorMap::Viridis, 0.0));
        QCOMPARE(mapColor(ColorMap::Viridis, 7.0), mapColor(ColorMap::Viridis, 1.0));
        QCOMPARE(mapColor(ColorMap::Viridis, std::numeric_limits<double>::quiet_NaN()),
                 mapColor(ColorMap::Viridis, 0.0));
    }
    void aPixelAPatchFromTheTopLeft() {
        const QImage image =
            mapImage(std::vector<float>{0.0F, 1.0F, 2.0F, 4.0F}, 2, {0.0F, 4.0F}, ColorMap::Viridis);
        QCOMPARE(image.size(), QSize(2, 2));
        QCOMPARE(image.pixel(0, 0), mapColor(ColorMap::Viridis, 0.0));
        QCOMPARE(image.pixel(1, 0), mapColor(ColorMap::Viridis, 0.25));
        QCOMPARE(image.pixel(0, 1), mapColor(ColorMap::Viridis, 0.5));
        QCOMPARE(image.pixel(1, 1), mapColor(ColorMap::Viridis, 1.0));
    }
    void aRangeWithoutWidth() {
        const std::vector<float> flat(4, 0.0F);
        QCOMPARE(mapImage(flat, 2, {0.0F, 0.0F}, ColorMap::Viridis).pixel(1, 1),
                 mapColor(ColorMap::Viridis, 0.0));
        QCOMPARE(mapImage(flat, 2, {0.0F, 0.0F}, ColorMap::Difference).pixel(1, 1),
                 mapColor(ColorMap::Difference, 0.5));
    }
};

QTEST_GUILESS_MAIN(TestColorMaps)
#include "tst_color_maps.moc"
