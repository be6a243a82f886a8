// SPDX-License-Identifier: GPL-3.0-or-later
#include "sample_figures.h"
#include "widgets/figures/axis_ticks.h"
#include "widgets/figures/figure_scene.h"
#include "widgets/figures/figure_style.h"
#include "widgets/figures/marks.h"
#include "widgets/figures/panel_layout.h"

#include <QTest>
#include <array>
#include <set>

using namespace pivot;
using namespace pivot::figures;

/// Where marks and labels stand on the paper.
class TestFigureMarks : public QObject {
    Q_OBJECT

    static std::string textsOf(const std::vector<Tick>& ticks) {
        std::string all;
        for (const Tick& tick : ticks) {
            all += (all.empty() ? "" : " ") + tick.text;
        }
        return all;
    }

private Q_SLOTS:
    void ticksAreRoundAndInside() {
        QCOMPARE(textsOf(linearTicks(0, 1, 6)), std::string("0.0 0.2 0.4 0.6 0.8 1.0"));
        QCOMPARE(textsOf(linearTicks(92.13, 92.97, 5)), std::string("92.2 92.4 92.6 92.8"));
        QCOMPARE(textsOf(linearTicks(-1, 1, 3)), std::string("−1 0 1"));
        QCOMPARE(textsOf(linearTicks(0, 4e6, 3)), std::string("0 2×10⁶ 4×10⁶"));
        QCOMPARE(textsOf(logTicks(0.05, 200, 6)), std::string("0.1 1 10 100"));
        QCOMPARE(textsOf(logTicks(1.5, 8, 6)), std::string("2 5"));
        for (int most = 2; most < 12; ++most) {
            for (const double high : {1e-9, 0.37, 1.0, 17.0, 123456.0, 1e12}) {
                const auto ticks = linearTicks(-high / 3, high, most);
                QVERIFY(ticks.size() >= 1 && ticks.size() <= static_cast<std::size_t>(most));
                QVERIFY(ticks.front().value >= -high / 3 * 1.000001 && ticks.back().value <= high * 1.000001);
            }
        }
        QCOMPARE(linearTicks(5, 5, 4).size(), std::size_t{1});  // nothing to divide, and no endless search
    }

    void labelsAreShort() {
        QCOMPARE(labelText(0.2), std::string("0.2"));
        QCOMPARE(labelText(92.847), std::string("92.85"));
        QCOMPARE(labelText(12345), std::string("12345"));
        QCOMPARE(labelText(0), std::string("0"));
        QCOMPARE(labelText(-3), std::string("−3"));
        QCOMPARE(labelText(1.5e-7), std::string("1.50×10⁻⁷"));
    }

    void aLineIsCutAtThePlot() {
        const QRectF plot(0, 0, 10, 10);
        const std::array through{QPointF(-5, 5), QPointF(15, 5)};
        QCOMPARE(clippedLine(through, plot).boundingRect(), QRectF(0, 5, 10, 0));
        const std::array out{QPointF(-5, 5), QPointF(5, 20), QPointF(5, 5)};
        const QPainterPath cut = clippedLine(out, plot);
        QCOMPARE(cut.elementCount(), 2);
        QCOMPARE(QPointF(cut.elementAt(0)), QPointF(5, 10));
        QCOMPARE(QPointF(cut.elementAt(1)), QPointF(5, 5));
        const std::array beside{QPointF(-5, -5), QPointF(-1, 20)};
        QVERIFY(clippedLine(beside, plot).isEmpty());
        QVERIFY(clippedLine({}, plot).isEmpty());
    }

    void dotsThatThePrintCannotTellApartAreOne() {
        const std::array points{QPointF(1.01, 1.02), QPointF(1.04, 0.98), QPointF(1.2, 1), QPointF(30, 1)};
        const auto dots = mergedDots(points, QRectF(0, 0, 10, 10));
        QCOMPARE(dots, (std::vector<QPoint>{{10, 10}, {12, 10}}));
    }

