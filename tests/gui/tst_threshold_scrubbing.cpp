// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/sample_values.h"
#include "widgets/charts/entropy_chart.h"
#include "widgets/views/ladder_editor.h"
#include "widgets/views/main_frame.h"
#include "widgets/views/message_bar.h"
#include "widgets/views/regret_strip.h"
#include "widgets/views/run_page.h"
#include "widgets/views/setup_panel.h"

#include <QChart>
#include <QChartView>
#include <QTest>
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

    /// 1,000 images with entropies evenly from 0 to 1. The low effort is right up to 0.5, the high one up to
    /// 0.9.
    static StoredRun profiled(RunMode mode = RunMode::Profile) {
        constexpr int kImages = 1000;
        RunReport report = samples::report();
        report.mode = mode;
        report.images = report.labelled = kImages;
        StoredRunBuilder builder(report, {}, 10, {});
        for (int i = 0; i < kImages; ++i) {
            const double normalized = (i + 0.5) / kImages;
            ImageResult image;
            image.outcome.imageIndex = i;
            image.outcome.label = 1;
            for (int effort = 0; effort < (mode == RunMode::Profile ? 2 : 1); ++effort) {
                Visit visit;
                visit.effort = effort;
                visit.entropyNats = normalized * std::log(10.0);
                visit.right = normalized < (effort == 0 ? 0.5 : 0.9);
                image.visits.push_back(visit);
            }
            builder.add(image);
        }
        return builder.build();
    }

    /// Where a normalised entropy stands in the chart's view.
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
