// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/sample_values.h"
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

    void whileItRunsOnlyCancelIsOffered() {
        fillSetup();
        QSignalSpy cancels(m_frame.get(), &MainFrame::cancelRequested);
        auto* cancel = find<QPushButton>(QStringLiteral("cancel"));
        QVERIFY(cancel->isHidden());
        m_frame->runPage().showStarted(setup().config(RunMode::Routed));
        m_frame->progress().setRunning(true);
        QVERIFY(!find<QPushButton>(QStringLiteral("run"))->isEnabled());
        QVERIFY(!find<QComboBox>(QStringLiteral("model"))->isEnabled());
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
        QVERIFY(find<ElidedLabel>(QStringLiteral("verdict"))->isVisible());
        QVERIFY(text("verdict").startsWith(QStringLiteral("Costs")));
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
        QSignalSpy selected(strip, &ImageStrip::imageSelected);
        QTest::keyClick(strip, Qt::Key_Right);
        QTest::keyClick(strip, Qt::Key_Left);
        QCOMPARE(selected.count(), 2);
        QCOMPARE(selected.last().first().toLongLong(), qint64(6398));
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
        m_frame->experiments().setRows(samples::experiments());
        m_frame->showPage(&m_frame->experimentsPage());
        auto* table = find<QTableView>(QStringLiteral("experiments"));
        QVERIFY(table->isVisible());
        // Newest first.
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
