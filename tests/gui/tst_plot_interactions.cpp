// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/sample_values.h"
#include "widgets/charts/accuracy_edp_chart.h"
#include "widgets/charts/delay_chart.h"
#include "widgets/charts/entropy_chart.h"
#include "widgets/charts/plot_zoom.h"
#include "widgets/views/experiments_page.h"
#include "widgets/views/main_frame.h"
#include "widgets/views/run_page.h"

#include <QAction>
#include <QChartView>
#include <QContextMenuEvent>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <QVBoxLayout>
#include <QValueAxis>
#include <QWheelEvent>
#include <memory>

using namespace pivot;

/// What can be done with a plot: another part of it is looked at, it is halted, it gets a window of its own.
class TestPlotInteractions : public QObject {
    Q_OBJECT
    ThemeSource m_theme;
    std::unique_ptr<QWidget> m_page;
    AccuracyEdpChart* m_card = nullptr;
    EntropyChart* m_entropy = nullptr;
    DelayChart* m_delay = nullptr;

    static QWidget* viewport(PlotCard& card) { return card.findChild<QChartView*>()->viewport(); }
    static QValueAxis& axis(PlotCard& card, Qt::Orientation orientation) {
        return *qobject_cast<QValueAxis*>(card.chart().axes(orientation).first());
    }
    static std::pair<double, double> range(PlotCard& card, Qt::Orientation orientation) {
        return {axis(card, orientation).min(), axis(card, orientation).max()};
    }
    static std::pair<double, double> x(PlotCard& card) { return range(card, Qt::Horizontal); }
    static std::pair<double, double> y(PlotCard& card) { return range(card, Qt::Vertical); }
    static QPointF at(const PlotCard& card, double right, double down) {
        const QRectF plot = card.plotArea();
        return {plot.left() + right * plot.width(), plot.top() + down * plot.height()};
    }
    static double valueX(PlotCard& card, const QPointF& place) {
        const QRectF plot = card.plotArea();
        const auto [low, high] = x(card);
        return low + (place.x() - plot.left()) / plot.width() * (high - low);
    }
    static void wheel(PlotCard& card, const QPointF& place, int notches) {
        QWidget* target = viewport(card);
        QWheelEvent event(place, target->mapToGlobal(place), {}, QPoint(0, 120 * notches), Qt::NoButton,
                          Qt::NoModifier, Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(target, &event);
    }
    static void drag(PlotCard& card, const QPointF& from, const QPointF& to, Qt::MouseButton button,
                     Qt::KeyboardModifiers modifiers = {}) {
        QWidget* target = viewport(card);
        const auto send = [&](QEvent::Type type, const QPointF& place, Qt::MouseButton changed,
                              Qt::MouseButtons held) {
            QMouseEvent event(type, place, target->mapToGlobal(place), changed, held, modifiers);
            QCoreApplication::sendEvent(target, &event);
        };
        send(QEvent::MouseButtonPress, from, button, button);
        send(QEvent::MouseMove, (from + to) / 2, Qt::NoButton, button);
        send(QEvent::MouseMove, to, Qt::NoButton, button);
        send(QEvent::MouseButtonRelease, to, button, Qt::NoButton);
    }
    void show(std::int64_t images) {
        const LiveSnapshot live = samples::snapshot(images, 10000);
        m_card->setCurve(live.curve, 10000, true);
        m_entropy->setHistogram(live.histograms[0].right, live.histograms[0].wrong);
        m_delay->setBars({{QStringLiteral("mean"), {}, 1e-4 * static_cast<double>(images)}}, 2, 0.75);
    }
    static void key(PlotCard& card, Qt::Key key, Qt::KeyboardModifiers modifiers = {}) {
        card.setFocus();
        QTest::keyClick(&card, key, modifiers);
    }
    static QAction* action(PlotCard& card, const char* name) {
        return card.findChild<QAction*>(QLatin1String(name));
    }

private Q_SLOTS:
    void init() {
        m_page = std::make_unique<QWidget>();
        auto* layout = new QVBoxLayout(m_page.get());
        m_card = new AccuracyEdpChart(m_theme);
        m_entropy = new EntropyChart(m_theme);
        m_delay = new DelayChart(m_theme);
        for (PlotCard* card : std::initializer_list<PlotCard*>{m_card, m_entropy, m_delay}) {
            layout->addWidget(card);
        }
        m_page->resize(560, 760);
        m_page->show();
        m_page->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_page.get()));
        show(6400);
    }

    void theWheelZoomsAndWhatIsUnderThePointerStays() {
        const QPointF place = at(*m_card, 0.25, 0.5);
        const double value = valueX(*m_card, place);
        const auto before = x(*m_card), beforeY = y(*m_card);
        wheel(*m_card, place, 2);
        const auto after = x(*m_card);
        QVERIFY(after.second - after.first < 0.75 * (before.second - before.first));
        QVERIFY(y(*m_card).second - y(*m_card).first < 0.75 * (beforeY.second - beforeY.first));
        // Labels of another width move the plot by a few pixels.
        QVERIFY(std::abs(valueX(*m_card, at(*m_card, 0.25, 0)) - value) < 0.02 * before.second);
        QVERIFY(m_card->zoom().isZoomed());
        wheel(*m_card, at(*m_card, 0.25, 0.5), -2);
        QVERIFY(std::abs(x(*m_card).second - before.second) < 0.02 * before.second);
    }

    void overTheLabelsOfAnAxisThatAxisAlone() {
        const auto before = x(*m_card), beforeY = y(*m_card);
        const QRectF plot = m_card->plotArea();
        wheel(*m_card, {plot.left() - 10, plot.center().y()}, 1);
        QCOMPARE(x(*m_card), before);
        QVERIFY(y(*m_card) != beforeY);
        m_card->zoom().reset();
        wheel(*m_card, {plot.center().x(), plot.bottom() + 10}, 1);
        QCOMPARE(y(*m_card), beforeY);
        QVERIFY(x(*m_card) != before);
    }

    void aDraggedFrameIsWhatIsSeenThen() {
        const QPointF from = at(*m_card, 0.5, 0.25), to = at(*m_card, 0.75, 0.75);
        drag(*m_card, from, to, Qt::LeftButton);
        QVERIFY(std::abs(x(*m_card).first - 5000) < 60);
        QVERIFY(std::abs(x(*m_card).second - 7500) < 60);
    }

    void aFlatFrameZoomsOneAxis() {
        const auto before = y(*m_card);
        drag(*m_card, at(*m_card, 0.25, 0.5), at(*m_card, 0.5, 0.5), Qt::LeftButton);
        QCOMPARE(y(*m_card), before);
        QVERIFY(x(*m_card).second < 5100);
    }

    void aClickZoomsNothing() {
        drag(*m_card, at(*m_card, 0.5, 0.5), at(*m_card, 0.5, 0.5) + QPointF(1, 1), Qt::LeftButton);
        QVERIFY(!m_card->zoom().isZoomed());
    }

    void theMiddleButtonAndShiftMoveWhatIsSeen_data() {
        QTest::addColumn<Qt::MouseButton>("button");
        QTest::addColumn<Qt::KeyboardModifiers>("modifiers");
        QTest::newRow("middle") << Qt::MiddleButton << Qt::KeyboardModifiers();
        QTest::newRow("shift") << Qt::LeftButton << Qt::KeyboardModifiers(Qt::ShiftModifier);
    }
    void theMiddleButtonAndShiftMoveWhatIsSeen() {
        QFETCH(Qt::MouseButton, button);
        QFETCH(Qt::KeyboardModifiers, modifiers);
        drag(*m_card, at(*m_card, 0.25, 0.25), at(*m_card, 0.75, 0.75), Qt::LeftButton);
        const auto before = x(*m_card);
        drag(*m_card, at(*m_card, 0.75, 0.5), at(*m_card, 0.25, 0.5), button, modifiers);
        const double span = before.second - before.first;
        QVERIFY(std::abs(x(*m_card).second - x(*m_card).first - span) < 1e-6 * span);
        QVERIFY(std::abs(x(*m_card).first - before.first - span / 2) < 0.05 * span);
    }

    void keysDoTheSame() {
        const auto before = x(*m_card);
        key(*m_card, Qt::Key_Plus);
        const auto closer = x(*m_card);
        QVERIFY(closer.first > before.first && closer.second < before.second);
        key(*m_card, Qt::Key_Right, Qt::ShiftModifier);
        QVERIFY(x(*m_card).first > closer.first);
        key(*m_card, Qt::Key_Left, Qt::ShiftModifier);
        const auto beforeUp = y(*m_card);
        key(*m_card, Qt::Key_Up, Qt::ShiftModifier);
        QVERIFY(y(*m_card).first > beforeUp.first);
        key(*m_card, Qt::Key_Minus);
        key(*m_card, Qt::Key_0);
        QCOMPARE(x(*m_card), before);
        QVERIFY(!m_card->zoom().isZoomed());
    }

    void nobodyGetsLost() {
        for (int i = 0; i < 60; ++i) {
            key(*m_card, Qt::Key_Right, Qt::ShiftModifier);
        }
        QVERIFY(x(*m_card).first < 10000);
        for (int i = 0; i < 80; ++i) {
            wheel(*m_card, at(*m_card, 0.5, 0.5), 1);
        }
        QVERIFY(x(*m_card).second - x(*m_card).first >= 0.99);
        for (int i = 0; i < 120; ++i) {
            wheel(*m_card, at(*m_card, 0.5, 0.5), -1);
        }
        QVERIFY(x(*m_card).second - x(*m_card).first <= 40001);
    }

    void aDoubleClickShowsEverythingAgain() {
        const auto before = x(*m_card);
        wheel(*m_card, at(*m_card, 0.5, 0.5), 3);
        QTest::mouseDClick(viewport(*m_card), Qt::LeftButton, {}, m_card->plotArea().center().toPoint());
        QCOMPARE(x(*m_card), before);
        QVERIFY(!m_card->findChild<QToolButton*>(QStringLiteral("plotState"))->isVisible());
    }

    void aZoomedPlotSaysSoAndTheButtonEndsIt() {
        auto* state = m_card->findChild<QToolButton*>(QStringLiteral("plotState"));
        QVERIFY(!state->isVisible());
        wheel(*m_card, at(*m_card, 0.5, 0.5), 3);
        QVERIFY(state->isVisible());
        QCOMPARE(state->text(), QStringLiteral("zoomed"));
        state->click();
        QVERIFY(!m_card->zoom().isZoomed() && !state->isVisible());
    }

    void newValuesLeaveTheZoomAlone() {
        drag(*m_entropy, at(*m_entropy, 0.1, 0.1), at(*m_entropy, 0.5, 0.6), Qt::LeftButton);
        const auto seenX = x(*m_entropy), seenY = y(*m_entropy);
        show(10000);
        QCOMPARE(x(*m_entropy), seenX);
        QCOMPARE(y(*m_entropy), seenY);
        m_entropy->zoom().reset();
        const auto home = y(*m_entropy);
        EntropyChart fresh(m_theme);
        fresh.resize(m_entropy->size());
        fresh.show();
        const LiveSnapshot live = samples::snapshot(10000, 10000);
        fresh.setHistogram(live.histograms[0].right, live.histograms[0].wrong);
        QCOMPARE(home, y(fresh));
        QCOMPARE(x(*m_entropy), x(fresh));
    }

    void theThresholdIsDraggedAndNotAFrame() {
        m_entropy->setThreshold(0.5);
        m_entropy->setThresholdMovable(true);
        QSignalSpy moved(m_entropy, &EntropyChart::thresholdMoved);
        drag(*m_entropy, at(*m_entropy, 0.5, 0.5), at(*m_entropy, 0.7, 0.5), Qt::LeftButton);
        QVERIFY(!m_entropy->zoom().isZoomed());
        QVERIFY(std::abs(moved.last().first().toDouble() - 0.7) < 0.02);
        drag(*m_entropy, at(*m_entropy, 0.1, 0.2), at(*m_entropy, 0.9, 0.8), Qt::LeftButton);
        QVERIFY(m_entropy->zoom().isZoomed());
    }

    void categoriesAreNotZoomed() {
        const auto before = x(*m_delay);
        wheel(*m_delay, at(*m_delay, 0.1, 0.5), 3);
        QVERIFY(x(*m_delay).second < before.second);
    }

    void aReadPlaceIsBroughtIntoView() {
        drag(*m_card, at(*m_card, 0.05, 0.1), at(*m_card, 0.2, 0.9), Qt::LeftButton);
        key(*m_card, Qt::Key_End);
        const QPointF place = m_card->readout(m_card->shownReadout()).place;
        QVERIFY(m_card->plotArea().adjusted(-2, -2, 2, 2).contains(place));
    }

    void aPausedPlotStandsStillAndThenShowsTheNewest() {
        key(*m_card, Qt::Key_P);
        QVERIFY(m_card->isPaused());
        auto* state = m_card->findChild<QToolButton*>(QStringLiteral("plotState"));
        QCOMPARE(state->text(), QStringLiteral("paused"));
        QVERIFY(state->isVisible());
        const QString before = m_card->accessibleDescription();
        const int places = m_card->readoutCount();
        show(8000);
        show(10000);
        m_card->setBaselineAccuracy(0.922);
        QCOMPARE(m_card->accessibleDescription(), before);
        QCOMPARE(m_card->readoutCount(), places);
        QVERIFY(m_entropy->accessibleDescription() != before);
        state->click();
        QVERIFY(!m_card->isPaused() && !state->isVisible());
        QVERIFY(m_card->accessibleDescription().startsWith(QStringLiteral("after 10,000 images")));
        QVERIFY(m_card->accessibleDescription().contains(QStringLiteral("full path 92.2 %")));
    }

    void aPlotGetsAWindowAndComesBackAndStaysLive() {
        auto* layout = m_page->layout();
        const int place = layout->indexOf(m_card);
        key(*m_card, Qt::Key_W);
        QWidget* own = m_card->window();
        QVERIFY(own != m_page.get() && own->isVisible());
        QCOMPARE(own->windowTitle(), QStringLiteral("Accuracy and EDP"));
        show(10000);
        QVERIFY(m_card->accessibleDescription().startsWith(QStringLiteral("after 10,000 images")));
        auto* back = m_page->findChild<QPushButton*>(QStringLiteral("plotBringBack"));
        QVERIFY(back && back->isVisible());
        QTest::mouseClick(back, Qt::LeftButton);
        QCOMPARE(m_card->window(), m_page.get());
        QCOMPARE(layout->indexOf(m_card), place);
        QVERIFY(m_card->isVisible());
        action(*m_card, "plotOwnWindow")->trigger();
        QVERIFY(m_card->window() != m_page.get());
        m_card->window()->close();
        QCOMPARE(layout->indexOf(m_card), place);
    }

    void aPageThatGoesTakesThePlotsWindowAlong() {
        action(*m_card, "plotOwnWindow")->trigger();
        const QPointer<QWidget> own = m_card->window();
        m_page.reset();
        QVERIFY(!own);
    }

    void onTheRunPageAnotherRunEndsAPauseAndAPoppedOutPlotStaysOnShow() {
        MainFrame frame(m_theme);
        frame.show();
        RunPage& page = frame.runPage();
        page.showStored(samples::storedRun());
        auto* plot = page.findChild<PlotCard*>(QStringLiteral("delayChart"));
        plot->setPaused(true);
        page.showStored(samples::storedRun());
        QVERIFY(!plot->isPaused());
        action(*plot, "plotOwnWindow")->trigger();
        frame.showPage(&frame.experimentsPage());
        QVERIFY(page.isShown() && !page.isVisible());
        action(*plot, "plotOwnWindow")->trigger();
        QVERIFY(!page.isShown());
    }

    void theMenuHasAllOfItWithNames() {
        auto* button = m_card->findChild<QToolButton*>(QStringLiteral("plotMenuButton"));
        QCOMPARE(button->accessibleName(), QStringLiteral("Menu of the plot Accuracy and EDP"));
        QVERIFY(button->focusPolicy() & Qt::TabFocus);
        QStringList names;
        for (const QAction* entry : button->menu()->actions()) {
            if (!entry->isSeparator()) {
                names << entry->objectName();
                QVERIFY(!entry->text().isEmpty() && !entry->shortcut().isEmpty());
            }
        }
        QCOMPARE(names, (QStringList{QStringLiteral("plotZoomIn"), QStringLiteral("plotZoomOut"),
                                     QStringLiteral("plotReset"), QStringLiteral("plotPause"),
                                     QStringLiteral("plotOwnWindow"), QStringLiteral("plotCopy"),
                                     QStringLiteral("plotExport"), QStringLiteral("plotCommand")}));
        QContextMenuEvent asked(QContextMenuEvent::Keyboard, {}, m_card->mapToGlobal(QPoint(4, 4)));
        QCoreApplication::sendEvent(m_card, &asked);
        QVERIFY(button->menu()->isVisible());
        button->menu()->close();
    }

    void beforeAnythingRanThereIsNothingToZoomOrExport() {
        m_card->setCurve({}, 0, true);
        for (const char* name : {"plotZoomIn", "plotCopy", "plotExport"}) {
            QVERIFY2(!action(*m_card, name)->isEnabled(), name);
        }
        wheel(*m_card, at(*m_card, 0.5, 0.5), 3);
        drag(*m_card, at(*m_card, 0.25, 0.25), at(*m_card, 0.75, 0.75), Qt::LeftButton);
        QVERIFY(!m_card->zoom().isZoomed());
    }
};

QTEST_MAIN(TestPlotInteractions)
#include "tst_plot_interactions.moc"
