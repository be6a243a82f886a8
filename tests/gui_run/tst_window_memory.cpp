// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/window_memory.h"
#include "gui_app/real_window.h"

#include <QComboBox>
#include <QUndoStack>

using namespace pivot;
using pivot::test::RealWindow;

/// The window comes back as it was left.
class TestWindowMemory : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theSetUpSurvivesItsJson() {
        RealWindow window;
        QVERIFY(window.begin());
        window.find<QAction>("also:sim:zcu102")->trigger();
        PlannedRun left = setUpOf(window.setup());
        QCOMPARE(left.devices.size(), std::size_t(2));
        left.config.calibrate = CalibrationGoal{CalibrationGoal::Kind::Share, 0.7, 0.2};
        left.candidates = {SkipConfig{1, 2}, SkipConfig{}};
        const auto read = setUpFrom(nlohmann::json::parse(toJson(left).dump()));
        QVERIFY(read);
        QVERIFY(read->config == left.config);
        QVERIFY(read->devices == left.devices);
        QVERIFY(read->candidates == left.candidates);
        QVERIFY(read->source == left.source);
        QVERIFY(!setUpFrom(nlohmann::json::parse(R"({"config": 3})")));
        QVERIFY(!setUpFrom({}));
    }

    void whatWasSetUpIsSetUpAgain() {
        RealWindow first;
        QVERIFY(first.begin());
        {
            WindowMemory memory(first.workbench(), first.settings());
            first.setup().chooseDevice(QStringLiteral("sim:zcu102"));
            first.find<QSpinBox>("batch")->setValue(8);
            first.setLimit(250);
            first.setup().ladder().moveThreshold(0, 0.9);
            first.setup().ladder().endMove();
            first.frame().showPageOf(QStringLiteral("tabExperiments"));
        }
        Settings settings(first.path("window.json"));
        QVERIFY(settings.problem().isEmpty());
        RealWindow second;
        WindowMemory memory(second.workbench(), settings);
        memory.restoreWindow();
        QCOMPARE(second.frame().shownTab(), QStringLiteral("tabExperiments"));
        memory.restoreSetUp();
        QVERIFY(second.begin());
        QTRY_COMPARE(second.setup().config(RunMode::Routed).limit, 250);
        // The model of another place than the bundled one was opened for it.
        const RunConfig config = second.setup().config(RunMode::Routed);
        QCOMPARE(QString::fromStdString(config.model), first.setup().chosenModel());
        QCOMPARE(QString::fromStdString(config.device), QStringLiteral("sim:zcu102"));
        QCOMPARE(config.batch, 8);
        QCOMPARE(config.ladder.efforts.front().thresholdNats.value_or(0), 0.9);
        QVERIFY(config.ladder == first.setup().config(RunMode::Routed).ladder);
        QCOMPARE(second.setup().ladder().undoStack().undoText(), QStringLiteral("what was set up last time"));
    }

    void aModelThatIsGoneIsSaidAndTheBundledOneStays() {
        RealWindow window;
        PlannedRun gone;
        gone.config.model = "/no/such/model";
        gone.config.dataset = "fashion-mnist#test";
        window.settings().setSetUp(toJson(gone));
        WindowMemory memory(window.workbench(), window.settings());
        memory.restoreSetUp();
        QVERIFY(window.begin());
        QTRY_VERIFY(window.frame().message().contains(QStringLiteral("/no/such/model")));
        QVERIFY(window.setup().chosenModel().contains(QStringLiteral("fashion-anypath")));
        QVERIFY(window.setup().problem().isEmpty());
    }

    void aDataSetThatIsGoneIsSaidAndTheBundledOneStays() {
        RealWindow window;
        PlannedRun gone;
        gone.config.model = window.path("assets/models/fashion-anypath").toStdString();
        gone.config.dataset = "/no/such/images";
        window.settings().setSetUp(toJson(gone));
        WindowMemory memory(window.workbench(), window.settings());
        memory.restoreSetUp();
        QVERIFY(window.begin());
        QTRY_VERIFY(window.frame().message().contains(QStringLiteral("/no/such/images")));
        QCOMPARE(window.setup().chosenDataName(), QStringLiteral("Fashion-MNIST test"));
        QVERIFY(window.setup().problem().isEmpty());
    }

    void whatIsChangedIsRememberedBeforeTheWindowCloses() {
        RealWindow window;
        QVERIFY(window.begin());
        WindowMemory memory(window.workbench(), window.settings());
        window.find<QSpinBox>("batch")->setValue(8);
        QTRY_COMPARE_WITH_TIMEOUT(setUpFrom(window.settings().setUp()).value_or(PlannedRun{}).config.batch, 8,
                                  20'000);
        QVERIFY(QFile::exists(window.path("window.json")));
    }
};

QTEST_MAIN(TestWindowMemory)
#include "tst_window_memory.moc"
