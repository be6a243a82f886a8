// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/run_identity.h"
#include "widgets/models/stage_text.h"

#include <QTest>
#include <QTimeZone>
#include <cmath>

using namespace pivot;

/// A result says what it is a result of; a stage that gives none says what it does.
class TestRunIdentity : public QObject {
    Q_OBJECT
    static RunReport report() {
        RunReport made;
        made.experimentId = "6f1c2b0e-53c1-4d6f-9a4e-0a8c3c7f2d11";
        made.model = "/models/fashion-anypath/";
        made.dataset = "fashion-mnist#test";
        made.device = "cpu:torch";
        EffortReport low, high;
        low.skip = SkipConfig{1, 3, 6, 7, 8, 9};
        low.thresholdNats = 0.25 * std::log(10.0);
        made.efforts = {low, high};
        return made;
    }
private Q_SLOTS:
    void namesEverythingThatDecidesTheResult() {
        const QDateTime when = QDateTime(QDate(2024, 5, 6), QTime(9, 12), Qt::LocalTime).toUTC();
        QCOMPARE(runIdentity(report(), 10, when),
                 QStringLiteral(
                     "6f1c2b0e · fashion-anypath · fashion-mnist#test · cpu:torch · low skips 1, 3, 6–9, "
                     "threshold 0.250 · high skips none · 2024-05-06 09:12"));
    }

    void aThresholdIsInNatsWhereTheClassesAreNotKnown() {
        QVERIFY(runIdentity(report(), 0, {}).contains(QStringLiteral("threshold 0.576 nats")));
    }

    void aRunThatBeginsHasNoIdYetAndMayHaveNoThreshold() {
        RunConfig config;
        config.model = "/models/model.safetensors";
        config.dataset = "fashion-mnist#test";
        config.device = "cpu:torch";
        config.ladder.efforts = {{.skip = SkipConfig{6}, .modelPath = {}, .thresholdNats = {}},
                                 {.skip = SkipConfig(), .modelPath = {}, .thresholdNats = {}}};
        QCOMPARE(
            runIdentity(config, 10, {}),
            QStringLiteral("model.safetensors · fashion-mnist#test · cpu:torch · low skips 6, threshold not "
                           "chosen yet · high skips none"));
    }

    void blocksAreNamedShortly() {
        QCOMPARE(skipText(SkipConfig()), QStringLiteral("none"));
        QCOMPARE(skipText(SkipConfig{3, 4}), QStringLiteral("3, 4"));
        QCOMPARE(skipText(SkipConfig{0, 1, 2, 5}), QStringLiteral("0–2, 5"));
        QCOMPARE(shortSkips(QStringLiteral("6,7,8,9 | none")), QStringLiteral("6–9 | none"));
        QCOMPARE(shortSkips(QStringLiteral("what is this")), QStringLiteral("what is this"));
    }

    void onlyTheTimedStageGivesResults() {
        RunProgress progress;
        QVERIFY(!isTimedStage(progress));
        progress.stage = "choosing the threshold";
        QVERIFY(!isTimedStage(progress));
        QCOMPARE(stageSentence(progress), QStringLiteral("Choosing the threshold"));
        progress.done = 1280;
        progress.total = 5000;
        QCOMPARE(stageSentence(progress), QStringLiteral("Choosing the threshold: 1,280 of 5,000 images"));
        progress.stage = "running";
        QVERIFY(isTimedStage(progress));
    }
};

QTEST_GUILESS_MAIN(TestRunIdentity)
#include "tst_run_identity.moc"
