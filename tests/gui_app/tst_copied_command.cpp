// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/run_arguments.h"
#include "widgets/models/command_line.h"

#include <QTest>
#include <nlohmann/json.hpp>

using namespace pivot;

/// What "Copy command" puts on the clipboard, read by the command line itself, is the run of the window.
class TestCopiedCommand : public QObject {
    Q_OBJECT
    static RunConfig config() {
        RunConfig made;
        made.model = PIVOT_SOURCE_DIR "/assets/models/fashion-anypath";
        made.dataset = "fashion-mnist#test[0:500]";
        made.device = "cpu:torch";
        made.ladder.efforts = {{.skip = SkipConfig{6, 7}, .modelPath = {}, .thresholdNats = 0.1 + 0.2},
                               {.skip = SkipConfig(), .modelPath = {}, .thresholdNats = {}}};
        return made;
    }
    static Result<RunRequest> readBack(const RunConfig& config, const std::vector<SkipConfig>& candidates) {
        CLI::App verb("run");
        cli::RunArguments arguments;
        cli::declareRunOptions(verb, arguments);
        std::vector<std::string> words;
        for (const QString& word :
             runArgumentsOf(config, candidates, QStringLiteral("/data/my runs.sqlite"))) {
            words.insert(words.begin(), word.toStdString());  // CLI11 takes them last first
        }
        try {
            verb.parse(words);
        } catch (const CLI::ParseError& error) {
            return fail(ErrorCode::Usage, error.what());
        }
        if (arguments.database != "/data/my runs.sqlite") {
            return fail(ErrorCode::Usage, "another database: " + arguments.database);
        }
        auto requests = cli::makeRequests(arguments, {PIVOT_SOURCE_DIR "/assets", {}, {}});
        if (!requests) {
            return tl::unexpected(requests.error());
        }
        return requests->front();
    }

private Q_SLOTS:
    void isTheSameRun_data() {
        QTest::addColumn<int>("change");
        QTest::newRow("as it stands") << 0;
        QTest::newRow("full baseline, as the bundled experiment") << 1;
        QTest::newRow("thresholds to be chosen, of before the aim still there") << 2;
        QTest::newRow("everything else") << 3;
    }
    void isTheSameRun() {
        QFETCH(int, change);
        RunConfig run = config();
        std::vector<SkipConfig> candidates;
        if (change == 1) {
            run.baselineImages = -1;
        } else if (change == 2) {
            run.calibrate =
                CalibrationGoal{.kind = CalibrationGoal::Kind::Edp, .share = 0, .lossPoints = 0.3};
            run.calibration = "fashion-mnist#train[55000:56000]";
            candidates = {SkipConfig{1, 3, 5}, SkipConfig{9, 10, 11}};
        } else if (change == 3) {
            run.mode = RunMode::Profile;
            run.rerun = RerunMode::Restart;
            run.batch = 1;
            run.limit = 250;
            run.repeat = 2;
            run.threads = 2;
            run.warmup = 0;
            run.seed = 7;
            run.act = "gelu";
            run.labelMap = "/data/a map.txt";
            run.baselineImages = 64;
            run.layers = true;
        }
        const Result<RunRequest> back = readBack(run, candidates);
        QVERIFY2(back, back ? "" : back.error().message.c_str());
        RunConfig expected = run;
        expected.entropyUnit = EntropyUnit::Nats;  // how thresholds are written, not what they are
        if (run.calibrate) {
            expected.ladder.efforts[0].thresholdNats.reset();
        }
        QVERIFY(back->config.ladder == expected.ladder);
        QCOMPARE(nlohmann::json(back->config).dump().c_str(), nlohmann::json(expected).dump().c_str());
        QVERIFY(back->config == expected);
        QVERIFY(back->lowCandidates == candidates);
    }
};

QTEST_GUILESS_MAIN(TestCopiedCommand)
#include "tst_copied_command.moc"
