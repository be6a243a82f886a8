// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/profiled_run.h"
#include "widgets/charts/entropy_chart.h"
#include "widgets/views/ladder_editor.h"
#include "widgets/views/main_frame.h"
#include "widgets/views/message_bar.h"
#include "widgets/views/regret_strip.h"
#include "widgets/views/run_page.h"
#include "widgets/views/score_box.h"
#include "widgets/views/setup_panel.h"

#include <QChart>
#include <QChartView>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <QUndoStack>
#include <cmath>

using namespace pivot;

/// A profiled run whose threshold is moved on the page: nothing runs, every figure follows.
class TestThresholdScrubbing : public QObject {
    Q_OBJECT
    ThemeSource m_theme;
    std::unique_ptr<MainFrame> m_frame;

    RunPage& page() { return m_frame->runPage(); }
    LadderEditor& setupLadder() { return page().setup().ladder(); }
    EntropyChart& chart() { return *m_frame->findChild<EntropyChart*>(QStringLiteral("entropyChart")); }
    RegretStrip& regret() { return *m_frame->findChild<RegretStrip*>(QStringLiteral("regretStrip")); }
    QString text(const char* name) {
        return m_frame->findChild<ElidedLabel*>(QLatin1String(name))->fullText();
    }

    static StoredRun profiled(RunMode mode = RunMode::Profile) { return samples::profiledRun(mode); }

