// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/effort.h"

#include <QtTest>
#include <limits>

using namespace pivot;

/// What a ladder must be before anything runs.
class TestEffortLadder : public QObject {
    Q_OBJECT

    static Effort effort(SkipConfig skip, std::optional<double> threshold = {}) {
        return {std::move(skip), {}, threshold, true};
    }
    static bool says(const Result<void>& result, const char* part) {
        return !result && result.error().code == ErrorCode::Usage &&
               result.error().message.find(part) != std::string::npos;
    }

private Q_SLOTS:
    void twoEffortsWithOneThreshold() {
        QVERIFY((EffortLadder{{effort({1, 3}, 0.5), effort({})}}).validate(4));
    }
    void oneEffortIsAPlainEvaluation() { QVERIFY((EffortLadder{{effort({})}}).validate(4)); }
    void theLastEffortMayHaveAThresholdToo() {
        QVERIFY((EffortLadder{{effort({1}, 0.5), effort({}, 0.0)}}).validate(4));
    }
    void noEffortIsAnError() { QVERIFY(says(EffortLadder().validate(4), "no effort")); }

    void aSkipThatDoesNotFitNamesBlockAndRange() {
        const auto result = EffortLadder{{effort({1, 4}, 0.5), effort({})}}.validate(4);
        QVERIFY(says(result, "Effort 1"));
        QVERIFY(says(result, "block 4"));
        QVERIFY(says(result, "0 to 3"));
    }
    void aMissingThresholdIsAnErrorUnlessItIsToBeCalibrated() {
        const EffortLadder ladder{{effort({0, 1}, 0.5), effort({1}), effort({})}};
        QVERIFY(says(ladder.validate(4), "Effort 2"));
        QVERIFY(says(ladder.validate(4), "no threshold"));
        QVERIFY(ladder.validate(4, false));
    }
    void aThresholdIsFiniteAndNotNegative() {
        for (const double bad :
             {-0.1, std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
            QVERIFY(says(EffortLadder{{effort({1}, bad), effort({})}}.validate(4), "finite"));
            QVERIFY(says(EffortLadder{{effort({1}, 0.1), effort({}, bad)}}.validate(4, false), "Effort 2"));
        }
    }
};

QTEST_GUILESS_MAIN(TestEffortLadder)
#include "tst_effort_ladder.moc"
