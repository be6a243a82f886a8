// SPDX-License-Identifier: GPL-3.0-or-later
#include "pivot/temperature_study.h"

#include <QtTest>
#include <cmath>
#include <random>

using namespace pivot;

/// What fitted temperatures do to routing.
class TestTemperatureStudy : public QObject {
    Q_OBJECT

    /// Logits whose labels follow softmax(z / temperature): so much too sure they are.
    static LabelledLogits tooSure(double temperature, int classes, int images, unsigned seed) {
        std::mt19937 random(seed);
        std::normal_distribution<double> normal(0, 3);
        std::uniform_real_distribution<double> uniform;
        LabelledLogits made;
        made.classes = classes;
        for (int i = 0; i < images; ++i) {
            std::vector<double> p;
            double sum = 0;
            for (int c = 0; c < classes; ++c) {
                made.logits.push_back(static_cast<float>(normal(random)));
                p.push_back(std::exp(made.logits.back() / temperature));
                sum += p.back();
            }
            double left = uniform(random) * sum;
            int label = 0;
            while (label + 1 < classes && (left -= p[static_cast<std::size_t>(label)]) > 0) {
                ++label;
            }
            made.labels.push_back(label);
        }
        return made;
    }
    static std::vector<LabelledLogits> twoEfforts(int classes) {
        std::vector<LabelledLogits> made{tooSure(3, classes, 4000, 1), tooSure(1, classes, 4000, 2)};
        return made;
    }
    static std::vector<Cost> costs() { return {{2.0, 1.0}, {5.0, 4.0}}; }

private Q_SLOTS:
    void theTooSureEffortIsCooledAndTheOtherIsLeftAlone() {
        const auto study = TemperatureStudy::create(twoEfforts(4));
        QVERIFY(study.has_value());
        const auto& low = study->efforts()[0];
        const auto& high = study->efforts()[1];
        QVERIFY2(std::abs(low.fit.temperature - 3) < 0.3, qPrintable(QString::number(low.fit.temperature)));
        QVERIFY(std::abs(high.fit.temperature - 1) < 0.1);
        QVERIFY(low.before.equalWidth.ece > 0.1);
        QVERIFY(low.after.equalWidth.ece < 0.03);
        QVERIFY(low.after.adaptiveEce < 0.03);
        QCOMPARE(low.after.equalWidth.accuracy, low.before.equalWidth.accuracy);  // no answer changes
        QVERIFY(low.fit.nllAfter < low.fit.nllBefore);
    }

    /// Cooled, fewer images look easy: at the same threshold fewer stay, and it costs more.
    void atTheSameThresholdFewerStay() {
        const auto study = TemperatureStudy::create(twoEfforts(4));
        const auto routing =
            study->at({0.5, std::nullopt}, ScoreKind::Entropy, costs(), Cost{6.0, 5.0}).value();
        QVERIFY(routing.sameThreshold.shares[0] < routing.before.shares[0] - 0.05);
        QVERIFY(routing.sameThreshold.cost.delayMs > routing.before.cost.delayMs);
        QCOMPARE(routing.sameShare.shares[0], routing.before.shares[0]);
        QCOMPARE(routing.sameShare.cost.delayMs, routing.before.cost.delayMs);
    }

    /// With two classes every score has one order, whatever the temperature: at the same share the same
    /// images stay.
    void withTwoClassesTheSameShareIsTheSameImages() {
        const auto study = TemperatureStudy::create(twoEfforts(2));
        for (const ScoreKind score : kScoreKinds) {
            const auto routing = study->at({0.4, std::nullopt}, score, costs(), std::nullopt).value();
            QVERIFY(routing.before.shares[0] > 0.1 && routing.before.shares[0] < 0.999);
            QCOMPARE(routing.sameShare.accuracy, routing.before.accuracy);
            QCOMPARE(routing.sameShare.shares, routing.before.shares);
        }
    }

    void thresholdsForAShareByHand() {
        ProfileTable profile(3);
        using Answer = ProfileTable::Answer;
        const std::vector<Answer> right(3, Answer::Right);
        for (const auto& row : std::vector<std::vector<double>>{
                 {0.1, 0.9, 0}, {0.2, 0.1, 0}, {0.3, 0.5, 0}, {0.4, 0.2, 0}, {0.5, 0.3, 0}}) {
            profile.add(row, right);
        }
        const std::vector<std::int64_t> exits{2, 1, 2};
        const Thresholds made = thresholdsForExits(profile, exits, std::nullopt);
        QCOMPARE(made, (Thresholds{0.2, 0.2, std::nullopt}));  // of the last three 0.2 is the easiest
        QCOMPARE(route(profile, made)->counts.exits, exits);
        const std::vector<std::int64_t> none{0, 5, 0};
        QCOMPARE(route(profile, thresholdsForExits(profile, none, std::nullopt))->counts.exits, none);
    }

    void effortsOfOtherImagesAreRefused() {
        QVERIFY(!TemperatureStudy::create({}).has_value());
        const std::vector<LabelledLogits> unlike{tooSure(1, 3, 10, 1), tooSure(1, 3, 11, 1)};
        QVERIFY(!TemperatureStudy::create(unlike).has_value());
        QVERIFY(!TemperatureStudy::create(twoEfforts(2))
                     ->at({std::nullopt, std::nullopt}, ScoreKind::Entropy, costs(), std::nullopt)
                     .has_value());
    }
};

QTEST_APPLESS_MAIN(TestTemperatureStudy)
#include "tst_temperature_study.moc"
