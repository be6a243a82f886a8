// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/run_arguments.h"
#include "gui_app/real_window.h"
#include "run/experiment_file.h"

#include <QComboBox>
#include <QFileDialog>
#include <QLineEdit>
#include <QTest>
#include <nlohmann/json.hpp>

using namespace pivot;
using pivot::test::RealWindow;

/// One file for the window and the command line, both ways.
class TestExperimentFiles : public QObject {
    Q_OBJECT
    static void save(RealWindow& window, const QString& file) {
        QTest::keyClick(&window.frame(), Qt::Key_S, Qt::ControlModifier);
        auto* dialog = window.frame().findChild<QFileDialog*>(QStringLiteral("experimentFile"));
        QVERIFY(dialog);
        Q_EMIT dialog->fileSelected(file);
        dialog->close();
        QTRY_VERIFY(QFile::exists(file));
        QTRY_VERIFY(window.text("progressCount").startsWith(QStringLiteral("Saved: ")));
    }
    static Result<std::vector<RunRequest>> asTheCommandLineReadsIt(const QString& file,
                                                                   std::vector<std::string> more = {}) {
        CLI::App verb("run");
        cli::RunArguments arguments;
        cli::declareRunOptions(verb, arguments);
        std::vector<std::string> words{"--experiment", file.toStdString()};
        words.insert(words.end(), more.begin(), more.end());
        std::ranges::reverse(words);  // CLI11 takes them last first
        try {
            verb.parse(words);
        } catch (const CLI::ParseError& error) {
            return fail(ErrorCode::Usage, error.what());
        }
        return cli::makeRequests(arguments, {PIVOT_SOURCE_DIR "/assets", {}, {}});
    }
    static PlannedRun planOf(RealWindow& window) {
        return window.setup().plan(window.setup().config(RunMode::Routed));
    }
    static void change(RealWindow& window) {
        window.setup().chooseDevice(QStringLiteral("sim:zcu102"));
        window.find<QAction>("also:cpu:torch")->trigger();
        window.find<QSpinBox>("batch")->setValue(8);
        window.setLimit(640);
        window.find<QLineEdit>("calibration")->setText(QStringLiteral("fashion-mnist#train[55000:55256]"));
        auto* rerun = window.find<QComboBox>("rerun");
        rerun->setCurrentIndex(1);
        LadderSuggestion ladder;
        ladder.ladder.efforts.resize(2);
        ladder.ladder.efforts[0].skip = SkipConfig{1, 3, 5};
        ladder.ladder.efforts[0].thresholdNats = 0.1 + 0.2;
        ladder.rerun = RerunMode::Restart;
        window.setup().ladder().setSuggestion(ladder);
    }

private Q_SLOTS:
    void whatTheWindowSavesTheCommandLineRuns() {
        RealWindow window;
        QVERIFY(window.begin());
        change(window);
        const QString file = window.path("saved.json");
        save(window, file);
        const PlannedRun plan = planOf(window);
        const auto requests = asTheCommandLineReadsIt(file);
        QVERIFY2(requests, requests ? "" : requests.error().message.c_str());
        QCOMPARE(requests->size(), std::size_t(2));
        RunConfig expected = plan.config;
        QVERIFY((*requests)[0].config == expected);
        QVERIFY((*requests)[0].thresholdSource == plan.source);
        expected.device = "cpu:torch";
        QVERIFY((*requests)[1].config == expected);
        QCOMPARE((*requests)[0].groupId, (*requests)[1].groupId);
        // What is typed beside it counts.
        const auto one = asTheCommandLineReadsIt(file, {"--device", "cpu", "--batch", "4"});
        QVERIFY(one);
        QCOMPARE(one->size(), std::size_t(1));
        QCOMPARE((*one)[0].config.batch, 4);
    }
    void whatIsSavedIsSetUpAgain() {
        RealWindow window;
        QVERIFY(window.begin());
        const PlannedRun before = planOf(window);
        change(window);
        const PlannedRun saved = planOf(window);
        QVERIFY(!(before == saved));
        save(window, window.path("again.json"));
        RealWindow other;
        QVERIFY(other.begin());
        QSignalSpy opened(&other.workbench(), &Workbench::modelReady);
        other.workbench().open(window.path("again.json"));
        // The other window's bundled model lies elsewhere: the file's own path is what counts.
        QTRY_VERIFY_WITH_TIMEOUT(planOf(other).config == saved.config, 30'000);
        const PlannedRun loaded = planOf(other);
        QVERIFY(loaded.devices == saved.devices);
        QVERIFY(loaded.source == saved.source);
        QVERIFY2(other.frame().message().isEmpty(), qPrintable(other.frame().message()));
    }
    void whatTheDatabasePrintsIsSetUp() {
        RealWindow window;
        QVERIFY(window.begin());
        RunConfig config = planOf(window).config;
        config.mode = RunMode::Profile;
        config.batch = 16;
        config.seed = 7;
        config.device = "cpu:torch";
        config.ladder.efforts[0].skip = SkipConfig{2, 4};
        window.write(QStringLiteral("stored.json"), QByteArray::fromStdString(nlohmann::json(config).dump()));
        window.workbench().openExperiment(window.path("stored.json"));
        QTRY_COMPARE_WITH_TIMEOUT(planOf(window).config.batch, 16, 30'000);
        config.mode = RunMode::Routed;  // which button is pressed decides
        QVERIFY(planOf(window).config == config);
    }
    void aFileThatIsNoneLeavesTheSetupAndSaysWhy_data() {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("says");
        QTest::newRow("no JSON") << QByteArray(
                                        "\x7f"
                                        "ELF")
                                 << QStringLiteral("is not a run configuration");
        QTest::newRow("a model that is not there")
            << QByteArray(
                   R"({"model": "/no/such", "dataset": "fashion-mnist", "efforts": [{"skip": "none"}]})")
            << QStringLiteral("was not taken up");
        QTest::newRow("images that are not there")
            << QByteArray(R"({"model": "MODEL", "dataset": "/no/such", "efforts": [{"skip": "none"}]})")
            << QStringLiteral("was not taken up");
    }
    void aFileThatIsNoneLeavesTheSetupAndSaysWhy() {
        QFETCH(QByteArray, content);
        QFETCH(QString, says);
        RealWindow window;
        QVERIFY(window.begin());
        const PlannedRun before = planOf(window);
        content.replace("MODEL", window.setup().chosenModel().toUtf8());
        window.write(QStringLiteral("bad.json"), content);
        window.workbench().open(window.path("bad.json"));
        QTRY_VERIFY2_WITH_TIMEOUT(window.frame().message().contains(says),
                                  qPrintable(window.frame().message()), 30'000);
        QVERIFY(planOf(window).config == before.config);
    }
    void aDeviceThatIsNotHereIsSaidToBe() {
        RealWindow window;
        QVERIFY(window.begin());
        RunConfig config = planOf(window).config;
        const std::string here = config.device;
        config.device = "tpu:7";
        config.batch = 2;
        window.write(QStringLiteral("away.json"), QByteArray::fromStdString(nlohmann::json(config).dump()));
        window.workbench().open(window.path("away.json"));
        QTRY_COMPARE_WITH_TIMEOUT(planOf(window).config.batch, 2, 30'000);
        QCOMPARE(planOf(window).config.device, here);
        QVERIFY2(window.frame().message().contains(QStringLiteral("tpu:7")),
                 qPrintable(window.frame().message()));
    }
};

QTEST_MAIN(TestExperimentFiles)
#include "tst_experiment_files.moc"
