// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/command_line.h"

#include <QTest>

using namespace pivot;

/// "Copy as command line": what the window would run, for a script.
class TestCommandLine : public QObject {
    Q_OBJECT
    static RunConfig config() {
        RunConfig made;
        made.model = "/models/fashion";
        made.dataset = "fashion-mnist#test";
        made.device = "cpu:torch";
        made.ladder.efforts = {{.skip = SkipConfig{6, 7}, .modelPath = {}, .thresholdNats = 0.541},
                               {.skip = SkipConfig(), .modelPath = {}, .thresholdNats = {}}};
        return made;
    }
private Q_SLOTS:
    void saysEverythingThatDecidesTheRun() {
        QCOMPARE(
            commandLineOf(config(), {}, QStringLiteral("/data/my runs.sqlite")),
            QStringLiteral(
                "pivot run --model /models/fashion --dataset 'fashion-mnist#test' --device cpu:torch "
                "--effort 'skip=6,7;threshold=0.541' --effort skip=none --entropy-unit nats --mode routed "
                "--rerun prefix --batch 32 --precision fp32 --seed 1 --db '/data/my runs.sqlite'"));
    }

    void aThresholdKeepsEveryDigit() {
        RunConfig run = config();
        run.ladder.efforts[0].thresholdNats = 0.1 + 0.2;
        QVERIFY(commandLineOf(run, {}).contains(QStringLiteral("threshold=0.30000000000000004")));
    }

    void anotherScoreIsSaidWithItsThreshold() {
        RunConfig run = config();
        run.ladder.score = ScoreKind::MaxProbability;
        setHardestAccepted(run.ladder.efforts[0], run.ladder.score, 0.25);
        const QString text = commandLineOf(run, {});
        QVERIFY2(text.contains(QStringLiteral("threshold=0.75' --effort skip=none --score max-prob --mode")),
                 qPrintable(text));
    }

    void anAimIsSaidWithItsImages() {
        RunConfig run = config();
        run.calibrate = CalibrationGoal{.kind = CalibrationGoal::Kind::Edp, .share = 0, .lossPoints = 0.2};
        run.calibration = "fashion-mnist#train[55000:60000]";
        const QString text = commandLineOf(run, {SkipConfig{1, 3}, SkipConfig{6, 7}});
        QVERIFY2(text.contains(QStringLiteral("--calibration 'fashion-mnist#train[55000:60000]'")),
                 qPrintable(text));
        QVERIFY2(text.contains(QStringLiteral("--calibrate edp")), qPrintable(text));
        QVERIFY2(text.contains(QStringLiteral("--candidate 1,3 --candidate 6,7")), qPrintable(text));
        // A threshold of before the aim would contradict it.
        QVERIFY2(!text.contains(QStringLiteral("threshold=")), qPrintable(text));
    }

    void aFigureIsDrawnInItsStyle() {
        figures::FigureSpec spec;
        spec.experiments = {"6f1c2b0e-1", "77c0ffee-2"};
        QCOMPARE(exportLineOf({.kind = figures::FigureKind::Delay}, spec, QStringLiteral("a fig.pdf")),
                 QStringLiteral("pivot export --figure delay --experiment 6f1c2b0e-1 --experiment 77c0ffee-2 "
                                "--width ieee1 --output 'a fig.pdf'"));
        QVERIFY(figures::setWidth(spec.style, "4.2in"));
        spec.style.fontPt = 7.5;
        spec.style.grey = spec.style.anonymous = true;
        spec.style.dpi = 600;
        QCOMPARE(
            exportLineOf({.kind = figures::FigureKind::Attention, .images = "17", .token = "3,4"}, spec,
                         QStringLiteral("a.png"), QStringLiteral("/data/r.sqlite")),
            QStringLiteral("pivot export --figure attention --experiment 6f1c2b0e-1 --experiment 77c0ffee-2 "
                           "--images 17 --token 3,4 --width 4.2in --font-pt 7.5 --dpi 600 --grey "
                           "--anonymous --output a.png --db /data/r.sqlite"));
    }

    void theBaselineAndTheWarmUpAreSaidWhereTheyAreNotUsual() {
        RunConfig run = config();
        run.baselineImages = -1;
        run.warmup = 5;
        const QString text = commandLineOf(run, {});
        QVERIFY2(text.contains(QStringLiteral("--warmup 5 --baseline all")), qPrintable(text));
    }

    void layersAreTimedWhereTheyWere() {
        RunConfig run = config();
        QVERIFY(!commandLineOf(run, {}).contains(QStringLiteral("--layers")));
        run.layers = true;
        QVERIFY(commandLineOf(run, {}).contains(QStringLiteral(" --layers ")));
    }

    void aQuoteInAPathIsKept() {
        RunConfig run = config();
        run.model = "/models/it's";
        QVERIFY(commandLineOf(run, {}).contains(QStringLiteral("--model '/models/it'\\''s'")));
    }

    void aComparisonNamesItsExperiments() {
        QCOMPARE(compareLineOf({QStringLiteral("6f1c2b0e"), QStringLiteral("a0c4d2f1")},
                               QStringLiteral("/home/me/my runs.db")),
                 QStringLiteral("pivot compare 6f1c2b0e a0c4d2f1 --db '/home/me/my runs.db'"));
    }
};

QTEST_GUILESS_MAIN(TestCommandLine)
#include "tst_command_line.moc"
