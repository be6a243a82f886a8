// SPDX-License-Identifier: GPL-3.0-or-later
#include "unit/run/fake_run.h"

#include <QTest>

using namespace pivot;
using namespace pivot::test;

namespace {

constexpr int kImages = 40;
// Three attentions of 1 ms and three skipped ones of 0.25 ms; the re-run runs the last three.
constexpr double kLowMs = 3.75, kRerunMs = 3.0, kRoutedMs = kLowMs + 0.5 * kRerunMs;
constexpr double kFullMs = 6.0;

/// Slower from the first repeat on: the easy effort takes 6.75 ms.
void slowDownAfter(FakeRun& fake, KeepingSink& sink) {
    sink.onAdd = [&fake](std::size_t kept) {
        if (kept == kImages) {
            fake.session->skippedBlockNs = 1'250'000;
        }
    };
}

}  // namespace

/// A run that walks its images several times: answers of the first walk, costs of all.
class TestRepeats : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void repeatsPoolTheirTimes_data() {
        QTest::addColumn<bool>("resumed");
        QTest::newRow("in one go") << false;
        QTest::newRow("resumed in the middle of the first") << true;
    }
    void repeatsPoolTheirTimes() {
        QFETCH(bool, resumed);
        FakeRun fake;
        fake.config.repeat = 2;
        KeepingSink sink;
        Result<RunReport> report = fail(ErrorCode::Usage, "not run yet");
        if (resumed) {
            std::stop_source stop;
            sink.onAdd = [&](std::size_t kept) {
                if (kept >= 13) {
                    stop.request_stop();
                }
            };
            QVERIFY(fake.run(&sink, {.stop = stop.get_token(), .paused = {}, .progress = {}}).has_value());
            slowDownAfter(fake, sink);
            report = fake.resume(sink.record, sink.all(), sink);
        } else {
            slowDownAfter(fake, sink);
            report = fake.run(&sink);
        }
        QVERIFY(report.has_value());
        QCOMPARE(report->images, kImages);
        QCOMPARE(report->efforts[0].visits, kImages);
        QCOMPARE(report->baseline.images, 16);
        const double lowMs = (kLowMs + 6.75) / 2;
        QCOMPARE(report->efforts[0].delayMs, lowMs);
        QCOMPARE(report->efforts[1].delayMs, kRerunMs);
        QCOMPARE(report->delayMs, lowMs + 0.5 * kRerunMs);
        QCOMPARE(report->breakEvenShare, std::optional(1.0 - (kFullMs - lowMs) / kRerunMs));
        QCOMPARE(report->batchMs->p99, 4 * 6.75);
        QVERIFY(anyHas(report->notes, "2 repeats, ms an image: 5.25 8.25"));
        QCOMPARE(report->repeatDelayMs, (std::vector<double>{5.25, 8.25}));
        QVERIFY(!resumed ||
                report->throughputImgS > 0);  // of the images that this segment and the repeat ran
        if (!resumed) {
            QCOMPARE(report->throughputImgS * report->hostWallS, double(kImages));
        }
        QCOMPARE(sink.handedTwice, 0);
    }

    void latencyOfRepeatsIsPooledToo() {
        FakeRun fake;
        fake.config.repeat = 2;
        fake.config.batch = 1;
        KeepingSink sink;
        slowDownAfter(fake, sink);
        const auto report = fake.run(&sink);
        QVERIFY(report.has_value());
        QVERIFY(!report->batchMs);
        QCOMPARE(report->latencyMs->p99, 6.75 + kRerunMs);
    }

    void aRunStoppedInALaterRepeatSaysSoAndCanBeFinished() {
        FakeRun fake;
        fake.config.repeat = 3;
        KeepingSink sink;
        std::stop_source stop;
        RunHooks hooks;
        hooks.stop = stop.get_token();
        hooks.progress = [&](const RunProgress& progress) {
            if (progress.stage == "repeat 2 of 3") {
                stop.request_stop();
            }
        };
        const auto report = fake.run(&sink, hooks);
        QVERIFY(report.has_value());
        QCOMPARE(report->status, std::string("cancelled"));
        QCOMPARE(sink.status, std::optional(RunStatus::Cancelled));
        QCOMPARE(report->images, kImages);
        QCOMPARE(report->delayMs, kRoutedMs);
        QVERIFY(anyHas(report->notes, "stopped in repeat 2 of 3"));
        const auto finished = fake.resume(sink.record, sink.all(), sink);
        QVERIFY(finished.has_value());
        QCOMPARE(finished->status, std::string("complete"));
        QVERIFY(anyHas(finished->notes, "3 repeats"));
    }

    /// 5 W in the first walk and 10 W in the second, which is slower: the report has the energy of each.
    void theEnergyOfEveryRepeatIsKept() {
        FakeRun fake;
        fake.meter = std::make_shared<FakeMeter::Log>();
        fake.config.repeat = 2;
        KeepingSink sink;
        slowDownAfter(fake, sink);
        RunHooks hooks;
        hooks.progress = [&](const RunProgress& progress) {
            fake.meter->joules = progress.stage == "repeat 2 of 2" ? 20.0 : 10.0;
        };
        const auto report = fake.run(&sink, hooks);
        QVERIFY(report.has_value());
        QCOMPARE(report->repeatDelayMs, (std::vector<double>{5.25, 8.25}));
        QCOMPARE(report->repeatEnergyJ.size(), std::size_t(2));
        QCOMPARE(report->repeatEnergyJ[0], 5.0 * 5.25e-3);
        QCOMPARE(report->repeatEnergyJ[1], 10.0 * 8.25e-3);
        QCOMPARE(*report->energyJ, 7.5 * 6.75e-3);  // of the whole phase
    }

    void withoutAMeterOrRepeatsNoWalkHasAnEnergyOfItsOwn() {
        FakeRun fake;
        fake.powerProfileFolders = {std::filesystem::path(PIVOT_SOURCE_DIR) / "assets" / "profiles" /
                                    "power"};
        fake.config.repeat = 2;
        const auto estimated = fake.run();
        QVERIFY(estimated->energyJ.has_value());
        QVERIFY(estimated->repeatDelayMs.size() == 2 && estimated->repeatEnergyJ.empty());
        fake.meter = std::make_shared<FakeMeter::Log>();
        fake.config.repeat = 1;
        const auto once = fake.run();
        QVERIFY(once->energyJ.has_value());
        QVERIFY(once->repeatDelayMs.empty() && once->repeatEnergyJ.empty());
    }
};

QTEST_GUILESS_MAIN(TestRepeats)
#include "tst_repeats.moc"
