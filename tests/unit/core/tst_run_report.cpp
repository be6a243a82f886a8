// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run_report.h"

#include <QtTest>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>

using namespace pivot;
using nlohmann::json;

/// The object under `results[]` of `pivot run --json`: its keys are a contract, and unknown is null.
class TestRunReport : public QObject {
    Q_OBJECT

    static RunReport complete() {
        RunReport report;
        report.experimentId = "e";
        report.groupId = "g";
        report.device = "cpu:torch";
        report.model = "m";
        report.dataset = "d";
        report.numerics = "fp32 on cpu:torch";
        report.batch = 32;
        report.threads = 2;
        report.warmup = 2;
        report.numClasses = 10;
        report.seed = 7;
        report.status = "complete";
        report.images = 100;
        report.errors = 1;
        report.labelled = 100;
        report.accuracy = 0.9;
        report.top5 = 0.99;
        report.accuracyCi95 = Interval{0.8256, 0.9448};
        report.accuracyLossPoints = 0.1;
        report.accuracyLossCi95Points = Interval{-0.2, 0.4};
        report.thresholdSource = {"train[55000:60000]", "edp,loss=0.2", false};
        report.efforts = {{SkipConfig{6, 7}, "m", 0.25, 0.8, 0.95, 0.88, 100, 2.0, 0.07, true},
                          {SkipConfig{}, "m", {}, 0.2, 0.7, {}, 20, 1.5, 0.05, false}};
        report.delayMs = 2.3;
        report.batchMs = Percentiles{70, 75, 80};
        report.throughputImgS = 400;
        report.hostWallS = 0.25;
        report.energyJ = 0.08;
        report.energyNetJ = 0.06;
        report.edpJs = 0.000184;
        report.delayProvenance = {ProvenanceKind::Measured, "clock of the session"};
        report.energyProvenance = {ProvenanceKind::Estimated, "35 W"};
        report.baseline = {3.0, 0.1, 0.0003, 0.91, 512};
        report.edpReduction = 1.63;
        report.breakEvenShare = 0.33;
        report.verdict = "gains";
        report.repeatDelayMs = {0.5, 0.625};
        report.repeatEnergyJ = {0.07, 0.09};
        report.notes = {"a", "b"};
        report.database = "x.db";
        return report;
    }

private Q_SLOTS:
    void hasEveryKeyOfTheContract() {
        const json written = complete();
        for (const char* key : {"experiment_id",
                                "device",
                                "model",
                                "dataset",
                                "mode",
                                "rerun",
                                "batch",
                                "precision",
                                "numerics",
                                "threads",
                                "seed",
                                "warmup",
                                "num_classes",
                                "images",
                                "errors",
                                "accuracy",
                                "accuracy_ci95",
                                "top5",
                                "threshold_source",
                                "efforts",
                                "delay_ms",
                                "latency_ms",
                                "batch_ms",
                                "throughput_img_s",
                                "host_wall_s",
                                "energy_j",
                                "energy_net_j",
                                "edp_js",
                                "delay_provenance",
                                "energy_provenance",
                                "baseline",
                                "edp_reduction",
                                "break_even_share"}) {
            QVERIFY2(written.contains(key), key);
        }
        for (const char* key : {"skip", "model", "threshold_nats", "share", "accuracy_exits", "accuracy_all",
                                "delay_ms", "energy_j", "tuned"}) {
            QVERIFY2(written["efforts"][0].contains(key), key);
        }
        for (const char* key : {"delay_ms", "energy_j", "edp_js", "accuracy"}) {
            QVERIFY2(written["baseline"].contains(key), key);
        }
        for (const char* key : {"split", "objective", "on_reported_images"}) {
            QVERIFY2(written["threshold_source"].contains(key), key);
        }
    }
    void writesValuesInTheirForm() {
        const json written = complete();
        QCOMPARE(written["efforts"][0]["skip"].get<std::string>(), std::string("6,7"));
        QCOMPARE(written["efforts"][1]["skip"].get<std::string>(), std::string("none"));
        QVERIFY(written["batch_ms"] == json({{"p50", 70.0}, {"p95", 75.0}, {"p99", 80.0}}));
        QVERIFY(written["accuracy_ci95"] == json::array({0.8256, 0.9448}));
        QVERIFY(written["delay_provenance"] ==
                json({{"kind", "measured"}, {"detail", "clock of the session"}}));
        QVERIFY(written["seed"] == 7);
    }
    void edpTakesTheWeakerProvenance() {
        QVERIFY((json(complete())["edp_provenance"] == json{{"kind", "estimated"}, {"detail", "35 W"}}));
    }
    void unknownIsNull() {
        RunReport report = complete();
        report.energyJ = report.energyNetJ = report.edpJs = report.edpReduction = std::nullopt;
        report.accuracy = report.top5 = std::nullopt;
        report.accuracyCi95 = std::nullopt;
        report.batchMs = std::nullopt;
        report.baseline = {};
        const json written = report;
        for (const char* key :
             {"energy_j", "energy_net_j", "edp_js", "edp_reduction", "accuracy", "top5", "accuracy_ci95",
              "latency_ms", "batch_ms", "energy_provenance", "edp_provenance"}) {
            QVERIFY2(written[key].is_null(), key);
        }
        QVERIFY(written["efforts"][1]["threshold_nats"].is_null());
        QVERIFY(written["efforts"][1]["accuracy_all"].is_null());
        QVERIFY(written["baseline"]["delay_ms"].is_null());
    }
    void aRunWithoutImagesHasNoMeans() {
        RunReport report;
        report.efforts.resize(1);
        const json written = report;
        QVERIFY(written["images"] == 0);
        for (const char* key : {"delay_ms", "throughput_img_s", "unexited_share"}) {
            QVERIFY2(written[key].is_null(), key);
        }
        QVERIFY(written["efforts"][0]["share"].is_null());
        QVERIFY(written["efforts"][0]["delay_ms"].is_null());
    }
    void aNumberThatIsNotFiniteIsUnknown() {
        RunReport report = complete();
        report.edpReduction = std::numeric_limits<double>::infinity();
        report.accuracy = std::numeric_limits<double>::quiet_NaN();
        const json written = report;
        QVERIFY(written["edp_reduction"].is_null());
        QVERIFY(written["accuracy"].is_null());
    }
    void readsBackWhatItWrote() {
        const RunReport report = complete();
        const auto back = json::parse(json(report).dump()).get<RunReport>();
        QVERIFY(back == report);
    }
    void damagedTextIsRefused() {
        QVERIFY_EXCEPTION_THROWN((void)json::parse(R"({"efforts": [3]})").get<RunReport>(), json::exception);
        QVERIFY_EXCEPTION_THROWN((void)json::parse(R"({"accuracy_ci95": [1]})").get<RunReport>(),
                                 json::exception);
        QVERIFY_EXCEPTION_THROWN((void)json::parse(R"({"images": "many"})").get<RunReport>(),
                                 json::exception);
    }
    void aRateThatWasNotTimedIsNull() {
        RunReport report;
        report.images = 10;
        report.throughputImgS = 0;
        QVERIFY(nlohmann::json(report)["throughput_img_s"].is_null());
        report.throughputImgS = 20;
        QCOMPARE(nlohmann::json(report)["throughput_img_s"].get<double>(), 20.0);
    }
};

QTEST_GUILESS_MAIN(TestRunReport)
#include "tst_run_report.moc"
