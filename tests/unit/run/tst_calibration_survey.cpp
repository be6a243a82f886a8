// SPDX-License-Identifier: GPL-3.0-or-later
#include "pivot/entropy.h"
#include "pivot/temperature_study.h"
#include "run/calibration_survey.h"
#include "unit/run/fake_run.h"

#include <QTest>

using namespace pivot;
using namespace pivot::test;

/// What is kept of the calibration images, so that thresholds and temperatures can be chosen without them.
class TestCalibrationSurvey : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyEffortAnswersEveryImageAndTheLogitsAreTheirs() {
        FakeRun fake;
        fake.data["calibration"] = std::make_shared<NumberedData>(30, 200, 3);
        fake.config.calibration = "calibration";
        RunContext context = fake.context();
        const auto seen = surveyCalibration(fake.config, context, {});
        QVERIFY2(seen.has_value(), seen ? "" : seen.error().message.c_str());
        QCOMPARE(seen->results.size(), std::size_t(30));
        QVERIFY(!seen->onReported);
        QCOMPARE(seen->effortCosts.size(), std::size_t(2));
        QVERIFY(seen->effortCosts[0].delayMs > 0);
        QVERIFY(seen->baseline.has_value());
        QCOMPARE(seen->logits.size(), std::size_t(2));
        for (std::size_t k = 0; k < 2; ++k) {
            const LabelledLogits& logits = seen->logits[k];
            QCOMPARE(logits.images(), std::size_t(30));
            for (std::size_t i = 0; i < logits.images(); ++i) {
                const ImageResult& result = seen->results[i];
                QCOMPARE(result.visits.size(), std::size_t(2));
                QCOMPARE(scoreLogits(logits.row(i))->entropyNats, result.visits[k].entropyNats);
                QCOMPARE(std::optional<int>(logits.labels[i]), result.outcome.label);
            }
        }
        QVERIFY(TemperatureStudy::create(seen->logits).has_value());
    }

    /// The same thresholds as a run with --calibrate chooses.
    void thresholdsChosenFromItAreThoseOfACalibratedRun() {
        FakeRun fake;
        fake.data["calibration"] = std::make_shared<NumberedData>(30, 200, 3);
        fake.config.calibration = "calibration";
        RunContext context = fake.context();
        const auto seen = surveyCalibration(fake.config, context, {});
        const CalibrationGoal goal{CalibrationGoal::Kind::Share, 0.4, 0};
        const auto table = ProfileTable::fromResults(seen->results, 2);
        const auto chosen = calibrate(*table, seen->request(goal, std::nullopt));
        QVERIFY(chosen.has_value());
        fake.config.calibrate = goal;
        const auto report = fake.run();
        QVERIFY(report.has_value());
        QCOMPARE(report->efforts[0].thresholdNats, chosen->point.thresholds[0]);
        QVERIFY(chosen->point.shares[0] >= 0.4);
    }

    void imagesThatAreReportedOnAreNamed() {
        FakeRun fake;
        fake.config.calibration = "numbers";
        RunContext context = fake.context();
        QVERIFY(surveyCalibration(fake.config, context, {})->onReported);
    }

    void aStopIsACancelAndAMissingSplitIsSaid() {
        FakeRun fake;
        fake.data["calibration"] = std::make_shared<NumberedData>(30, 200, 3);
        fake.config.calibration = "calibration";
        RunContext context = fake.context();
        std::stop_source stop;
        stop.request_stop();
        RunHooks hooks;
        hooks.stop = stop.get_token();
        QCOMPARE(surveyCalibration(fake.config, context, hooks).error().code, ErrorCode::Cancelled);
        fake.config.calibration = "nowhere";
        QCOMPARE(surveyCalibration(fake.config, context, {}).error().code, ErrorCode::NotFound);
    }
};

QTEST_GUILESS_MAIN(TestCalibrationSurvey)
#include "tst_calibration_survey.moc"
