// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui_app/real_window.h"

#include <QAbstractButton>

using namespace pivot;
using pivot::test::RealWindow;

/// The set-up says how right its paths are, tried in the background on a sample of the calibration images.
class TestPathAccuracyProbe : public QObject {
    Q_OBJECT
    static QString facts(RealWindow& window, int effort) {
        return window.frame()
            .findChildren<ElidedLabel*>(QStringLiteral("pathFacts"))
            .value(effort)
            ->fullText();
    }
    static double accuracyIn(const QString& text) {
        return text.section(QStringLiteral("accuracy "), 1).section(QLatin1Char(' '), 0, 0).toDouble();
    }

private Q_SLOTS:
    void everyEffortHasItsAccuracyAndFollowsItsPath() {
        RealWindow window;
        QVERIFY(window.begin());
        QTRY_VERIFY_WITH_TIMEOUT(accuracyIn(facts(window, 1)) > 80, 60'000);
        const double full = accuracyIn(facts(window, 1)), low = accuracyIn(facts(window, 0));
        QVERIFY2(low > 80 && low <= full + 2, qPrintable(facts(window, 0)));
        QVERIFY(facts(window, 0).contains(QStringLiteral("EDP 0.")));
        QVERIFY(!facts(window, 1).contains(QStringLiteral("EDP")));  // the full path is the measure
        // The same path as the high effort's is known at once; another one is tried.
        LadderSuggestion same;
        same.ladder.efforts.resize(2);
        same.ladder.efforts[0].thresholdNats = 0.5;
        window.setup().ladder().setSuggestion(same);
        QCOMPARE(accuracyIn(facts(window, 0)), full);
        same.ladder.efforts[0].skip = SkipConfig{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
        window.setup().ladder().setSuggestion(same);
        QVERIFY(!facts(window, 0).contains(QStringLiteral("accuracy 9")));
        QTRY_VERIFY_WITH_TIMEOUT(accuracyIn(facts(window, 0)) > 50, 60'000);
        QVERIFY(accuracyIn(facts(window, 0)) < full);
    }

    void aRunComesFirst() {
        RealWindow window;
        QVERIFY(window.begin());
        QVERIFY(window.run(200));  // at once: what was to be tried waits for its end
        QTRY_VERIFY_WITH_TIMEOUT(accuracyIn(facts(window, 0)) > 80, 60'000);
    }
};

QTEST_MAIN(TestPathAccuracyProbe)
#include "tst_path_accuracy_probe.moc"
