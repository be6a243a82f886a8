// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/sample_values.h"
#include "widgets/charts/plane_chart.h"
#include "widgets/theme/parts.h"
#include "widgets/views/block_cell.h"
#include "widgets/views/device_bar.h"
#include "widgets/views/experiments_page.h"
#include "widgets/views/image_strip.h"
#include "widgets/views/ladder_editor.h"
#include "widgets/views/main_frame.h"
#include "widgets/views/progress_strip.h"
#include "widgets/views/run_page.h"
#include "widgets/views/setup_panel.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QSlider>
#include <QSpinBox>
#include <QTableView>
#include <QTest>
#include <QToolButton>
#include <cmath>

using namespace pivot;

/// The window as a person uses it: set up, run, watch, cancel, read the result.
class TestRunPage : public QObject {
    Q_OBJECT
    ThemeSource m_theme;
    std::unique_ptr<MainFrame> m_frame;

    template <class T>
    T* find(const QString& name) {
        T* found = m_frame->findChild<T*>(name);
        if (!found) {
            qFatal("no %s", qPrintable(name));
        }
        return found;
    }
    SetupPanel& setup() { return m_frame->runPage().setup(); }
    QString text(const char* name) { return find<ElidedLabel>(QLatin1String(name))->fullText(); }
    void fillSetup() {
        m_frame->devices().setDevices(samples::devices());
        setup().putModel(samples::model(), true);
        setup().putData(samples::data(), true);
        setup().chooseDevice(QStringLiteral("cpu:torch"));
        setup().ladder().setSuggestion(
            {samples::ladder(), {"train[55000:60000]", "edp,loss=0.2", false}, {}});
    }
    RunConfig requested(const QSignalSpy& spy) { return spy.last().first().value<RunConfig>(); }

private Q_SLOTS:
    void initTestCase() { qRegisterMetaType<RunConfig>(); }
    void init() {
        m_frame = std::make_unique<MainFrame>(m_theme);
        m_frame->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_frame.get()));
    }
    void cleanup() { m_frame.reset(); }

    void nothingRunsUntilEverythingIsChosen() {
        auto* run = find<QPushButton>(QStringLiteral("run"));
        auto* problem = find<QLabel>(QStringLiteral("setupProblem"));
        QVERIFY(!run->isEnabled());
        QCOMPARE(problem->text(), QStringLiteral("Choose a model first."));
        setup().putModel(samples::model(), true);
        QCOMPARE(problem->text(), QStringLiteral("Choose a data set first."));
        setup().putData(samples::data(), true);
        QCOMPARE(problem->text(), QStringLiteral("Looking for devices…"));
        fillSetup();
        QVERIFY(run->isEnabled());
        QVERIFY(problem->isHidden());
    }

    void aRunCarriesWhatTheWindowShows() {
        fillSetup();
        QSignalSpy runs(&m_frame->runPage(), &RunPage::requestRun);
        QTest::mouseClick(
            find<QWidget>(QStringLiteral("effort0"))->findChild<BlockCell*>(QStringLiteral("block5")),
            Qt::LeftButton);
        find<QSlider>(QStringLiteral("thresholdSlider0"))->setValue(300);
        find<QSpinBox>(QStringLiteral("batch"))->setValue(1);
        find<QSpinBox>(QStringLiteral("limit"))->setValue(500);
        auto* rerun = find<QComboBox>(QStringLiteral("rerun"));
        rerun->setCurrentIndex(1);
        QTest::mouseClick(find<QPushButton>(QStringLiteral("run")), Qt::LeftButton);
        QCOMPARE(runs.count(), 1);
        const RunConfig config = requested(runs);
        QCOMPARE(config.model, std::string("/models/fashion-anypath"));
        QCOMPARE(config.dataset, std::string("fashion-mnist#test"));
        QCOMPARE(config.device, std::string("cpu:torch"));
        QCOMPARE(config.ladder.efforts[0].skip.toString(), std::string("5,6,7,8,9,10,11"));
        QVERIFY(std::abs(*config.ladder.efforts[0].thresholdNats - 0.3 * std::log(10.0)) < 1e-12);
        QVERIFY(!config.ladder.efforts[1].thresholdNats.has_value());
        QVERIFY(config.ladder.efforts[0].tuned);
        QVERIFY(config.mode == RunMode::Routed);
        QVERIFY(config.rerun == RerunMode::Restart);
        QCOMPARE(config.batch, 1);
        QCOMPARE(config.limit, 500);
        QVERIFY(!config.calibrate.has_value());
    }

    void whatIsTypedAndWrongIsNotRun() {
        fillSetup();
        QSignalSpy runs(&m_frame->runPage(), &RunPage::requestRun);
        auto* text =
            find<QWidget>(QStringLiteral("effort0"))->findChild<QLineEdit*>(QStringLiteral("skipText"));
        text->setFocus();
        text->selectAll();
        QTest::keyClicks(text, QStringLiteral("1,2"));
        setup().requestRun(RunMode::Routed);
        QCOMPARE(requested(runs).ladder.efforts[0].skip.toString(), std::string("1,2"));
        text->selectAll();
        QTest::keyClicks(text, QStringLiteral("1,x"));
        setup().requestRun(RunMode::Routed);
        QCOMPARE(runs.count(), 1);
        QVERIFY(!find<QPushButton>(QStringLiteral("run"))->isEnabled());
        QVERIFY(!setup().problem().isEmpty());
    }

    void anAimNeedsImagesToChooseOn() {
        fillSetup();
        auto* goal = find<QComboBox>(QStringLiteral("goal"));
        goal->setCurrentIndex(1);
        Q_EMIT goal->activated(1);
        QVERIFY2(setup().problem().contains(QStringLiteral("under More")), qPrintable(setup().problem()));
        find<QLineEdit>(QStringLiteral("calibration"))->setText(QStringLiteral("folder:/data/calibration"));
        QVERIFY(setup().problem().isEmpty());
        QCOMPARE(setup().config(RunMode::Routed).calibration, std::string("folder:/data/calibration"));
        // The threshold of before the aim is not what runs.
        QVERIFY(!setup().config(RunMode::Routed).ladder.efforts[0].thresholdNats);
    }

    void layersAreTimedWhereItIsAskedUnderMore() {
        fillSetup();
        QVERIFY(!setup().config(RunMode::Routed).layers);
        find<QCheckBox>(QStringLiteral("layers"))->click();
        const RunConfig timed = setup().config(RunMode::Profile);
        QVERIFY(timed.layers);
        const PlannedRun plan = setup().plan(timed);
        find<QCheckBox>(QStringLiteral("layers"))->click();
        setup().load(plan, QStringLiteral("as it was"));
        QVERIFY(setup().config(RunMode::Routed).layers);
    }

    void profileAsksForEveryEffortOnEveryImage() {
        fillSetup();
        QSignalSpy runs(&m_frame->runPage(), &RunPage::requestRun);
        QTest::mouseClick(find<QPushButton>(QStringLiteral("profile")), Qt::LeftButton);
        QVERIFY(requested(runs).mode == RunMode::Profile);
    }

    void anEmptyPageHasOneSentenceAndOneButton() {
        fillSetup();
        QSignalSpy runs(&m_frame->runPage(), &RunPage::requestRun);
        QVERIFY(find<QLabel>(QStringLiteral("emptyRunSentence"))->isVisible());
        QTest::mouseClick(find<QPushButton>(QStringLiteral("emptyRunAction")), Qt::LeftButton);
        QCOMPARE(runs.count(), 1);
    }

    void whileItRunsNoOtherBegins() {
        fillSetup();
        QSignalSpy cancels(m_frame.get(), &MainFrame::cancelRequested);
        auto* cancel = find<QPushButton>(QStringLiteral("cancel"));
        QVERIFY(cancel->isHidden());
        m_frame->runPage().showStarted(setup().config(RunMode::Routed));
        m_frame->progress().setRunning(true);
        QVERIFY(!find<QPushButton>(QStringLiteral("run"))->isEnabled());
        QVERIFY(cancel->isVisible());
        QTest::mouseClick(cancel, Qt::LeftButton);
        QCOMPARE(cancels.count(), 1);
        // Said until it is so, whatever the run still tells; a second Cancel has nothing to do.
        m_frame->progress().setStopping();
        m_frame->progress().setProgress({"running", "cpu:torch", 6400, 10000, 1720.4, 2.1});
        QCOMPARE(text("progressCount"), QStringLiteral("Stopping after this batch…"));
        QVERIFY(!cancel->isEnabled());
        m_frame->runPage().showEnded();
        m_frame->progress().setRunning(false);
        QVERIFY(find<QPushButton>(QStringLiteral("run"))->isEnabled());
        QVERIFY(cancel->isHidden());
    }

    void progressIsCountedAndTimed() {
        m_frame->progress().setRunning(true);
        m_frame->progress().setProgress({"running", "cpu:torch", 6400, 10000, 1720.4, 2.1});
        QCOMPARE(text("progressCount"), QStringLiteral("6,400 / 10,000"));
        QCOMPARE(find<QLabel>(QStringLiteral("progressRate"))->text(),
                 QStringLiteral("1,720 img/s · 3 s left"));
        QCOMPARE(find<QProgressBar>(QStringLiteral("progress"))->value(), 640);
        m_frame->progress().setProgress({"calibrating", "cpu:torch", 100, 5000, 0, 0});
        QCOMPARE(text("progressCount"), QStringLiteral("calibrating 100 / 5,000"));
    }

    void aRunFillsThePage() {
        fillSetup();
        m_frame->runPage().showStarted(setup().config(RunMode::Routed));
        QCOMPARE(text("accuracyValue"), QStringLiteral("–"));
        m_frame->runPage().showSnapshot(samples::snapshot(6400, 10000));
        QCOMPARE(text("accuracyValue"), QStringLiteral("92.1 %"));
        QCOMPARE(text("edpValue"), QStringLiteral("1.7× less"));
        m_frame->runPage().showReport(samples::report(1 / 1.2));
        m_frame->runPage().showEnded();
        QCOMPARE(text("edpValue"), QStringLiteral("costs 1.2×"));
        auto* verdict = find<QLabel>(QStringLiteral("verdict"));
        QVERIFY(verdict->isVisible());
        QVERIFY(verdict->text().startsWith(QStringLiteral("EDP costs 1.2x")));
        // The whole sentence can be read.
        QVERIFY(verdict->height() >= verdict->heightForWidth(verdict->width()));
    }

    void whileTheThresholdIsChosenThereAreNoFigures() {
        fillSetup();
        m_frame->runPage().showStarted(setup().config(RunMode::Routed));
        LiveSnapshot snapshot = samples::snapshot(1280, 5000);
        snapshot.progress.stage = "choosing the threshold";
        m_frame->runPage().showSnapshot(snapshot);
        QCOMPARE(text("accuracyValue"), QStringLiteral("–"));
        QCOMPARE(text("edpValue"), QStringLiteral("–"));
        QCOMPARE(find<QLabel>(QStringLiteral("verdict"))->text(),
                 QStringLiteral("Choosing the threshold: 1,280 of 5,000 images"));
        for (const char* chart : {"accuracyChart", "entropyChart", "planeChart", "delayChart"}) {
            QVERIFY(!find<PlotCard>(QLatin1String(chart))->emptyText().isEmpty());
        }
        m_frame->runPage().showSnapshot(samples::snapshot(6400, 10000));
        QCOMPARE(text("accuracyValue"), QStringLiteral("92.1 %"));
        QVERIFY(find<QLabel>(QStringLiteral("verdict"))->isHidden());
        QVERIFY(find<PlotCard>(QStringLiteral("accuracyChart"))->emptyText().isEmpty());
    }

    void aResultSaysWhatItIsAResultOf() {
        fillSetup();
        const QDateTime started(QDate(2024, 5, 6), QTime(9, 12), Qt::UTC);
        m_frame->runPage().showStarted(setup().config(RunMode::Routed), started);
        auto* identity = find<QLabel>(QStringLiteral("identity"));
        QVERIFY(
            identity->text().startsWith(QStringLiteral("fashion-anypath · fashion-mnist#test · cpu:torch")));
        m_frame->runPage().showReport(samples::report());
        m_frame->runPage().showEnded();
        QVERIFY(identity->text().startsWith(QStringLiteral("6f1c2b0e · fashion-anypath")));
        QVERIFY(
            identity->text().contains(QStringLiteral("low skips 6–11, threshold 0.235 · high skips none")));
        QVERIFY(identity->text().contains(QStringLiteral("2024-05-06")));
        // Another choice in the set-up does not change what the result is of.
        setup().chooseDevice(QStringLiteral("sim:zcu102"));
        QVERIFY(identity->text().contains(QStringLiteral("cpu:torch")));
    }

    void aStoredExperimentShowsItsChartsAndItsImages() {
        fillSetup();
        QSignalSpy wanted(&m_frame->runPage(), &RunPage::thumbnailsWanted);
        m_frame->runPage().showStored(samples::storedRun());
        for (const char* chart : {"accuracyChart", "entropyChart", "planeChart", "delayChart"}) {
            QVERIFY2(find<PlotCard>(QLatin1String(chart))->emptyText().isEmpty(), chart);
        }
        QCOMPARE(text("edpValue"), QStringLiteral("1.7× less"));
        QVERIFY(find<QLabel>(QStringLiteral("identity"))->text().contains(QStringLiteral("2024-05-06")));
        QCOMPARE(wanted.count(), 1);
    }

    void aStoredReportAloneSaysThatItsImagesWereNotRead() {
        fillSetup();
        m_frame->runPage().showStarted(setup().config(RunMode::Routed));
        m_frame->runPage().showSnapshot(samples::snapshot(6400, 10000));
        m_frame->runPage().showReport(samples::report());
        m_frame->runPage().showEnded();
        RunReport stored = samples::report();
        stored.batchMs.reset();
        m_frame->runPage().showStored(stored);
        for (const char* chart : {"accuracyChart", "entropyChart"}) {
            QCOMPARE(find<PlotCard>(QLatin1String(chart))->emptyText(),
                     QStringLiteral("The images of this experiment were not read"));
        }
        // Nothing of the run before stays: not its percentiles either.
        const auto* delay = find<PlotCard>(QStringLiteral("delayChart"));
        QVERIFY(delay->findChild<QLabel*>(QStringLiteral("footnote"))->isHidden());
        QVERIFY(delay->legend().texts().contains(QStringLiteral("high re-run")));
    }

    void aNewRunForgetsThePercentilesOfTheLast() {
        fillSetup();
        m_frame->runPage().showStarted(setup().config(RunMode::Routed));
        m_frame->runPage().showReport(samples::report());
        m_frame->runPage().showEnded();
        const auto* footnote =
            find<PlotCard>(QStringLiteral("delayChart"))->findChild<ElidedLabel*>(QStringLiteral("footnote"));
        QCOMPARE(footnote->fullText(),
                 QStringLiteral("batches of 32: p50 17.9 ms, p95 21.2 ms, p99 26.4 ms"));
        m_frame->runPage().showStarted(setup().config(RunMode::Routed));
        m_frame->runPage().showSnapshot(samples::snapshot(6400, 10000));
        QVERIFY(footnote->isHidden());
    }

    void withoutABaselineYetTheReasonIsNotTheEnergy() {
        fillSetup();
        m_frame->runPage().showStarted(setup().config(RunMode::Routed));
        LiveSnapshot snapshot = samples::snapshot(64, 10000);
        snapshot.baselineDelayMs.reset();
        snapshot.baselineEnergyJ.reset();
        for (LivePoint& point : snapshot.curve) {
            point.edpOfBaseline.reset();
        }
        m_frame->runPage().showSnapshot(snapshot);
        const auto* plane = find<PlotCard>(QStringLiteral("planeChart"));
        QCOMPARE(plane->emptyText(), QStringLiteral("No EDP: the full path has not run yet"));
        snapshot = samples::snapshot(640, 10000);
        snapshot.labelled = 0;
        m_frame->runPage().showSnapshot(snapshot);
        QCOMPARE(plane->emptyText(), QStringLiteral("These images have no labels, so there is no accuracy"));
    }

    void earlierExperimentsOfTheSameKindStandInThePlane() {
        fillSetup();
        std::vector<ExperimentRow> rows = samples::experiments();
        rows[0].id = QString::fromStdString(samples::report().experimentId);
        m_frame->runPage().setExperiments(rows);
        m_frame->runPage().showStored(samples::storedRun());
        const auto* plane = find<PlaneChart>(QStringLiteral("planeChart"));
        // Of the five: one is the run itself, one of another model and device, one of another device.
        QCOMPARE(plane->earlier().size(), std::size_t(2));
        QVERIFY(std::abs(plane->earlier().front().edpOfBaseline - 1 / 0.83) < 1e-9);
    }

    void imagesAskForTheirPixelsOnce() {
        fillSetup();
        QSignalSpy wanted(&m_frame->runPage(), &RunPage::thumbnailsWanted);
        m_frame->runPage().showStarted(setup().config(RunMode::Routed));
        m_frame->runPage().showSnapshot(samples::snapshot(6400, 10000));
        QCOMPARE(wanted.count(), 1);
        QVERIFY(wanted.last().first().value<QList<qint64>>().contains(6399));
        m_frame->runPage().showSnapshot(samples::snapshot(6400, 10000));
        QCOMPARE(wanted.count(), 1);
    }

    void anImageSaysWhereItEndedAndWhetherItWasWrong() {
        fillSetup();
        m_frame->runPage().showStarted(setup().config(RunMode::Routed));
        m_frame->runPage().showSnapshot(samples::snapshot(6400, 10000));
        auto* strip = find<ImageStrip>(QStringLiteral("imageStrip"));
        LiveImage image{6391, 1, 6, 4, false};
        QCOMPARE(strip->describe(image), QStringLiteral("#6,391 · Shirt, taken for Coat · ended at high"));
        image.right = true;
        image.predicted = 6;
        image.exitEffort = Outcome::kNoExit;
        QCOMPARE(strip->describe(image), QStringLiteral("#6,391 · Shirt · no effort accepted it"));
        QTest::keyClick(strip, Qt::Key_Right);
        QVERIFY(strip->accessibleDescription().startsWith(QStringLiteral("#6,399")));
        QTest::keyClick(strip, Qt::Key_Left);
        QVERIFY(strip->accessibleDescription().startsWith(QStringLiteral("#6,398")));
    }

    void anUnavailableDeviceSaysWhyAndIsNotChosen() {
        fillSetup();
        auto* chip = find<DeviceChip>(QStringLiteral("chip:cuda:0"));
        QVERIFY(chip->toolTip().contains(QStringLiteral("install a CUDA build")));
        QTest::mouseClick(chip, Qt::LeftButton);
        QCOMPARE(setup().chosenDevice(), QStringLiteral("cpu:torch"));
        auto* reason = find<QLabel>(QStringLiteral("frameMessage"));
        QVERIFY(reason->isVisible());
        QVERIFY2(reason->text().startsWith(QStringLiteral("cuda:0 is not available: LibTorch")),
                 qPrintable(reason->text()));
        QVERIFY(find<DeviceChip>(QStringLiteral("chip:cpu:torch"))->isChosen());
        QTest::mouseClick(find<DeviceChip>(QStringLiteral("chip:sim:zcu102")), Qt::LeftButton);
        QCOMPARE(setup().chosenDevice(), QStringLiteral("sim:zcu102"));
        QVERIFY(find<DeviceChip>(QStringLiteral("chip:sim:zcu102"))->isChosen());
        QVERIFY(!find<DeviceChip>(QStringLiteral("chip:cpu:torch"))->isChosen());
        QCOMPARE(text("context"), QStringLiteral("fashion-anypath  ·  Fashion-MNIST test  ·  sim:zcu102"));
    }

    void openingAFileAsksAndKeepsTheChoice() {
        fillSetup();
        QSignalSpy picked(&setup(), &SetupPanel::modelPicked);
        find<QToolButton>(QStringLiteral("openModel"))
            ->menu()
            ->findChild<QAction*>(QStringLiteral("openFile"))
            ->trigger();
        auto* dialog = find<QFileDialog>(QStringLiteral("modelDialog"));
        QCOMPARE(find<QComboBox>(QStringLiteral("model"))->currentText(), QStringLiteral("fashion-anypath"));
        Q_EMIT dialog->fileSelected(QStringLiteral("/models/other.safetensors"));
        dialog->close();
        QCOMPARE(picked.last().first().toString(), QStringLiteral("/models/other.safetensors"));
    }

    void aMessageIsReadAndDismissed() {
        m_frame->runPage().showMessage(
            QStringLiteral("The file other.safetensors is empty: choose a checkpoint."));
        auto* message = find<QLabel>(QStringLiteral("message"));
        QVERIFY(message->isVisible());
        find<QToolButton>(QStringLiteral("dismissMessage"))->click();
        QVERIFY(!message->isVisible());
    }

    void tabsAndTheKeyboardSwitchPages() {
        auto* tab = find<QToolButton>(QStringLiteral("tabExperiments"));
        QTest::mouseClick(tab, Qt::LeftButton);
        QVERIFY(m_frame->experimentsPage().isVisible());
        QVERIFY(find<QLabel>(QStringLiteral("emptyExperimentsSentence"))->isVisible());
        find<QPushButton>(QStringLiteral("emptyExperimentsAction"))->click();
        QVERIFY(m_frame->runPage().isVisible());
    }

    void anExperimentIsOpenedFromTheTable() {
        std::vector<ExperimentRow> rows = samples::experiments();
        std::reverse(rows.begin(), rows.end());  // whoever has them sorts them
        m_frame->experiments().setRows(rows);
        m_frame->showPage(&m_frame->experimentsPage());
        auto* table = find<QTableView>(QStringLiteral("experiments"));
        QVERIFY(table->isVisible());
        QSignalSpy opened(&m_frame->experimentsPage(), &ExperimentsPage::experimentOpened);
        table->setCurrentIndex(table->model()->index(0, 0));
        QTest::keyClick(table, Qt::Key_Return);
        QCOMPARE(opened.count(), 1);
        QCOMPARE(opened.last().first().toString(), QStringLiteral("6f1c2b0e-4"));
    }

    void everyControlHasANameAndTheTabKeyReachesIt() {
        fillSetup();
        for (QWidget* widget : setup().findChildren<QWidget*>()) {
            const bool control = qobject_cast<QAbstractButton*>(widget) || qobject_cast<QComboBox*>(widget) ||
                                 qobject_cast<QAbstractSpinBox*>(widget) || qobject_cast<QSlider*>(widget);
            if (!control || !widget->isVisible() || widget->objectName().startsWith(QStringLiteral("qt_"))) {
                continue;
            }
            QVERIFY2(!widget->objectName().isEmpty(), widget->metaObject()->className());
            const auto* button = qobject_cast<QAbstractButton*>(widget);
            QVERIFY2(!widget->accessibleName().isEmpty() || (button && !button->text().isEmpty()),
                     qPrintable(widget->objectName()));
            QVERIFY2(widget->focusPolicy() & Qt::TabFocus, qPrintable(widget->objectName()));
        }
    }

    void theThemeIsChosenInTheHeader() {
        auto* button = find<QToolButton>(QStringLiteral("theme"));
        button->menu()->findChild<QAction*>(QStringLiteral("themeDark"))->trigger();
        QVERIFY(m_theme.theme().isDark());
        button->menu()->findChild<QAction*>(QStringLiteral("themeSystem"))->trigger();
        QVERIFY(!m_theme.theme().isDark());
    }
};

QTEST_MAIN(TestRunPage)
#include "tst_run_page.moc"
