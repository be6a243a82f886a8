// SPDX-License-Identifier: GPL-3.0-or-later
#include "unit/run/fake_run.h"

#include <QTest>
#include <cmath>

using namespace pivot;
using namespace pivot::test;

namespace {

// Three attentions of 1 ms and three skipped ones of 0.25 ms; the re-run runs the last three.
constexpr double kLowMs = 3.75, kRerunMs = 3.0, kFullMs = 6.0, kRoutedMs = kLowMs + 0.5 * kRerunMs;

}  // namespace

/// A run that waits for a while: nothing of the wait is in its figures, and everybody hears of it.
class TestPausing : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aPauseEndsTheMetersWindowAndTheNextBeginsAfterIt() {
        FakeRun fake;
        fake.meter = std::make_shared<FakeMeter::Log>();
        int asked = 0, runningInPause = 0;
        RunHooks hooks;
        hooks.paused = [&] {
            ++asked;
            if (asked > 3 && asked < 8) {
                runningInPause += fake.meter->running ? 1 : 0;
            }
            return asked >= 3 && asked < 8;
        };
        const auto report = fake.run(nullptr, hooks);
        QVERIFY(report.has_value());
        QCOMPARE(runningInPause, 0);
        QCOMPARE(fake.meter->starts, 2);
        QCOMPARE(fake.meter->stops, 2);
        QVERIFY(report->energyProvenance.kind == ProvenanceKind::Measured);
        QCOMPARE(*report->energyJ, 5.0 * kRoutedMs * 1e-3);  // 20 J in 4 s
        QCOMPARE(*report->baseline.energyJ, 5.0 * kFullMs * 1e-3);
        QCOMPARE(*report->edpReduction, std::pow(kFullMs / kRoutedMs, 2));
    }

    void aPauseIsToldAndChangesNoFigure() {
        FakeRun fake;
        const auto straight = fake.run();
        KeepingSink sink;
        LiveBoard board;
        int asked = 0, shownPaused = 0, otherwise = 0;
        std::vector<bool> waits;
        RunHooks hooks;
        hooks.live = &board;
        hooks.waiting = [&](bool waiting) { waits.push_back(waiting); };
        hooks.paused = [&] {
            ++asked;
            if (asked > 3 && asked < 6) {  // it waits
                (board.snapshot().progress.paused ? shownPaused : otherwise) += 1;
            }
            return asked >= 3 && asked < 6;
        };
        const auto paused = fake.run({fake.config, {}, {}, {}}, &sink, hooks);
        QVERIFY(straight && paused);
        QCOMPARE(sink.waits, (std::vector<bool>{true, false}));
        QCOMPARE(waits, sink.waits);
        QCOMPARE(shownPaused, 2);
        QCOMPARE(otherwise, 0);
        QVERIFY(!board.snapshot().progress.paused);
        QCOMPARE(paused->delayMs, straight->delayMs);
        QCOMPARE(*paused->edpReduction, *straight->edpReduction);
        QCOMPARE(sink.status, std::optional(RunStatus::Complete));
        QVERIFY2(paused->hostWallS < 0.05, qPrintable(QString::number(paused->hostWallS)));  // waited 0.09 s
    }

    void aStopWhilePausedEndsTheRun() {
        FakeRun fake;
        std::stop_source stop;
        int asked = 0;
        const auto report = fake.run(nullptr, {.stop = stop.get_token(),
                                               .paused =
                                                   [&] {
                                                       if (++asked > 5) {
                                                           stop.request_stop();
                                                       }
                                                       return true;
                                                   },
                                               .progress = {}});
        QVERIFY(report.has_value());
        QCOMPARE(report->status, std::string("cancelled"));
        QCOMPARE(report->images, 0);
    }
};

QTEST_GUILESS_MAIN(TestPausing)
#include "tst_pausing.moc"
