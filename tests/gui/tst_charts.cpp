// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/sample_values.h"
#include "widgets/charts/accuracy_edp_chart.h"
#include "widgets/charts/delay_chart.h"
#include "widgets/charts/entropy_chart.h"
#include "widgets/charts/plane_chart.h"
#include "widgets/theme/parts.h"

#include <QAbstractAxis>
#include <QChartView>
#include <QMouseEvent>
#include <QTest>
#include <QValueAxis>
#include <memory>
#include <utility>

using namespace pivot;

namespace {

/// Counts how often a viewport paints.
class PaintCounter : public QObject {
public:
    explicit PaintCounter(QWidget& watched) { watched.installEventFilter(this); }
    bool eventFilter(QObject* /*watched*/, QEvent* event) override {
        m_paints += event->type() == QEvent::Paint ? 1 : 0;
        return false;
    }
    int take() {
        for (int i = 0; i < 5; ++i) {
            QCoreApplication::processEvents();
        }
        return std::exchange(m_paints, 0);
    }

private:
    int m_paints = 0;
};

}  // namespace

/// The four charts of a run: what they say without being looked at, and what can be read off them.
class TestCharts : public QObject {
    Q_OBJECT
    ThemeSource m_theme;
    std::unique_ptr<AccuracyEdpChart> m_accuracy;
    std::unique_ptr<EntropyChart> m_entropy;
    std::unique_ptr<PlaneChart> m_plane;
    std::unique_ptr<DelayChart> m_delay;

    std::vector<PlotCard*> cards() {
        return {m_accuracy.get(), m_entropy.get(), m_plane.get(), m_delay.get()};
    }
    static QChartView& viewOf(const PlotCard& card) { return *card.findChild<QChartView*>(); }
    void fill() {
        const LiveSnapshot live = samples::snapshot(10000, 10000);
        m_accuracy->setCurve(live.curve, 10000, true);
        m_entropy->setThreshold(0.235);
        m_entropy->setHistogram(live.histograms[0].right, live.histograms[0].wrong);
        m_entropy->setShares(0.83, 0.58);
        m_plane->setPoints(PlanePoint{0.58, 0.921, 0.915, 0.927, {}}, 0.922, {});
        m_delay->setBars({{QStringLiteral("low"), {0.46, 0}},
                          {QStringLiteral("high re-run"), {0, 0.7}},
                          {QStringLiteral("mean"), {0.46, 0.12}}},
                         2, 0.75, QStringLiteral("batches of 32: p50 17.9 ms"));
    }
    static QStringList axisTitles(PlotCard& card) {
        QStringList titles;
        for (const QAbstractAxis* axis : card.chart().axes()) {
            titles << axis->titleText();
        }
        return titles;
    }

private Q_SLOTS:
    void init() {
        m_accuracy = std::make_unique<AccuracyEdpChart>(m_theme);
        m_entropy = std::make_unique<EntropyChart>(m_theme);
        m_plane = std::make_unique<PlaneChart>(m_theme);
        m_delay = std::make_unique<DelayChart>(m_theme);
        for (PlotCard* card : cards()) {
            card->resize(480, 260);
            card->show();
            QVERIFY(QTest::qWaitForWindowExposed(card));
        }
    }

    void beforeAnythingRanEachSaysSo() {
        for (PlotCard* card : cards()) {
            QCOMPARE(card->emptyText(), QStringLiteral("No images yet"));
            QCOMPARE(card->accessibleDescription(), QStringLiteral("No images yet"));
        }
    }

    void theEmptyTextStaysWhateverElseIsSet() {
        m_entropy->setEmptyText(QStringLiteral("The images of this experiment were not read"));
        m_entropy->setHistogram({}, {});
        m_entropy->setThreshold(0.3);
        m_entropy->resize(500, 300);
        QCOMPARE(m_entropy->emptyText(), QStringLiteral("The images of this experiment were not read"));
    }

    void everyAxisHasATitleWithItsUnit() {
        fill();
        QCOMPARE(axisTitles(*m_accuracy),
                 (QStringList{QStringLiteral("images seen"), QStringLiteral("accuracy (%)"),
                              QStringLiteral("EDP / full path")}));
        QCOMPARE(axisTitles(*m_entropy),
                 (QStringList{QStringLiteral("normalized entropy (H / ln C)"), QStringLiteral("images")}));
        QCOMPARE(axisTitles(*m_plane),
                 (QStringList{QStringLiteral("EDP / full path"), QStringLiteral("accuracy (%)")}));
        QVERIFY(axisTitles(*m_delay).contains(
            QStringLiteral("delay per image (ms) · dashed: full path 0.750 ms")));
        m_delay->setBars({{QStringLiteral("mean"), {}, 0.6}}, 2, {});
        QVERIFY(axisTitles(*m_delay).contains(QStringLiteral("delay per image (ms)")));
    }

