// SPDX-License-Identifier: GPL-3.0-or-later
#include "compared_runs.h"
#include "pivot/comparison_json.h"
#include "pivot/comparison_parts.h"
#include "pivot/published_points.h"

#include <QtTest>

using namespace pivot;
using pivot::test::run;
using pivot::test::warningOf;

namespace {

Comparison compared(const ComparedRun& reference, const ComparedRun& other) {
    const std::vector<ComparedRun> runs{reference, other};
    const auto comparison = compareRuns(runs);
    return comparison ? *comparison : Comparison{};
}

RunReport reportOf(ProvenanceKind delay, std::optional<ProvenanceKind> energy) {
    RunReport report;
    report.images = 4;
    report.delayMs = 1;
    report.delayProvenance = {delay, "a clock"};
    if (energy) {
        report.energyJ = 0.001;
        report.edpJs = 1e-6;
        report.energyProvenance = {*energy, "a meter"};
    }
    return report;
}

}  // namespace

/// What differs between experiments, and what is to be said before their numbers are believed.
class TestComparisonWarnings : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void runsThatAreAlikeNeedNoWord() {
        const Comparison comparison = compared(run("ref", "1111"), run("new", "1110"));
        QVERIFY(comparison.warnings.empty());
        QVERIFY(comparison.differences.empty());
    }

    void whatWasNotComputedAsAskedIsAWarning() {
        ComparedRun fallen = run("new", "1111");
        fallen.report = reportOf(ProvenanceKind::Measured, std::nullopt);
        fallen.report->precision = Precision::Bf16;
        fallen.report->numerics = "fp32 on cpu:onednn (why)";
        const Comparison comparison = compared(run("ref", "1111"), fallen);
        const ComparisonWarning* warning = warningOf(comparison, "other-precision");
        QVERIFY(warning != nullptr && !warning->remark);
        QVERIFY2(warning->sentence.ends_with("was not computed as asked: bf16 is fp32 on cpu:onednn (why)"),
                 warning->sentence.c_str());
    }

    void onlyWhatDiffersIsShownInTheOrderPeopleLookAtIt() {
        ComparedRun other = run("new", "1111");
        other.record.config.batch = 32;
        other.record.config.ladder.efforts[0].skip = SkipConfig{6, 7};
        other.record.config.device = "sim:zcu102";
        other.record.environment["load_average_1"] = 7.5;  // never the same twice
        other.record.environment["numerics"] = "int8 on cpu:onednn";
        other.record.environment["libraries"] = {{"oneDNN", "2.7"}};
        QStringList lines;
        for (const ConfigDifference& one : compared(run("ref", "1111"), other).differences) {
            lines << QString::fromStdString(one.name + ": " + one.values[0].dump() + ", " +
                                            one.values[1].dump());
        }
        QCOMPARE(lines.join(QLatin1Char('\n')), QStringLiteral("device: \"cpu:torch\", \"sim:zcu102\"\n"
                                                               "effort 1 skips: \"1,3\", \"6,7\"\n"
                                                               "batch: 8, 32\n"
                                                               "computed in: null, \"int8 on cpu:onednn\"\n"
                                                               "library oneDNN: null, \"2.7\""));
    }

    void aThirdEffortIsADifferenceToo() {
        ComparedRun other = run("new", "1111");
        auto& efforts = other.record.config.ladder.efforts;
        efforts.insert(efforts.begin() + 1, {.skip = SkipConfig{3}, .modelPath = {}, .thresholdNats = 0.25});
        QStringList names;
        for (const ConfigDifference& one : compared(run("ref", "1111"), other).differences) {
            names << QString::fromStdString(one.name);
        }
        QVERIFY2(names.contains(QStringLiteral("effort 3 skips")), qPrintable(names.join(QLatin1Char('\n'))));
        QVERIFY(names.contains(QStringLiteral("effort 2 threshold/nats")));
    }

    void effortsThatShareWeightsDoNotMakeThemOthers() {
        ComparedRun reference = run("ref", "1111"), other = run("new", "1111");
        reference.record.modelFingerprint = "abc+abc";
        other.record.modelFingerprint = "abc";
        QVERIFY(compared(reference, other).differences.empty());
        other.record.modelFingerprint = "abc+def";
        QCOMPARE(compared(reference, other).differences.size(), std::size_t{1});
    }

    void ofAHundredFlagsThoseThatNotAllHaveAreShown() {
        ComparedRun reference = run("ref", "1111"), other = run("new", "1111");
        reference.record.environment["cpu_flags"] = "sse avx avx2";
        other.record.environment["cpu_flags"] = "avx sse avx512f";
        const Comparison comparison = compared(reference, other);
        QCOMPARE(comparison.differences.size(), std::size_t{1});
        QCOMPARE(comparison.differences[0].values,
                 (std::vector<nlohmann::json>{nlohmann::json("avx2"), nlohmann::json("avx512f")}));
    }

    /// An environment is text from a file that anybody may have written.
    void aStrangeEnvironmentIsNoReasonToFail() {
        ComparedRun reference = run("ref", "1111"), other = run("new", "1111");
        reference.record.environment = "not an object";
        nlohmann::json deep = 1;
        for (int i = 0; i < 200; ++i) {
            deep = nlohmann::json{{"deeper", deep}};
        }
        other.record.environment = {{"cpu", deep}, {"host", nullptr}, {"efforts[", "x"}};
        QVERIFY(!compared(reference, other).differences.empty());
    }

    void kindsOfNumbersThatAreNotAlikeAreSaid() {
        ComparedRun reference = run("ref", "1111"), other = run("new", "1111");
        reference.report = reportOf(ProvenanceKind::Measured, ProvenanceKind::Measured);
        other.report = reportOf(ProvenanceKind::Measured, ProvenanceKind::Estimated);
        Comparison comparison = compared(reference, other);
        QVERIFY(!warningOf(comparison, "delay-provenance"));
        const ComparisonWarning* energy = warningOf(comparison, "energy-provenance");
        QVERIFY(energy && !energy->remark);
        QVERIFY(energy->sentence.find("measured in ref, estimated in new") != std::string::npos);

        QVERIFY(!warningOf(comparison, "estimated-energy"));
        reference.report = reportOf(ProvenanceKind::Measured, ProvenanceKind::Estimated);
        QVERIFY(warningOf(compared(reference, other), "estimated-energy")->remark);

        other.report = reportOf(ProvenanceKind::Composed, std::nullopt);
        QVERIFY(warningOf(compared(reference, other), "delay-provenance")->remark);  // of measured parts
        other.report = reportOf(ProvenanceKind::Modelled, std::nullopt);
        comparison = compared(reference, other);
        QVERIFY(!warningOf(comparison, "delay-provenance")->remark);
        QCOMPARE(warningOf(comparison, "no-energy")->runs, (std::vector<std::size_t>{1}));
    }

    void whatMakesANumberDoubtfulIsSaid_data() {
        QTest::addColumn<QString>("code");
        QTest::addColumn<bool>("remark");
        for (const char* code :
             {"thresholds-on-reported-images", "untuned-effort", "noisy-machine", "not-complete"}) {
            QTest::newRow(code) << QString::fromLatin1(code) << false;
        }
        for (const char* code :
             {"different-device", "different-batch", "different-mode", "different-score", "different-host"}) {
            QTest::newRow(code) << QString::fromLatin1(code) << true;
        }
    }
    void whatMakesANumberDoubtfulIsSaid() {
        QFETCH(QString, code);
        QFETCH(bool, remark);
        ComparedRun other = run("new", "1111");
        other.record.thresholdSource.onReportedImages = true;
        other.record.config.ladder.efforts[0].tuned = false;
        other.status = RunStatus::Cancelled;
        other.report = reportOf(ProvenanceKind::Measured, std::nullopt);
        other.report->machineNoise = "another program took a core";
        other.record.config.device = "cpu:onednn";
        other.record.config.batch = 1;
        other.record.config.mode = RunMode::Profile;
        other.record.config.ladder.score = ScoreKind::Margin;
        other.record.environment["host"] = "another";
        const Comparison comparison = compared(run("ref", "1111"), other);
        const ComparisonWarning* warning = warningOf(comparison, code.toStdString());
        QVERIFY2(warning, qPrintable(code));
        QCOMPARE(warning->remark, remark);
        QCOMPARE(warning->runs, (std::vector<std::size_t>{1}));
        QVERIFY(warning->sentence.find("new") != std::string::npos);
        // What is wrong stands before what is only to be known.
        QVERIFY(std::is_partitioned(comparison.warnings.begin(), comparison.warnings.end(),
                                    [](const ComparisonWarning& one) { return !one.remark; }));
    }

    void publishedPointsStandBesideImageNetAlone() {
        RunRecord record = run("ref", "1").record;
        record.config.dataset = "labels:/data/imagenet/val#labels.txt";
        QVERIFY(isImageNet1k(record, 1000, {}));
        QVERIFY(!isImageNet1k(record, 100, {}));
        record.config.dataset = "folder:/data/tiny-imagenet/val";
        QVERIFY(!isImageNet1k(record, 1000, {}));
        record.config.dataset = "folder:/data/val";
        QVERIFY(!isImageNet1k(record, 1000, {}));
        std::vector<std::string> names(1000, "a class");
        names.front() = "tench, Tinca tinca";
        QVERIFY(isImageNet1k(record, 1000, names));

        for (const PublishedPoint& point : publishedPoints()) {
            QVERIFY(point.accuracy > 0.5 && point.accuracy < 1.0 && !point.source.empty());
        }
        ComparedRun reference = run("ref", "1111");
        reference.record.config.dataset = "folder:/data/ImageNet/val";
        RunReport report = reportOf(ProvenanceKind::Measured, std::nullopt);
        report.numClasses = 1000;
        reference.report = report;
        ComparedRun other = reference;
        other.record.experimentId = "new";
        QCOMPARE(toJson(compared(reference, other))["published"].size(), publishedPoints().size());
        other.report->numClasses = 10;
        QVERIFY(toJson(compared(reference, other))["published"].empty());
    }

    void theJsonSaysNullWhereNothingIsKnown() {
        ComparedRun reference = run("ref", "1111"), other = run("new", "0111");
        other.record.datasetFingerprint = std::string(64, 'c');
        other.record.datasetRange = "test[0:5]";
        other.images[1].exitEffort = Outcome::kNoExit;
        nlohmann::json json = toJson(compared(reference, other));
        QCOMPARE(json["schema_version"].get<int>(), 1);
        QCOMPARE(json["reference_id"].get<std::string>(), std::string("ref"));
        QCOMPARE(json["experiments"].size(), std::size_t{2});
        QCOMPARE(json["experiments"][0]["accuracy"].get<double>(), 1.0);
        QVERIFY(json["experiments"][0]["energy_j"].is_null() && json["experiments"][0]["sweep"].is_null());
        const nlohmann::json& pair = json["comparisons"][0];
        QCOMPARE(pair["accuracy_difference"].get<double>(), -0.25);
        QCOMPARE(pair["only_reference_right"].get<int>(), 1);
        QCOMPARE(pair["flips"][0]["image_key"].get<std::string>(), std::string("img/0.png"));
        QVERIFY(!pair["flips"][0]["gained"].get<bool>());
        QVERIFY(pair["edp_reduction"].is_null() && pair["edp_reduction_ci95"].is_null());
        QCOMPARE(json["warnings"][0]["code"].get<std::string>(), std::string("different-range"));

        other.record.config.dataset = "cifar10:/data#test";
        json = toJson(compared(reference, other));
        QVERIFY(json["comparisons"][0]["mcnemar_exact_p"].is_null());
        QVERIFY(json["comparisons"][0]["both_right"].is_null());
        QCOMPARE(json["comparisons"][0]["method"].get<std::string>(), std::string("independent"));
    }
};

QTEST_APPLESS_MAIN(TestComparisonWarnings)
#include "tst_comparison_warnings.moc"
