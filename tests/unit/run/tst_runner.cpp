// SPDX-License-Identifier: GPL-3.0-or-later
#include "pivot/batch_times.h"
#include "pivot/statistics.h"
#include "pivot/sweep.h"
#include "run/prepared_run.h"
#include "support/expect_error.h"
#include "unit/run/fake_run.h"

#include <QTest>
#include <algorithm>
#include <cmath>
#include <limits>

using namespace pivot;
using namespace pivot::test;

namespace {

constexpr int kImages = 40;
// Three attentions of 1 ms and three skipped ones of 0.25 ms; the re-run runs the last three.
constexpr double kLowMs = 3.75, kRerunMs = 3.0, kFullMs = 6.0, kRoutedMs = kLowMs + 0.5 * kRerunMs;

std::filesystem::path powerProfiles() {
    return std::filesystem::path(PIVOT_SOURCE_DIR) / "assets" / "profiles" / "power";
}

}  // namespace

/// A run from its configuration to its report, on a network whose answers and times are exact.
class TestRunner : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aRunRoutesItsImagesAndMeasuresTheBaselineBetweenThem() {
        FakeRun fake;
        KeepingSink sink;
        const auto report = fake.run(&sink);
        QVERIFY2(report.has_value(), report ? "" : report.error().message.c_str());
        QCOMPARE(report->status, std::string("complete"));
        QCOMPARE(sink.status, std::optional(RunStatus::Complete));
        QCOMPARE(report->images, kImages);
        QCOMPARE(report->efforts[0].share, 0.5);
        QCOMPARE(report->efforts[0].delayMs, kLowMs);
        QCOMPARE(report->efforts[1].delayMs, kRerunMs);
        QCOMPARE(report->delayMs, kRoutedMs);
        QCOMPARE(report->baseline.images, 16);
        QCOMPARE(report->baseline.delayMs, kFullMs);
        QVERIFY(!report->baseline.accuracy);  // of 16 of the images it would be that of others
        QCOMPARE(report->breakEvenShare, std::optional(1.0 - (kFullMs - kLowMs) / kRerunMs));
        QVERIFY(!report->energyJ && !report->energyReason.empty());
        QCOMPARE(sink.results.size(), std::size_t(kImages));
        QCOMPARE(sink.results.begin()->first, 100);  // the first image of the sample, in the whole split
        QCOMPARE(sink.results.rbegin()->first, 100 + 3 * (kImages - 1));
    }

    void aBaselineOnEveryImageTellsTheAccuracyLost() {
        FakeRun fake;
        fake.config.baselineImages = -1;
        const auto report = fake.run();
        QVERIFY(report.has_value());
        QCOMPARE(report->baseline.images, kImages);
        QCOMPARE(report->baseline.accuracy, std::optional(1.0));
        QCOMPARE(report->accuracyLossPoints, std::optional(0.0));
    }

    void aStoppedRunResumesToTheResultOfAnUndisturbedOne_data() {
        QTest::addColumn<int>("stopAfter");
        QTest::addColumn<int>("baselineImages");
        for (const int baseline : {16, -1}) {
            const std::string of = baseline < 0 ? ", baseline on all" : ", baseline on some";
            QTest::newRow(("after one batch" + of).c_str()) << 1 << baseline;
            QTest::newRow(("in the middle" + of).c_str()) << 21 << baseline;
            QTest::newRow(("after the last image, before the report" + of).c_str()) << kImages << baseline;
        }
    }
    void aStoppedRunResumesToTheResultOfAnUndisturbedOne() {
        QFETCH(int, stopAfter);
        QFETCH(int, baselineImages);
        FakeRun fake;
        fake.powerProfileFolders = {powerProfiles()};
        fake.config.baselineImages = baselineImages;
        KeepingSink undisturbed, sink;
        const auto whole = fake.run(&undisturbed);
        QVERIFY(whole.has_value());

        std::stop_source stop;
        sink.onAdd = [&](std::size_t kept) {
            if (static_cast<int>(kept) >= stopAfter) {
                stop.request_stop();
            }
        };
        const auto part = fake.run(&sink, {.stop = stop.get_token(), .paused = {}, .progress = {}});
        QVERIFY(part.has_value());
        QCOMPARE(part->status, std::string(stopAfter < kImages ? "cancelled" : "complete"));
        QVERIFY(static_cast<int>(sink.results.size()) >= stopAfter);
        sink.onAdd = {};
        const auto resumed = fake.resume(sink.record, sink.all(), sink);
        QVERIFY2(resumed.has_value(), resumed ? "" : resumed.error().message.c_str());
        QCOMPARE(resumed->status, std::string("complete"));
        QCOMPARE(sink.handedTwice, 0);
        QVERIFY(sink.results == undisturbed.results);
        QCOMPARE(resumed->images, whole->images);
        QCOMPARE(resumed->accuracy, whole->accuracy);
        QCOMPARE(resumed->efforts[0].share, whole->efforts[0].share);
        QCOMPARE(resumed->delayMs, whole->delayMs);
        QCOMPARE(resumed->baseline.images, whole->baseline.images);
        QCOMPARE(resumed->baseline.delayMs, kFullMs);
        QCOMPARE(resumed->baseline.accuracy, whole->baseline.accuracy);
        QCOMPARE(resumed->breakEvenShare, whole->breakEvenShare);
        QVERIFY(whole->edpReduction && resumed->edpReduction);
        QCOMPARE(*resumed->edpReduction, *whole->edpReduction);
    }

    void aResumedRunWhoseBaselineIsAnEffortKeepsIt_data() {
        QTest::addColumn<bool>("profile");
        QTest::newRow("one effort, the full path") << false;
        QTest::newRow("a profile that begins every effort at the pixels") << true;
    }
    void aResumedRunWhoseBaselineIsAnEffortKeepsIt() {
        QFETCH(bool, profile);
        FakeRun fake;
        if (profile) {
            fake.config.mode = RunMode::Profile;
            fake.config.rerun = RerunMode::Restart;
        } else {
            fake.config.ladder.efforts.erase(fake.config.ladder.efforts.begin());
        }
        KeepingSink sink;
        QVERIFY(fake.run(&sink).has_value());
        const auto resumed = fake.resume(sink.record, sink.all(), sink);
        QVERIFY(resumed.has_value());
        QCOMPARE(resumed->baseline.images, kImages);
        QCOMPARE(resumed->baseline.delayMs, kFullMs);
        QCOMPARE(resumed->accuracyLossPoints, std::optional(0.0));
    }

    void aResumedSegmentRecordsWhatItRanOn() {
        FakeRun fake;
        KeepingSink sink;
        QVERIFY(fake.run(&sink).has_value());
        RunRecord record = sink.record;
        record.environment = {{"host", "another machine of long ago"}};
        QVERIFY(fake.resume(record, sink.all(), sink).has_value());
        QCOMPARE(sink.begins, 2);
        QVERIFY(sink.record.environment.contains("git_commit"));
        QVERIFY(sink.record.environment.contains("libraries"));
        QVERIFY(!sink.record.environment.contains("gpu_driver"));  // there is none
    }

    /// Figures of two machines, or of two kinds of numbers, are neither's.
    void whatBeganOnAnotherMachineSaysSo() {
        FakeRun fake;
        KeepingSink sink;
        QVERIFY(fake.run(&sink).has_value());
        const auto noteOf = [&](const RunRecord& record) {
            const auto resumed = fake.resume(record, sink.all(), sink);
            return resumed ? QString::fromStdString(resumed->notes.back()) : QString();
        };
        RunRecord begun = sink.record;
        QCOMPARE(begun.environment["numerics"].get<std::string>(), std::string("fp32, exact"));
        QVERIFY(noteOf(begun).endsWith("timings are of all segments"));
        begun.environment["cpu"] = nullptr;  // not known, or an earlier version's
        QVERIFY(noteOf(begun).endsWith("timings are of all segments"));
        begun.environment["cpu"] = "Slow 1";
        QVERIFY(noteOf(begun).contains("; begun on Slow 1, finished on "));
        begun.environment = {{"numerics", "bf16 on cpu:walking"}};
        QVERIFY(noteOf(begun).endsWith("; begun in bf16 on cpu:walking, finished in fp32, exact"));
    }

    void theDriverOfAGpuIsKeptOfEverySegment() {
        FakeRun fake;
        fake.gpuDriver = "NVIDIA 550.54.15";
        KeepingSink sink;
        QVERIFY(fake.run(&sink).has_value());
        QCOMPARE(sink.record.environment["gpu_driver"].get<std::string>(), *fake.gpuDriver);
        fake.gpuDriver = "NVIDIA 570.86.10";
        QVERIFY(fake.resume(sink.record, sink.all(), sink).has_value());
        QCOMPARE(sink.record.environment["gpu_driver"].get<std::string>(), *fake.gpuDriver);
    }

    /// What is stored of the images tells what the batches took: a united run has no more than that.
    void theTimesOfBatchesCanBeToldFromTheImages() {
        FakeRun fake;
        KeepingSink sink;
        sink.onAdd = [&fake](std::size_t kept) {  // no two batches alike
            fake.session->skippedBlockNs = 250'000 + 7 * static_cast<std::int64_t>(kept);
        };
        const auto report = fake.run(&sink);
        QVERIFY(report.has_value() && report->batchMs);
        BatchTimes batches(fake.config.batch);
        for (const ImageResult& image : sink.all()) {
            batches.add(image, 1);
        }
        const std::vector<double> timesMs = batches.takeMs();
        QCOMPARE(timesMs.size(), std::size_t(10 + 5));  // forty images, and twenty hard ones
        const auto told = percentiles(timesMs);
        QVERIFY(std::abs(told->p50 - report->batchMs->p50) < 1e-5);
        QVERIFY(std::abs(told->p99 - report->batchMs->p99) < 1e-5);
    }

    void aMeterThatFailsGivesNoEnergyAndTheReason() {
        FakeRun fake;
        fake.meter = std::make_shared<FakeMeter::Log>();
        fake.meter->failsNext = true;
        fake.config.repeat = 2;
        const auto report = fake.run();
        QVERIFY(report.has_value());
        QVERIFY(!report->energyJ && !report->edpReduction && report->repeatEnergyJ.empty());
        QVERIFY(report->energyReason.find("plug it in again") != std::string::npos);
    }

    void whileThresholdsAreChosenLiveViewsSeeTheProgressAlone() {
        FakeRun fake;
        fake.powerProfileFolders = {powerProfiles()};
        fake.data["apart"] = std::make_shared<NumberedData>(60);
        fake.config.calibration = "apart";
        fake.config.calibrate = CalibrationGoal{};
        fake.config.repeat = 2;
        LiveBoard board;
        int choosing = 0, repeating = 0;
        bool figures = false, stands = true;
        RunHooks hooks;
        hooks.live = &board;
        hooks.progress = [&](const RunProgress&) {
            const LiveSnapshot seen = board.snapshot();
            if (seen.progress.stage.starts_with("choosing")) {
                ++choosing;
                figures = figures || seen.images != 0 || !seen.exits.empty() || !seen.curve.empty() ||
                          !seen.latest.empty() || seen.delayMs || seen.delayProvenance;
            } else if (seen.progress.stage.starts_with("repeat")) {
                ++repeating;
                stands = stands && seen.images == kImages;
            }
        };
        KeepingSink sink;
        QVERIFY(fake.run(&sink, hooks).has_value());
        QVERIFY(choosing > 0 && repeating > 0);
        QVERIFY(!figures);
        QVERIFY(stands);
        const LiveSnapshot last = board.snapshot();
        QCOMPARE(last.images, kImages);
        QVERIFY(last.delayProvenance->kind == ProvenanceKind::Measured);
        QVERIFY(last.energyProvenance->kind == ProvenanceKind::Estimated);
        QCOMPARE(last.latest.back().index, sink.results.rbegin()->first);
    }

    void thePathIsChosenByTheGoalAndNotesAreOfTheChosenOne() {
        // The low path {1..5} is cheap and always wrong, {5} dear and right: a share is to be had at the best
        // accuracy.
        FakeRun fake;
        fake.prepareSession = [](WalkingSession& session) { session.bias = 2.5F; };
        fake.model.spec.anyPath = false;
        fake.model.spec.trainedPaths = {SkipConfig{5}};
        fake.data["apart"] = std::make_shared<NumberedData>(60);
        fake.config.calibration = "apart";
        fake.config.calibrate = parseCalibrationGoal("share=0.5").value();
        RunRequest request;
        request.config = fake.config;
        request.lowCandidates = {SkipConfig{1, 2, 3, 4, 5}, SkipConfig{5}};
        KeepingSink sink;
        const auto report = fake.run(request, &sink, {});
        QVERIFY2(report.has_value(), report ? "" : report.error().message.c_str());
        QVERIFY(sink.record.config.ladder.efforts.front().skip == SkipConfig{5});
        QCOMPARE(report->thresholdSource.objective, std::string("share=0.5"));
        QVERIFY(!report->thresholdSource.onReportedImages);
        QVERIFY(!anyHas(report->notes, "untuned"));

        request.lowCandidates = {SkipConfig{1, 2, 3, 4, 5}};
        const auto untuned = fake.run(request, &sink, {});
        QVERIFY(untuned.has_value());
        QVERIFY(
            anyHas(untuned->notes, "untuned: the weights of walking were never trained for skip 1,2,3,4,5"));
    }

    void whatIsNotComputedAsAskedIsSaidOnce() {
        FakeRun fake;
        fake.config.precision = Precision::Bf16;
        fake.config.ladder.efforts[0].modelPath = "another";  // a second session that says the same
        fake.prepareSession = [](WalkingSession& session) { session.said = "fp32 on cpu:walking (why)"; };
        RunRequest request;
        request.config = fake.config;
        KeepingSink sink;
        const auto report = fake.run(request, &sink, {});
        QVERIFY2(report.has_value(), report ? "" : report.error().message.c_str());
        QCOMPARE(std::ranges::count(report->notes, "bf16 is fp32 on cpu:walking (why)"), 1);
        fake.prepareSession = [](WalkingSession& session) { session.said = "bf16 on cpu:walking"; };
        const auto asAsked = fake.run(request, &sink, {});
        QVERIFY(asAsked.has_value() && !anyHas(asAsked->notes, "bf16 is"));
    }

    void aCalibrationSetMustFitTheModelToo() {
        FakeRun fake;
        fake.data["apart"] =
            std::make_shared<NumberedData>(std::vector<std::optional<int>>{0, 7}, std::vector<std::string>{});
        fake.config.calibration = "apart";
        fake.config.calibrate = CalibrationGoal{};
        EXPECT_ERROR(fake.run(), ErrorCode::Usage, "label 7", "--label-map");
    }

    void givenThresholdsAreHeldAgainstTheReportedImages() {
        FakeRun fake;
        fake.data["fashion-mnist#test"] = fake.data["numbers"];
        fake.config.dataset = "fashion-mnist#test";
        RunRequest request;
        request.config = fake.config;
        request.thresholdSource = ThresholdSource{"fashion-mnist#test[0:100]", "edp,loss=0.2", false};
        const auto flattered = fake.run(request, nullptr, {});
        QVERIFY(flattered.has_value());
        QVERIFY(flattered->thresholdSource.onReportedImages);
        QVERIFY(anyHas(flattered->notes, "the accuracy flatters"));
        request.thresholdSource = ThresholdSource{"fashion-mnist#train[55000:60000]", "edp,loss=0.2", true};
        const auto honest = fake.run(request, nullptr, {});
        QVERIFY(honest.has_value());
        QVERIFY(!honest->thresholdSource.onReportedImages);
    }

    void whatIsStoredCanBeOpenedFromAnyFolder() {
        FakeRun fake;
        fake.config.ladder.efforts[1].modelPath = "other/../walking";
        fake.config.modelConfig = "walking.json";
        KeepingSink sink;
        QVERIFY(fake.run(&sink).has_value());
        const RunConfig& stored = sink.record.config;
        const auto here = std::filesystem::current_path();
        QCOMPARE(stored.model, (here / "walking").string());
        QCOMPARE(stored.ladder.efforts[1].modelPath, (here / "walking").string());
        QCOMPARE(stored.modelConfig, (here / "walking.json").string());
        QCOMPARE(stored.labelMap, std::string());
        QCOMPARE(stored.dataset, std::string("numbers"));  // a name stays one

        NumberedData folder(1);
        folder.specText = "folder:/data/photos";
        QCOMPARE(placedSpec("photos", folder), std::string("folder:/data/photos"));
    }

    /// The delay that a profile composes for a threshold is what a run at that threshold takes, but for the
    /// copies of the hard images' activations, which only routing makes: 0.2 ms of 3.
    void aSweepOfAProfileBoundsWhatRoutingTakes() {
        FakeRun fake;
        fake.prepareSession = [](WalkingSession& session) { session.gatheredRowNs = 100'000; };
        RunConfig routed = fake.config;
        fake.config.mode = RunMode::Profile;
        KeepingSink sink;
        const auto profile = fake.run(&sink);
        QVERIFY(profile.has_value());
        QVERIFY(profile->delayProvenance.kind == ProvenanceKind::Composed);
        const auto table = ProfileTable::fromResults(sink.all(), 2);
        QVERIFY(table.has_value());
        SweepRequest wanted;
        wanted.thresholds = {0.0, std::nullopt};
        for (const EffortReport& effort : profile->efforts) {
            wanted.effortCosts.push_back({effort.delayMs, effort.energyJ});
        }
        const auto points = sweep(*table, wanted);
        QVERIFY(points.has_value());
        QVERIFY(points->size() >= 2);
        for (const SweepPoint& point : *points) {
            routed.ladder.efforts[0].thresholdNats = point.thresholds[0];
            fake.config = routed;
            const auto report = fake.run();
            QVERIFY(report.has_value());
            QCOMPARE(report->efforts[0].share, point.shares[0]);
            QCOMPARE(report->accuracy, point.accuracy);
            QVERIFY(point.cost.delayMs <= report->delayMs + 1e-9);
            QVERIFY2(report->delayMs <= 1.03 * point.cost.delayMs,
                     qPrintable(QStringLiteral("%1 ms against %2 composed")
                                    .arg(report->delayMs)
                                    .arg(point.cost.delayMs)));
        }
    }
};

QTEST_GUILESS_MAIN(TestRunner)
#include "tst_runner.moc"