    void withoutAnEnergyTheDelayTakesThePlaceOfTheEdpAndSaysSo() {
        m_accuracy->setCurve(samples::snapshot(6400, 10000, 2, false).curve, 10000, true);
        QVERIFY(axisTitles(*m_accuracy).contains(QStringLiteral("delay / full path")));
        QVERIFY(!m_accuracy->note().isEmpty());
        const QString note = m_accuracy->note();
        m_accuracy->setBaselineAccuracy(0.922);
        QCOMPARE(m_accuracy->note(), note);
        QCOMPARE(m_accuracy->legend().texts(), QStringList{QStringLiteral("full path's accuracy 92.2 %")});
    }

    void theFullPathsAccuracyIsInTheRange() {
        fill();
        QVERIFY(m_accuracy->accuracyRange().high < 99);
        m_accuracy->setBaselineAccuracy(0.99);
        QVERIFY(m_accuracy->accuracyRange().high >= 99);
        QVERIFY(
            m_accuracy->accessibleDescription().contains(QStringLiteral("accuracy of the full path 99.0 %")));
    }

    void colourAndHatchAreExplained() {
        fill();
        QCOMPARE(m_entropy->legend().texts(),
                 (QStringList{QStringLiteral("kept"), QStringLiteral("re-run"), QStringLiteral("wrong")}));
        QCOMPARE(m_delay->legend().texts(),
                 (QStringList{QStringLiteral("low"), QStringLiteral("high re-run")}));
        m_delay->setBars({{QStringLiteral("mean"), {}, 0.6}}, 2, {});
        QVERIFY(m_delay->legend().texts().contains(QStringLiteral("high re-run")));
    }

    void aLegendThatWouldCutTheTitleGoesBelowIt() {
        fill();
        const auto* title = m_entropy->findChild<ElidedLabel*>(QStringLiteral("plotTitle"));
        const Legend& legend = m_entropy->legend();
        const auto isBesideAt = [&](int width) {
            m_entropy->resize(width, 260);
            QCoreApplication::processEvents();
            return legend.geometry().top() < title->geometry().bottom();
        };
        const int line = legend.heightForWidth(QWIDGETSIZE_MAX);
        int narrowest = 600;  // where it is still beside the title
        QVERIFY(isBesideAt(narrowest));
        while (isBesideAt(narrowest - 1)) {
            --narrowest;
            QCOMPARE(title->text(), title->fullText());
            QVERIFY(legend.width() >= legend.sizeHint().width());
        }
        QCOMPARE(title->text(), title->fullText());
        QCOMPARE(legend.height(), line);
        QVERIFY(legend.heightForWidth(80) > line);  // as many lines as a narrow place takes

        // What stands in the heading for a while moves it too, and gives it back.
        QVERIFY(isBesideAt(narrowest));
        m_entropy->setPaused(true);
        QVERIFY(!isBesideAt(narrowest));
        QCOMPARE(title->text(), title->fullText());
        m_entropy->setPaused(false);
        QVERIFY(isBesideAt(narrowest));
    }

    void oneEffortIsNotCalledLow() {
        m_entropy->setEfforts(1);
        QCOMPARE(m_entropy->accessibleName(), QStringLiteral("Entropy"));
        QCOMPARE(m_entropy->legend().texts(),
                 (QStringList{QStringLiteral("right"), QStringLiteral("wrong")}));
    }

    void eachTellsItsValuesInWords() {
        fill();
        const QString accuracy = m_accuracy->accessibleDescription();
        QVERIFY2(accuracy.startsWith(QStringLiteral("after 10,000 images; accuracy 92.1 %")),
                 qPrintable(accuracy));
        QVERIFY2(accuracy.contains(QStringLiteral("of full path")), qPrintable(accuracy));
        const QString entropy = m_entropy->accessibleDescription();
        QVERIFY2(entropy.contains(QStringLiteral("images kept")), qPrintable(entropy));
        QVERIFY2(entropy.contains(QStringLiteral("threshold 0.235; 83.0 % end here; break-even 58.0 %")),
                 qPrintable(entropy));
        const QString plane = m_plane->accessibleDescription();
        QVERIFY2(plane.contains(QStringLiteral("EDP 0.58 of full path, accuracy 92.10 %")),
                 qPrintable(plane));
        const QString delay = m_delay->accessibleDescription();
        QVERIFY2(delay.contains(QStringLiteral("mean 0.580 ms, low 0.460 ms, high re-run 0.120 ms")),
                 qPrintable(delay));
        QVERIFY2(delay.contains(QStringLiteral("p50 17.9 ms")), qPrintable(delay));
    }

