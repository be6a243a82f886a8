// SPDX-License-Identifier: GPL-3.0-or-later
#include "pivot/entropy.h"
#include "pivot/temperature.h"

#include <QtTest>
#include <cmath>
#include <random>

using namespace pivot;

/// One temperature an effort, fitted to labelled logits.
class TestTemperature : public QObject {
    Q_OBJECT

    /// Two classes `gap` apart in their logits; of `images` so many are right.
    static LabelledLogits twoClasses(float gap, int images, int right) {
        LabelledLogits made;
        made.classes = 2;
        for (int i = 0; i < images; ++i) {
            made.logits.push_back(gap);
            made.logits.push_back(0);
            made.labels.push_back(i < right ? 0 : 1);
        }
        return made;
    }

private Q_SLOTS:
    void nllByHand() {
        // p = e / (1 + e) for logits 1 and 0.
        const double right = -std::log(std::exp(1.0) / (1 + std::exp(1.0))), wrong = right + 1;
        QVERIFY(std::abs(meanNll(twoClasses(1, 4, 3)) - (3 * right + wrong) / 4) < 1e-12);
        const double cool = -std::log(std::exp(2.0) / (1 + std::exp(2.0)));
        QVERIFY(std::abs(meanNll(twoClasses(1, 1, 1), 0.5) - cool) < 1e-12);
    }

    /// With logits (4, 0) and 3 of 4 right the best p is 3/4: 4 / T = ln 3.
    void theFitIsExactForTwoClasses() {
        const auto fit = fitTemperature(twoClasses(4, 400, 300));
        QVERIFY(fit.has_value());
        QVERIFY2(std::abs(fit->temperature - 4 / std::log(3.0)) < 1e-6,
                 qPrintable(QString::number(fit->temperature, 'g', 12)));
        QVERIFY(std::abs(fit->nllAfter - (-0.75 * std::log(0.75) - 0.25 * std::log(0.25))) < 1e-9);
        QVERIFY(fit->nllAfter < fit->nllBefore);
        QVERIFY(!fit->atBound);
    }

    /// Labels drawn from softmax(z / 2): the fit finds the 2 again.
    void aKnownTemperatureIsFoundAgain() {
        std::mt19937 random(11);
        std::normal_distribution<double> normal(0, 3);
        std::uniform_real_distribution<double> uniform;
        LabelledLogits made;
        made.classes = 5;
        for (int i = 0; i < 20000; ++i) {
            std::array<double, 5> p{};
            double sum = 0;
            for (double& value : p) {
                const auto z = static_cast<float>(normal(random));
                made.logits.push_back(z);
                sum += value = std::exp(z / 2.0);
            }
            double left = uniform(random) * sum;
            int label = 0;
            while (label < 4 && (left -= p[static_cast<std::size_t>(label)]) > 0) {
                ++label;
            }
            made.labels.push_back(label);
        }
        const auto fit = fitTemperature(made);
        QVERIFY2(std::abs(fit->temperature - 2) < 0.06, qPrintable(QString::number(fit->temperature)));
        for (const double other : {0.9, 1.1}) {
            QVERIFY(meanNll(made, fit->temperature * other) > fit->nllAfter);
        }
    }

    void whatFixesNoTemperatureSaysSo() {
        const auto sure = fitTemperature(twoClasses(1, 10, 10));
        QVERIFY(sure->atBound);
        QVERIFY(std::abs(sure->temperature - kLeastTemperature) < 1e-6);
        const auto wrong = fitTemperature(twoClasses(1, 10, 0));
        QVERIFY(wrong->atBound);
        QVERIFY(std::abs(wrong->temperature - kMostTemperature) < 1e-6);
        QVERIFY(!fitTemperature({10, {}, {}}).has_value());
    }

    void aTemperatureChangesNoAnswer() {
        const std::vector<float> logits{0.3F, 2.5F, -1.0F, 1.5F};
        const auto before = scoreLogits(logits), after = scoreLogits(scaledLogits(logits, 2.0));
        QCOMPARE(after->topIds, before->topIds);
        QVERIFY(after->maxProbability < before->maxProbability);
        QVERIFY(after->entropyNats > before->entropyNats);
        QVERIFY(std::abs(after->maxProbability -
                         1 / (1 + std::exp(-1.1) + std::exp(-0.5) + std::exp(-1.75))) < 1e-7);
    }
};

QTEST_APPLESS_MAIN(TestTemperature)
#include "tst_temperature.moc"
