// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run_config.h"

#include <QtTest>
#include <nlohmann/json.hpp>

using namespace pivot;
using nlohmann::json;

/// A run's configuration is a value that goes through JSON unharmed: stored, resumed, edited by hand.
class TestRunConfig : public QObject {
    Q_OBJECT

    static RunConfig everythingSet() {
        RunConfig config;
        config.model = "models/a.safetensors";
        config.modelConfig = "a.json";
        config.act = "relu";
        config.dataset = "fashion-mnist#test[0:10000]";
        config.labelMap = "map.txt";
        config.device = "sim:zcu102";
        config.ladder.efforts = {{SkipConfig{1, 3, 5}, "low.pth", 0.1 + 0.2, false},
                                 {SkipConfig{}, {}, {}, true}};
        config.calibrate = CalibrationGoal{CalibrationGoal::Kind::Edp, 0.0, 0.5};
        config.calibration = "fashion-mnist#train[55000:60000]";
        config.mode = RunMode::Profile;
        config.rerun = RerunMode::Restart;
        config.entropyUnit = EntropyUnit::ClassMean;
        config.precision = Precision::Bf16;
        config.batch = 1;
        config.limit = 77;
        config.repeat = 3;
        config.threads = 2;
        config.seed = 18446744073709551615ULL;
        config.warmup = 0;
        config.baselineImages = -1;
        config.layers = true;
        return config;
    }

    /// The sentence with which `text` is refused; empty when it is taken.
    static QString refusal(const char* text) {
        try {
            (void)json::parse(text).get<RunConfig>();
            return {};
        } catch (const json::exception& error) {
            return QString::fromUtf8(error.what());
        }
    }

private Q_SLOTS:
    void roundTripsThroughText() {
        const RunConfig config = everythingSet();
        QVERIFY(json::parse(json(config).dump()).get<RunConfig>() == config);
        QVERIFY(json::parse(json(RunConfig{}).dump()).get<RunConfig>() == RunConfig{});
    }
    void theScoreIsPartOfIt() {
        RunConfig config = everythingSet();
        config.ladder.score = ScoreKind::Margin;
        setHardestAccepted(config.ladder.efforts[0], ScoreKind::Margin, 0.3);
        const json text(config);
        QCOMPARE(text["score"].get<std::string>(), std::string("margin"));
        QVERIFY(text["efforts"][0]["threshold_nats"].is_null());
        QVERIFY(json::parse(text.dump()).get<RunConfig>() == config);
        QVERIFY(json::parse(R"({"efforts": []})").get<RunConfig>().ladder.score == ScoreKind::Entropy);
    }
    /// Shards find their group by this text: what a plain run says has to stay as it was.
    void layersAreNamedOnlyWhereTheyAreTimed() {
        QVERIFY(json(everythingSet())["layers"] == true);
        QVERIFY(!json(RunConfig{}).contains("layers"));
    }
    void thresholdsKeepEveryBit() {
        const auto back = json::parse(json(everythingSet()).dump()).get<RunConfig>();
        QVERIFY(*back.ladder.efforts[0].thresholdNats == 0.1 + 0.2);
    }
    void theLadderReadsLikeTheCommandLine() {
        const json written = everythingSet();
        QCOMPARE(written["efforts"][0]["skip"].get<std::string>(), std::string("1,3,5"));
        QCOMPARE(written["efforts"][1]["skip"].get<std::string>(), std::string("none"));
        QVERIFY(written["efforts"][1]["threshold_nats"].is_null());
        QCOMPARE(written["calibrate"].get<std::string>(), std::string("edp,loss=0.5"));
    }
    void whatIsLeftOutTakesTheDefault() {
        const auto config = json::parse(R"({"model": "m", "batch": 8})").get<RunConfig>();
        RunConfig expected;
        expected.model = "m";
        expected.batch = 8;
        QVERIFY(config == expected);
    }
    void badFilesAreRefusedByName_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("named");
        QTest::newRow("a slip of the pen") << R"({"bacth": 8})"
                                           << "bacth";
        QTest::newRow("unknown effort key") << R"({"efforts": [{"skip": "none", "treshold": 1}]})"
                                            << "treshold";
        QTest::newRow("a fraction of a batch") << R"({"batch": 1.5})"
                                               << "\"batch\"";
        QTest::newRow("too large") << R"({"batch": 99999999999})"
                                   << "\"batch\"";
        QTest::newRow("negative seed") << R"({"seed": -1})"
                                       << "\"seed\"";
        QTest::newRow("text for a number") << R"({"limit": "ten"})"
                                           << "\"limit\"";
        QTest::newRow("unknown mode") << R"({"mode": "fast"})"
                                      << "\"fast\"";
        QTest::newRow("unknown precision") << R"({"precision": "fp8"})"
                                           << "\"fp8\"";
        QTest::newRow("bad skip") << R"({"efforts": [{"skip": "1,x"}]})"
                                  << "\"x\"";
        QTest::newRow("all without a depth") << R"({"efforts": [{"skip": "all"}]})"
                                             << "all";
        QTest::newRow("efforts not a list") << R"({"efforts": {"skip": "none"}})"
                                            << "list";
        QTest::newRow("not an object") << "[1]"
                                       << "object";
    }
    void badFilesAreRefusedByName() {
        QFETCH(QString, text);
        QFETCH(QString, named);
        const QString message = refusal(text.toUtf8().constData());
        QVERIFY2(message.contains(named), qPrintable(message));
    }

    void calibrationGoals_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("canonical");  // empty: refused
        QTest::newRow("share") << "share=0.7"
                               << "share=0.7";
        QTest::newRow("loss") << "loss=0.2"
                              << "loss=0.2";
        QTest::newRow("edp") << "edp"
                             << "edp,loss=0.2";
        QTest::newRow("edp with a bound") << "edp,loss=0.5"
                                          << "edp,loss=0.5";
        QTest::newRow("a share above all") << "share=1.1"
                                           << "";
        QTest::newRow("a percentage") << "share=70%"
                                      << "";
        QTest::newRow("no number") << "loss="
                                   << "";
        QTest::newRow("a gain") << "loss=-1"
                                << "";
        QTest::newRow("something else") << "speed"
                                        << "";
        QTest::newRow("edp takes no value") << "edp=1"
                                            << "";
        QTest::newRow("edp with a share") << "edp,share=0.5"
                                          << "";
    }
    void calibrationGoals() {
        QFETCH(QString, text);
        QFETCH(QString, canonical);
        const auto goal = parseCalibrationGoal(text.toStdString());
        if (canonical.isEmpty()) {
            QVERIFY(!goal);
            QCOMPARE(goal.error().code, ErrorCode::Usage);
            return;
        }
        QVERIFY2(goal, goal ? "" : goal.error().message.c_str());
        QCOMPARE(QString::fromStdString(toString(*goal)), canonical);
        QCOMPARE(parseCalibrationGoal(toString(*goal)), goal);
    }
};

QTEST_GUILESS_MAIN(TestRunConfig)
#include "tst_run_config.moc"