    void thePointerReadsWhatIsUnderIt() {
        fill();
        for (PlotCard* card : cards()) {
            QCOMPARE(card->shownReadout(), -1);
            const int place = card->readoutCount() / 2;
            const QPoint target = card->readout(place).place.toPoint();
            QWidget* viewport = viewOf(*card).viewport();
            QMouseEvent move(QEvent::MouseMove, target, viewport->mapToGlobal(target), Qt::NoButton,
                             Qt::NoButton, Qt::NoModifier);
            QCoreApplication::sendEvent(viewport, &move);
            QVERIFY2(card->shownReadout() >= 0, qPrintable(card->accessibleName()));
            QCOMPARE(card->readout(card->shownReadout()).place.toPoint(), target);
            QCOMPARE(card->accessibleDescription(),
                     card->readout(card->shownReadout()).lines.join(QStringLiteral(", ")));
        }
    }

    void theArrowKeysReadTheSame() {
        fill();
        for (PlotCard* card : cards()) {
            QVERIFY(card->focusPolicy() & Qt::TabFocus);
            QTest::keyClick(card, Qt::Key_End);
            QCOMPARE(card->shownReadout(), card->readoutCount() - 1);
            QTest::keyClick(card, Qt::Key_Left);
            QCOMPARE(card->shownReadout(), card->readoutCount() - 2);
            QTest::keyClick(card, Qt::Key_Home);
            QCOMPARE(card->shownReadout(), 0);
            QTest::keyClick(card, Qt::Key_Escape);
            QCOMPARE(card->shownReadout(), -1);
        }
    }

    void aReadoutHasNumbersAndUnits() {
        fill();
        QCOMPARE(m_entropy->readout(0).lines.first(), QStringLiteral("entropy 0.000 to 0.025"));
        QVERIFY(m_entropy->readout(0).lines.contains(QStringLiteral("kept")));
        QVERIFY(m_entropy->readout(39).lines.contains(QStringLiteral("re-run")));
        QCOMPARE(m_delay->readout(2).lines,
                 (QStringList{QStringLiteral("mean 0.580 ms"), QStringLiteral("low 0.460 ms"),
                              QStringLiteral("high re-run 0.120 ms"), QStringLiteral("0.77 of full path")}));
        QCOMPARE(m_accuracy->readout(m_accuracy->readoutCount() - 1).lines.first(),
                 QStringLiteral("10,000 images"));
    }

    void aReadoutOfWhatIsGoneGoes() {
        fill();
        QTest::keyClick(m_delay.get(), Qt::Key_End);
        m_delay->setBars({{QStringLiteral("mean"), {}, 0.6}}, 2, {});
        QCOMPARE(m_delay->shownReadout(), -1);
    }

    void earlierRunsStandInThePlane() {
        fill();
        m_plane->setEarlier({{0.83, 0.919, 0, 0, QStringLiteral("aaaa1111")}, {1.2, 0.921, 0, 0, {}}});
        QCOMPARE(m_plane->readoutCount(), 4);
        QCOMPARE(m_plane->readout(2).lines.first(), QStringLiteral("aaaa1111"));
        QCOMPARE(m_plane->legend().texts(), QStringList{QStringLiteral("earlier runs")});
        QVERIFY(m_plane->accessibleDescription().endsWith(QStringLiteral("2 earlier runs")));
    }

    void aPullPaintsEachChartAtMostOnce() {
        fill();
        std::vector<std::unique_ptr<PaintCounter>> counters;
        for (PlotCard* card : cards()) {
            counters.push_back(std::make_unique<PaintCounter>(*viewOf(*card).viewport()));
            counters.back()->take();
        }
        for (std::int64_t images = 320; images <= 3200; images += 320) {
            const LiveSnapshot live = samples::snapshot(images, 10000);
            m_accuracy->setCurve(live.curve, 10000, true);
            m_entropy->setHistogram(live.histograms[0].right, live.histograms[0].wrong);
            m_entropy->setShares(0.8 + 1e-5 * static_cast<double>(images), 0.58);
            m_plane->setPoints(PlanePoint{0.5 + 1e-5 * static_cast<double>(images), 0.921, 0.9, 0.94, {}}, {},
                               {});
            m_delay->setBars({{QStringLiteral("mean"), {}, 0.6 + 1e-5 * static_cast<double>(images)}}, 2,
                             0.75);
            for (std::size_t i = 0; i < counters.size(); ++i) {
                const int paints = counters[i]->take();
                QVERIFY2(
                    paints <= 1,
                    qPrintable(
                        QStringLiteral("%1 painted %2 times").arg(cards()[i]->accessibleName()).arg(paints)));
            }
        }
    }

    void whatHasNotChangedIsNotPainted() {
        fill();
        std::vector<std::unique_ptr<PaintCounter>> counters;
        for (PlotCard* card : cards()) {
            counters.push_back(std::make_unique<PaintCounter>(*viewOf(*card).viewport()));
            counters.back()->take();
        }
        fill();
        for (std::size_t i = 0; i < counters.size(); ++i) {
            QVERIFY2(counters[i]->take() == 0, qPrintable(cards()[i]->accessibleName()));
        }
    }
};

QTEST_MAIN(TestCharts)
#include "tst_charts.moc"
