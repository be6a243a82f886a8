// SPDX-License-Identifier: GPL-3.0-or-later
#include "pivot/agreement.h"

#include <QTest>

using namespace pivot;

/// Two devices that ran one experiment: how often they said the same.
class TestAgreement : public QObject {
    Q_OBJECT
    static ImageResult image(std::int64_t index, int predicted, int exit, double entropy) {
        ImageResult made;
        made.outcome.imageIndex = index;
        made.outcome.predicted = predicted;
        made.outcome.exitEffort = exit;
        Visit visit;
        visit.entropyNats = entropy;
        made.visits = {visit};
        return made;
    }

private Q_SLOTS:
    void countsWhatBothAnswered() {
        ImageResult failed = image(9, -1, Outcome::kNoExit, 0);
        failed.outcome.error = "cannot be decoded";
        const std::vector<ImageResult> one{image(1, 3, 0, 0.1), image(2, 4, 0, 0.2), image(5, 7, 1, 0.9),
                                           failed};
        const std::vector<ImageResult> other{image(2, 4, 1, 0.5), image(5, 7, 1, 0.5), image(7, 0, 0, 0.1),
                                             image(9, 2, 0, 0.1)};
        const Agreement agreement = agreementOf(one, other);
        QCOMPARE(agreement.images, 2);  // 2 and 5
        QCOMPARE(agreement.predictions, 1.0);
        QCOMPARE(agreement.exits, 0.5);
        QCOMPARE(agreement.entropyRmsNats, std::sqrt((0.3 * 0.3 + 0.4 * 0.4) / 2.0));
        QVERIFY(agreement == agreementOf(other, one));
    }
    void nothingInCommonIsNoAgreement() { QCOMPARE(agreementOf({}, {image(1, 1, 0, 0)}), Agreement{}); }
};

QTEST_GUILESS_MAIN(TestAgreement)
#include "tst_agreement.moc"
