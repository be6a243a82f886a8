// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/sample_values.h"
#include "widgets/charts/plane_chart.h"
#include "widgets/models/device_table_model.h"
#include "widgets/theme/parts.h"
#include "widgets/views/device_bar.h"
#include "widgets/views/devices_dock.h"
#include "widgets/views/group_table.h"
#include "widgets/views/ladder_editor.h"
#include "widgets/views/main_frame.h"
#include "widgets/views/more_devices.h"
#include "widgets/views/progress_strip.h"
#include "widgets/views/queue_dock.h"
#include "widgets/views/run_page.h"
#include "widgets/views/setup_panel.h"

#include <QComboBox>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTableView>
#include <QTest>
#include <QToolButton>

using namespace pivot;

/// The queue, the devices and one experiment on several of them, as a person uses them with mouse and keys.
class TestRunDocks : public QObject {
    Q_OBJECT
    ThemeSource m_theme;
    std::unique_ptr<MainFrame> m_frame;

    template <class T>
    T* find(const char* name) {
        T* found = m_frame->findChild<T*>(QLatin1String(name));
        if (!found) {
            qFatal("no %s", name);
        }
        return found;
    }
    SetupPanel& setup() { return m_frame->runPage().setup(); }
    PlannedRun plan(int batch) {
        find<QSpinBox>("batch")->setValue(batch);
        return setup().plan(setup().config(RunMode::Routed));
    }
    QString batches() {
        QStringList texts;
        for (int row = 0; row < m_frame->queue().rowCount(); ++row) {
            texts << QString::number(m_frame->queue().at(row).run.config.batch);
        }
        return texts.join(QLatin1Char(' '));
    }
    static RunReport reportOf(const char* device) {
        RunReport report = samples::report();
        report.device = device;
        report.experimentId = std::string("0123456789-") + device;
        return report;
    }

private Q_SLOTS:
    void initTestCase() { qRegisterMetaType<RunConfig>(); }
    void init() {
        m_frame = std::make_unique<MainFrame>(m_theme);
        m_frame->resize(1440, 900);
        m_frame->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_frame.get()));
        m_frame->devices().setDevices(samples::devices());
        setup().putModel(samples::model(), true);
        setup().putData(samples::data(), true);
        setup().chooseDevice(QStringLiteral("cpu:torch"));
        setup().ladder().setSuggestion(
            {samples::ladder(), {"train[55000:60000]", "edp,loss=0.2", false}, {}});
    }

    void aRunIsPausedAndGoesOnByButtonAndByKey() {
        QSignalSpy pauses(m_frame.get(), &MainFrame::pauseRequested);
        auto* pause = find<QPushButton>("pause");
        QVERIFY(pause->isHidden());
        QTest::keyClick(m_frame.get(), Qt::Key_P, Qt::ControlModifier);
        QCOMPARE(pauses.count(), 0);  // nothing runs
        m_frame->runPage().showStarted(setup().config(RunMode::Routed));
        m_frame->progress().setRunning(true);
        LiveSnapshot snapshot = samples::snapshot(6400, 10000);
        snapshot.progress = {"running", "cpu:torch", 6400, 10000, 1720.4, 2.1};
        m_frame->progress().setProgress(snapshot.progress);
        QCOMPARE(pause->text(), QStringLiteral("Pause"));
        QTest::mouseClick(pause, Qt::LeftButton);
        QCOMPARE(pauses.last().first().toBool(), true);
        // Asked for is not yet so: a batch may take a while.
        m_frame->progress().setPauseAsked(true);
        QCOMPARE(pause->text(), QStringLiteral("Resume"));
        QCOMPARE(find<ElidedLabel>("progressCount")->fullText(),
                 QStringLiteral("Pausing after this batch · 6,400 / 10,000"));
        snapshot.progress.paused = true;
        m_frame->progress().setProgress(snapshot.progress);
        m_frame->runPage().showSnapshot(snapshot);
        QCOMPARE(find<ElidedLabel>("progressCount")->fullText(), QStringLiteral("Paused · 6,400 / 10,000"));
        QCOMPARE(find<QLabel>("progressRate")->text(), QStringLiteral("3 s left"));
        auto* verdict = find<QLabel>("verdict");
        QVERIFY2(verdict->text().startsWith(QStringLiteral("Paused after 6,400 of 10,000 images")),
                 qPrintable(verdict->text()));
        QTest::keyClick(m_frame.get(), Qt::Key_P, Qt::ControlModifier);
        QCOMPARE(pauses.last().first().toBool(), false);
        m_frame->progress().setPauseAsked(false);
        snapshot.progress.paused = false;
        m_frame->progress().setProgress(snapshot.progress);
        m_frame->runPage().showSnapshot(snapshot);
        QCOMPARE(find<ElidedLabel>("progressCount")->fullText(), QStringLiteral("6,400 / 10,000"));
        QVERIFY(!verdict->isVisible());
        QCOMPARE(pause->text(), QStringLiteral("Pause"));
    }

    void theSetupCanBeQueuedWhileSomethingRuns() {
        QSignalSpy queued(&setup(), &SetupPanel::queueRequested);
        QSignalSpy runs(&setup(), &SetupPanel::runRequested);
        m_frame->runPage().showStarted(setup().config(RunMode::Routed));
        QVERIFY(!find<QPushButton>("run")->isEnabled());
        QVERIFY(find<QPushButton>("run")->toolTip().contains(QStringLiteral("Queue")));
        find<QSpinBox>("batch")->setValue(8);  // the next is set up meanwhile
        QTest::mouseClick(find<QToolButton>("queueRun"), Qt::LeftButton);
        QCOMPARE(queued.count(), 1);
        QCOMPARE(queued.last().first().value<RunConfig>().batch, 8);
        QTest::keyClick(m_frame.get(), Qt::Key_A, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_COMPARE(queued.count(), 2);  // a key presses the button for a moment
        find<QAction>("queueProfile")->trigger();
        QVERIFY(queued.last().first().value<RunConfig>().mode == RunMode::Profile);
        QTest::keyClick(m_frame.get(), Qt::Key_R, Qt::ControlModifier);
        QCOMPARE(runs.count(), 0);
        m_frame->runPage().showEnded();
        QVERIFY(find<QPushButton>("run")->isEnabled());
    }

    void theQueueIsReorderedAndClearedByButtonsAndByKeys() {
        m_frame->queueDock().show();
        for (const int batch : {1, 2, 3, 4}) {
            m_frame->queue().append(plan(batch));
        }
        auto* table = find<QTableView>("queue");
        m_frame->queue().setState(0, QueueEntry::State::Running);
        m_frame->queueDock().setRunningText(QStringLiteral("fashion-anypath on cpu:torch, 12 s left"));
        QCOMPARE(find<ElidedLabel>("queueLine")->fullText(),
                 QStringLiteral("fashion-anypath on cpu:torch, 12 s left · 3 waiting"));
        QVERIFY(!find<QPushButton>("queueUp")->isEnabled());
        table->setFocus();
        table->setCurrentIndex(m_frame->queue().index(3, 0));
        QTest::mouseClick(find<QPushButton>("queueUp"), Qt::LeftButton);
        QCOMPARE(batches(), QStringLiteral("1 2 4 3"));
        QCOMPARE(table->currentIndex().row(), 2);
        table->setFocus();
        QTest::keyClick(table, Qt::Key_Up, Qt::AltModifier);
        QCOMPARE(batches(), QStringLiteral("1 4 2 3"));
        QVERIFY(!find<QPushButton>("queueUp")->isEnabled());  // the one before it runs
        QTest::keyClick(table, Qt::Key_Down, Qt::AltModifier);
        QCOMPARE(batches(), QStringLiteral("1 2 4 3"));
        QTest::keyClick(table, Qt::Key_Delete);
        QCOMPARE(batches(), QStringLiteral("1 2 3"));
        QCOMPARE(table->currentIndex().row(), 2);
        table->setCurrentIndex(m_frame->queue().index(0, 0));
        QTest::keyClick(table, Qt::Key_Delete);
        QCOMPARE(batches(), QStringLiteral("1 2 3"));  // what runs is cancelled, not removed
        QTest::mouseClick(find<QPushButton>("queueClear"), Qt::LeftButton);
        QCOMPARE(batches(), QStringLiteral("1"));
        QVERIFY(!find<QPushButton>("queueClear")->isEnabled());
    }

    void aHeldQueueSaysSo() {
        QSignalSpy held(&m_frame->queueDock(), &QueueDock::heldChanged);
        m_frame->queueDock().show();
        m_frame->queue().append(plan(1));
        auto* hold = find<QPushButton>("queueHold");
        hold->click();
        QCOMPARE(held.last().first().toBool(), true);
        QCOMPARE(hold->text(), QStringLiteral("Go on"));
        QCOMPARE(find<ElidedLabel>("queueLine")->fullText(),
                 QStringLiteral("nothing runs · 1 waiting · held: Go on begins the next"));
        hold->click();
        QCOMPARE(held.last().first().toBool(), false);
    }

    void theProgressSaysHowManyWaitAndWhichDeviceRuns() {
        m_frame->progress().setRunning(true);
        m_frame->progress().setWaiting(2);
        m_frame->progress().setPart(QStringLiteral("1 of 2"));
        m_frame->progress().setProgress({"running", "cpu:torch", 6400, 10000, 1720.4, 2.1});
        QCOMPARE(find<ElidedLabel>("progressCount")->fullText(),
                 QStringLiteral("cpu:torch 1 of 2 · 6,400 / 10,000"));
        QCOMPARE(find<QLabel>("progressRate")->text(), QStringLiteral("1,720 img/s · 3 s left · 2 waiting"));
    }

    void otherDevicesAreCheckedInAList() {
        auto* more = find<MoreDevices>("moreDevices");
        QVERIFY(more->chosen().isEmpty());
        QVERIFY(!m_frame->findChild<QAction*>(QStringLiteral("also:cpu:torch")));  // it runs there anyway
        QVERIFY(!find<QAction>("also:cuda:0")->isEnabled());
        QVERIFY(find<QAction>("also:cuda:0")->toolTip().contains(QStringLiteral("CUDA")));
        find<QAction>("also:sim:zcu102")->trigger();
        QCOMPARE(more->chosen(), QStringList{QStringLiteral("sim:zcu102")});
        const PlannedRun both = setup().plan(setup().config(RunMode::Routed));
        QCOMPARE(both.devices, (std::vector<std::string>{"cpu:torch", "sim:zcu102"}));
        // The other one first: each is run once.
        setup().chooseDevice(QStringLiteral("sim:zcu102"));
        QVERIFY(more->chosen().isEmpty());
        find<QAction>("also:cpu:torch")->trigger();
        QCOMPARE(setup().plan(setup().config(RunMode::Routed)).devices,
                 (std::vector<std::string>{"sim:zcu102", "cpu:torch"}));
    }

    void aPrecisionThatAnotherDeviceLacksIsSaidBeforeTheRun() {
        auto devices = samples::devices();
        devices[0].precisions = {Precision::Fp32, Precision::Bf16};
        m_frame->devices().setDevices(devices);
        find<QAction>("also:sim:zcu102")->trigger();
        QVERIFY(setup().problem().isEmpty());
        find<QComboBox>("precision")->setCurrentText(QStringLiteral("bf16"));
        QVERIFY2(setup().problem().startsWith(QStringLiteral("sim:zcu102 does not compute in bf16")),
                 qPrintable(setup().problem()));
        find<QAction>("also:sim:zcu102")->trigger();
        QVERIFY(setup().problem().isEmpty());
    }

    void oneExperimentOnSeveralDevicesIsComparedAtOnce() {
        auto* table = find<GroupTable>("groupTable");
        auto* plane = find<PlaneChart>("planeChart");
        m_frame->runPage().showStarted(setup().config(RunMode::Routed));
        m_frame->runPage().showReport(reportOf("cpu:torch"));
        QVERIFY(!table->isVisible());
        GroupMember first, second, third;
        first.report = reportOf("cpu:torch");
        second.report = reportOf("sim:zcu102");
        third.report.device = "cuda:0";
        third.sentence = QStringLiteral("waits");
        m_frame->runPage().showGroup({first, second, third});
        QVERIFY(table->isVisible());
        QCOMPARE(table->model()->rowCount(), 3);
        QCOMPARE(plane->group().size(),
                 std::size_t(1));  // this run is there already, the third has no figures
        QCOMPARE(plane->group().front().name, QStringLiteral("sim:zcu102"));
        QSignalSpy wanted(&m_frame->runPage(), &RunPage::experimentWanted);
        table->setFocus();
        table->setCurrentIndex(table->model()->index(1, 0));
        QTest::keyClick(table, Qt::Key_Return);
        QCOMPARE(wanted.count(), 1);
        QCOMPARE(wanted.last().first().toString(), QStringLiteral("0123456789-sim:zcu102"));
        table->setCurrentIndex(table->model()->index(2, 0));
        QTest::keyClick(table, Qt::Key_Return);
        QCOMPARE(wanted.count(), 1);  // there is nothing to show
        m_frame->runPage().showStarted(setup().config(RunMode::Routed));
        QVERIFY(!table->isVisible());
        QVERIFY(plane->group().empty());
    }

    void aNoisyMachineIsSaidBesideTheDelay() {
        RunReport report = reportOf("cpu:torch");
        m_frame->runPage().showStarted(setup().config(RunMode::Routed));
        m_frame->runPage().showReport(report);
        QVERIFY(!find<ElidedLabel>("delayBasis")->fullText().contains(QStringLiteral("noisy")));
        report.machineNoise = "noisy machine: other processes kept 1.2 of 2 cores busy";
        m_frame->runPage().showReport(report);
        QVERIFY(find<ElidedLabel>("delayBasis")->fullText().contains(QStringLiteral("noisy machine")));
    }

    void theDevicesOpenToWhatEachCanDoAndHowItDoes() {
        DevicesDock& dock = m_frame->devicesDock();
        auto* table = find<QTableView>("deviceTable");
        QVERIFY(dock.isVisible() && !dock.isOpen() && !table->isVisible());
        const int compact = dock.height();
        QTest::keyClick(m_frame.get(), Qt::Key_D, Qt::ControlModifier);
        QTRY_VERIFY(dock.isOpen());
        QTRY_VERIFY(table->isVisible());
        QCOMPARE(table->model()->rowCount(), 4);
        DeviceState state;
        state.powerW = {std::nullopt, {}, "powercap is not there: pass it through"};
        state.temperatureC = {48.0, "coretemp", {}};
        state.load = {0.98, "/proc/stat", {}};
        dock.setStates({{"cpu:torch", state}});
        auto* report = find<QLabel>("deviceReport");
        QVERIFY2(report->text().contains(QStringLiteral("Load 98 % (/proc/stat)")),
                 qPrintable(report->text()));
        QVERIFY2(report->text().contains(QStringLiteral("Power not readable: powercap")),
                 qPrintable(report->text()));
        table->setCurrentIndex(table->model()->index(2, 0));
        QVERIFY(report->text().contains(QStringLiteral("LibTorch was built without CUDA")));
        // The reason of a device that is not available has the whole row.
        QCOMPARE(table->columnSpan(2, DeviceTableModel::State),
                 DeviceTableModel::ColumnCount - DeviceTableModel::State);
        QCOMPARE(table->columnSpan(1, DeviceTableModel::State), 1);
        // A row that is available is taken for the next run.
        table->setCurrentIndex(table->model()->index(1, 0));
        table->setFocus();
        QTest::keyClick(table, Qt::Key_Return);
        QCOMPARE(setup().chosenDevice(), QStringLiteral("sim:zcu102"));
        m_frame->activateWindow();  // offscreen, a new title bar takes the activation
        QVERIFY(QTest::qWaitForWindowActive(m_frame.get()));
        QTest::keyClick(m_frame.get(), Qt::Key_D, Qt::ControlModifier);
        QTRY_VERIFY(!table->isVisible());
        QTRY_COMPARE(dock.height(), compact);
    }
};

QTEST_MAIN(TestRunDocks)
#include "tst_run_docks.moc"