    /// Where a normalized entropy stands in the chart's view.
    QPoint placeOf(double normalized) {
        const QRectF plot = chart().chart().plotArea();
        return QPointF(plot.left() + normalized * plot.width(), plot.center().y()).toPoint();
    }
    void drag(double from, double to) {
        QWidget* view = chart().findChild<QChartView*>()->viewport();
        QTest::mousePress(view, Qt::LeftButton, {}, placeOf(from));
        QTest::mouseMove(view, placeOf((from + to) / 2));
        QTest::mouseMove(view, placeOf(to));
        QTest::mouseRelease(view, Qt::LeftButton, {}, placeOf(to));
    }
    void pickScore(const char* box, ScoreKind score) {
        auto* scores = m_frame->findChild<ScoreBox*>(QLatin1String(box));
        scores->setScore(score);
        Q_EMIT scores->activated(scores->currentIndex());
    }
    double setupThreshold() { return *setupLadder().ladder().efforts.front().thresholdNats / std::log(10.0); }

private Q_SLOTS:
    void init() {
        m_frame = std::make_unique<MainFrame>(m_theme);
        m_frame->resize(1440, 900);
        m_frame->devices().setDevices(samples::devices());
        page().setup().putModel(samples::model(), true);
        page().setup().putData(samples::data(), true);
        page().setup().chooseDevice(QStringLiteral("cpu:torch"));
        setupLadder().setSuggestion({samples::ladder(), {"train[55000:60000]", "edp,loss=0.2", false}, {}});
        m_frame->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_frame.get()));
    }
    void cleanup() { m_frame.reset(); }

    void draggingTheLineMovesEveryFigure() {
        page().showStored(profiled());
        QVERIFY(regret().isVisible());
        drag(0.235, 0.7);
        QVERIFY(std::abs(setupThreshold() - 0.7) < 0.01);  // the next run would take it
        // 70 % stay, right up to 0.5; of the others the high effort is right up to 0.9.
        QVERIFY2(text("shareValue").startsWith(QStringLiteral("70.")) ||
                     text("shareValue").startsWith(QStringLiteral("69.")),
                 qPrintable(text("shareValue")));
        const QString accuracy = text("accuracyValue");
        QVERIFY2(accuracy.startsWith(QStringLiteral("70.")) || accuracy.startsWith(QStringLiteral("69.")),
                 qPrintable(accuracy));
        QVERIFY2(text("delayBasis").contains(QStringLiteral("composed")), qPrintable(text("delayBasis")));
        QVERIFY(regret().accessibleDescription().contains(QStringLiteral("oracle 90.0 %")));
    }

    void aGestureIsOneStepThatCanBeUndone() {
        page().showStored(profiled());
        const double before = setupThreshold();
        const QString accuracy = text("accuracyValue");
        drag(before, 0.6);
        QVERIFY(text("accuracyValue") != accuracy);
        QCOMPARE(setupLadder().undoStack().count(), 1);
        setupLadder().undoStack().undo();
        QVERIFY(std::abs(setupThreshold() - before) < 1e-9);
        QVERIFY(text("shareValue").startsWith(QStringLiteral("23.5")));
    }

    void theKeyboardMovesItToo() {
        page().showStored(profiled());
        const double before = setupThreshold();
        QTest::keyClick(&chart(), Qt::Key_Right, Qt::ControlModifier);
        QVERIFY(std::abs(setupThreshold() - before - 0.01) < 1e-9);
        QTest::keyClick(&chart(), Qt::Key_Left, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(std::abs(setupThreshold() - before - 0.009) < 1e-9);
    }

    /// Set up with other paths: the figures follow, the set-up is left as it is.
    void anotherSetupIsLeftAlone() {
        EffortLadder other = samples::ladder();
        other.efforts.front().skip = SkipConfig{3};
        setupLadder().setSuggestion({other, {"given", "given", false}, {}});
        page().showStored(profiled());
        const double before = setupThreshold();
        drag(0.235, 0.7);
        QCOMPARE(setupThreshold(), before);
        QVERIFY(text("accuracyValue").startsWith(QStringLiteral("70.")) ||
                text("accuracyValue").startsWith(QStringLiteral("69.")));
        setupLadder().moveThreshold(0, 0.1);
        QVERIFY(!text("shareValue").startsWith(QStringLiteral("4.")));
    }

    /// A stored run stands where it was run, whatever else changes in the set-up.
    void onlyAMovedThresholdMovesTheFigures() {
        setupLadder().moveThreshold(0, 0.6 * std::log(10.0));
        page().showStored(profiled());
        const QString share = text("shareValue");
        setupLadder().setRerun(RerunMode::Restart);
        QCOMPARE(text("shareValue"), share);
        setupLadder().moveThreshold(0, 0.61 * std::log(10.0));
        QVERIFY(text("shareValue").startsWith(QStringLiteral("61.")));
    }

    /// A note that was read and put away stays away while the threshold moves.
    void aDismissedNoteStaysAway() {
        StoredRun run = profiled();
        run.report.notes = {"noisy machine"};
        page().showStored(run);
        auto* bar = page().findChild<MessageBar*>();
        QVERIFY(bar->isVisible());
        page().showMessage({});
        drag(0.235, 0.5);
        QVERIFY(bar->isHidden());
    }

    /// Easy images of a routed run never saw the high effort: its threshold stands.
    void aRoutedRunKeepsItsThreshold() {
        page().showStored(profiled(RunMode::Routed));
        QVERIFY(regret().isHidden());
        const QString share = text("shareValue");
        drag(0.235, 0.7);
        QTest::keyClick(&chart(), Qt::Key_Right, Qt::ControlModifier);
        setupLadder().moveThreshold(0, 0.5);
        QCOMPARE(text("shareValue"), share);
    }

    /// Another score is another axis with another threshold, at which the same share stays.
    void theScoreCanBeChangedWhereItIsShown() {
        page().showStored(profiled());
        drag(0.235, 0.6);
        const QString share = text("shareValue");
        pickScore("scrubScore", ScoreKind::Margin);
        QVERIFY(setupLadder().ladder().score == ScoreKind::Margin);  // the next run would take it
        QCOMPARE(text("shareValue"), share);
        QVERIFY(chart().title().startsWith(QStringLiteral("Margin")));
        const double margin = *setupLadder().ladder().efforts.front().thresholdScore;
        QVERIFY(margin > 0.2 && margin < 0.6);
        // High margins are easy: to the right fewer stay.
        drag(margin, 0.7);
        QVERIFY2(text("shareValue").startsWith(QStringLiteral("30.")) ||
                     text("shareValue").startsWith(QStringLiteral("29.")),
                 qPrintable(text("shareValue")));
        setupLadder().undoStack().undo();
        setupLadder().undoStack().undo();
        QVERIFY(setupLadder().ladder().score == ScoreKind::Entropy);
        QVERIFY(chart().title().startsWith(QStringLiteral("Entropy")));
        QCOMPARE(text("shareValue"), share);
    }

    void theScoreOfTheSetUpCountsToo() {
        page().showStored(profiled());
        drag(0.235, 0.6);
        const QString share = text("shareValue");
        pickScore("score", ScoreKind::MaxProbability);
        QVERIFY(chart().title().startsWith(QStringLiteral("Max probability")));
        QCOMPARE(text("shareValue"), share);
        // p = 1 - 0.9 x 0.6 at the hardest image that stays.
        QVERIFY(std::abs(*setupLadder().ladder().efforts.front().thresholdScore - 0.46) < 0.01);
    }

    void withAnotherSetupTheScoreIsThePagesAlone() {
        EffortLadder other = samples::ladder();
        other.efforts.front().skip = SkipConfig{3};
        setupLadder().setSuggestion({other, {"given", "given", false}, {}});
        page().showStored(profiled());
        pickScore("scrubScore", ScoreKind::Margin);
        QVERIFY(setupLadder().ladder().score == ScoreKind::Entropy);
        QVERIFY(chart().title().startsWith(QStringLiteral("Margin")));
        QVERIFY(text("shareValue").startsWith(QStringLiteral("23.5")));
    }

    /// Three efforts: two thresholds, each with a handle on the histogram of its own effort.
    void everyThresholdHasItsHandle() {
        page().showStored(samples::profiledRun(RunMode::Profile, 3));
        QVERIFY(regret().accessibleName().contains(QStringLiteral("middle")));
        drag(0.235, 0.3);
        QVERIFY(text("shareValue").startsWith(QStringLiteral("30.")) ||
                text("shareValue").startsWith(QStringLiteral("29.")));
        auto* middle = m_frame->findChild<QToolButton*>(QStringLiteral("effortSwitch1"));
        QTRY_VERIFY(middle && middle->isVisible());
        middle->click();
        QVERIFY(chart().title().contains(QStringLiteral("middle")));
        // Those that went on: none below 0.3.
        QCOMPARE(chart().readout(5).lines.at(1), QStringLiteral("0 images"));
        QVERIFY(chart().readout(20).lines.at(1).startsWith(QStringLiteral("25 ")));
        drag(0.4, 0.8);
        QVERIFY(text("shareValue").startsWith(QStringLiteral("30.")) ||
                text("shareValue").startsWith(QStringLiteral("29.")));  // of the first, which stands
        const QString accuracy = text("accuracyValue");
        QVERIFY2(accuracy.startsWith(QStringLiteral("100")), qPrintable(accuracy));
        QVERIFY(regret().accessibleName().contains(QStringLiteral("high effort")));
        QTest::keyClick(middle, Qt::Key_Right);  // the keyboard goes from effort to effort
        QVERIFY(chart().title().contains(QStringLiteral("high")));
    }

    void thresholdsThatWereCalibratedSayOnWhat() {
        page().showStored(profiled());
        const QString share = text("shareValue");
        QSignalSpy wanted(&page(), &RunPage::calibrationWanted);
        m_frame->findChild<QPushButton*>(QStringLiteral("calibrate"))->click();
        QCOMPARE(wanted.count(), 1);
        const auto wish = wanted.at(0).at(1).value<CalibrationWish>();
        QVERIFY(wish.goal.has_value() && !wish.onReported && wish.scrub);
        const QString id = wanted.at(0).at(0).toString();
        ChosenThresholds chosen;
        chosen.thresholds = {0.7 * std::log(10.0), std::nullopt};
        chosen.source = {"train[55000:60000]", "edp,loss=0.2", false};
        page().showCalibrated(QStringLiteral("another"), chosen);  // came late
        QCOMPARE(text("shareValue"), share);
        page().showCalibrated(id, chosen);
        QVERIFY(text("shareValue").startsWith(QStringLiteral("70.")));
        QVERIFY(text("scrubSource").contains(QStringLiteral("calibrated")));
        QVERIFY(std::abs(setupThreshold() - 0.7) < 1e-9);
        QCOMPARE(setupLadder().source().split, std::string("train[55000:60000]"));
        // By hand, with an eye on the figures: that is a choice on the images shown.
        drag(0.7, 0.5);
        QVERIFY2(text("scrubSource").contains(QStringLiteral("reported images")),
                 qPrintable(text("scrubSource")));
    }

    void choosingOnTheImagesShownIsWarnedOf() {
        page().showStored(profiled());
        auto* images = m_frame->findChild<QComboBox*>(QStringLiteral("calibrateOn"));
        images->setCurrentIndex(1);
        QSignalSpy wanted(&page(), &RunPage::calibrationWanted);
        m_frame->findChild<QPushButton*>(QStringLiteral("calibrate"))->click();
        QVERIFY(wanted.at(0).at(1).value<CalibrationWish>().onReported);
        ChosenThresholds chosen;
        chosen.thresholds = {0.5 * std::log(10.0), std::nullopt};
        chosen.source = {"fashion-mnist#test", "share=0.5", true};
        page().showCalibrated(wanted.at(0).at(0).toString(), chosen);
        auto* source = m_frame->findChild<ElidedLabel*>(QStringLiteral("scrubSource"));
        QCOMPARE(source->property("role").toString(), QStringLiteral("error"));
        QVERIFY(source->fullText().contains(QStringLiteral("on the reported images")));
    }

    void aCalibrationThatFailsSaysWhy() {
        page().showStored(profiled());
        QSignalSpy wanted(&page(), &RunPage::calibrationWanted);
        const QString share = text("shareValue");
        auto* button = m_frame->findChild<QPushButton*>(QStringLiteral("calibrate"));
        button->click();
        QVERIFY(!button->isEnabled());
        page().showCalibrated(wanted.at(0).at(0).toString(), fail(ErrorCode::NotFound, "no such split"));
        QVERIFY(button->isEnabled());
        QVERIFY(page().findChild<MessageBar*>()->isVisible());
        QCOMPARE(text("shareValue"), share);
    }

    void aProfileThatHasJustRunCanBeMoved() {
        const StoredRun run = profiled();
        page().showStarted(page().setup().config(RunMode::Profile));
        page().showReport(run.report);
        QVERIFY(regret().isHidden());
        page().showEnded();
        page().showScrubbable(run);
        QVERIFY(regret().isVisible());
        StoredRun other = run;
        other.report.experimentId = "another";
        page().showStarted(page().setup().config(RunMode::Profile));
        page().showEnded();
        page().showScrubbable(other);  // came late: the page shows something else by now
        QVERIFY(regret().isHidden());
    }
};

QTEST_MAIN(TestThresholdScrubbing)
#include "tst_threshold_scrubbing.moc"