    void aHatchStaysInItsBar() {
        const QRectF bar(3, 4, 2, 17);
        QPainterPath path;
        addHatch(path, bar, 2.4);
        QVERIFY(path.elementCount() > 10);
        QVERIFY(bar.adjusted(-1e-9, -1e-9, 1e-9, 1e-9).contains(path.boundingRect()));
    }

    void everythingStandsOnThePaper() {
        for (FigureDocument document : samples::everyKind()) {
            for (const char* width : {"ieee1", "ieee2", "acm1", "acm2", "neurips", "2in"}) {
                QVERIFY(setWidth(document.spec.style, width));
                const auto scene = sceneOf(document);
                if (!scene) {  // a table has more columns than two inches hold
                    QVERIFY(document.data.table);
                    continue;
                }
                QCOMPARE(scene->sizePt.width(), document.spec.style.widthIn * 72);
                const QRectF paper(QPointF(), scene->sizePt);
                for (const auto& item : scene->items) {
                    QRectF box;
                    if (const auto* path = std::get_if<ScenePath>(&item)) {
                        box = path->path.boundingRect();
                    } else if (const auto* text = std::get_if<SceneText>(&item)) {
                        box = textOutline(*text).boundingRect();
                    } else if (const auto* image = std::get_if<SceneImage>(&item)) {
                        box = image->rect;
                    }
                    const auto* text = std::get_if<SceneText>(&item);
                    QVERIFY2(paper.adjusted(-0.6, -0.6, 0.6, 0.6).contains(box) || box.isEmpty(),
                             qPrintable(QStringLiteral("%1 at %2: %3,%4 %5x%6")
                                            .arg(QString::fromUtf8(toString(document.spec.kind).data()),
                                                 QLatin1String(width))
                                            .arg(box.x())
                                            .arg(box.y())
                                            .arg(box.width())
                                            .arg(box.height()) +
                                        (text ? text->text : QString())));
                }
            }
        }
    }

    void plotsThatShareAnAxisStandInLine() {
        FigureDocument document;
        document.data = *buildFigure(FigureKind::ThresholdSweep, std::vector<Source>{samples::source()});
        const PanelLayout layout = layoutPanels(document);
        QCOMPARE(layout.frames.size(), std::size_t{3});
        for (std::size_t i = 1; i < 3; ++i) {
            QCOMPARE(layout.frames[i].plot.left(), layout.frames[0].plot.left());
            QCOMPARE(layout.frames[i].plot.right(), layout.frames[0].plot.right());
            QVERIFY(layout.frames[i].plot.top() > layout.frames[i - 1].plot.bottom());
        }
    }

    void theHeightThatIsAskedForIsGiven() {
        FigureDocument document;
        document.data = *buildFigure(FigureKind::ThresholdSweep, std::vector<Source>{samples::source()});
        document.spec.style.heightIn = 4;
        QCOMPARE(sceneOf(document)->sizePt.height(), 288.0);
    }

    /// Lightness, and not the colour, tells apart what lies side by side.
    void greyTellsEffortsApart() {
        std::set<int> greys;
        for (const Ink& ink : {Ink{Role::Effort, 0, 3}, Ink{Role::Effort, 1, 3}, Ink{Role::Effort, 2, 3}}) {
            const InkStyle style = styleOf(ink, true);
            QCOMPARE(style.color.red(), style.color.green());
            QCOMPARE(style.color.red(), style.color.blue());
            greys.insert(style.color.red() / 30);
        }
        QCOMPARE(greys.size(), std::size_t{3});
        for (int index = 0; index < 6; ++index) {
            for (int other = 0; other < index; ++other) {
                const InkStyle a = styleOf({Role::Run, index, 6}, true),
                               b = styleOf({Role::Run, other, 6}, true);
                QVERIFY(a.shape != b.shape || a.hollow != b.hollow);
            }
        }
        int last = -1;
        for (int place = 0; place <= 10; ++place) {
            const int grey = colorOnMap(place / 10.0, false, true).red();
            QVERIFY(grey > last);
            last = grey;
        }
    }
};

QTEST_MAIN(TestFigureMarks)
#include "tst_figure_marks.moc"
