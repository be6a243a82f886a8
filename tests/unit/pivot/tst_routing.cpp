// SPDX-License-Identifier: GPL-3.0-or-later
#include "close_to.h"
#include "golden_cascade.h"
#include "pivot/entropy.h"
#include "pivot/routing.h"

#include <QtTest>

using namespace pivot;
using Answer = ProfileTable::Answer;

/// An image leaves at the first effort that finds it easy enough.
class TestRouting : public QObject {
    Q_OBJECT

    static std::vector<double> given(const GoldenCascade& cascade, std::size_t efforts, std::size_t image) {
        std::vector<double> values;
        for (std::size_t k = 0; k < efforts; ++k) {
            values.push_back(cascade.floats.at("entropy_mean.effort" + std::to_string(k + 1))[image]);
        }
        return values;
    }
    static std::span<const float> logits(const GoldenCascade& cascade, std::size_t effort, std::size_t image,
                                         std::size_t classes) {
        const std::vector<float>& all = cascade.floats.at("logits.effort" + std::to_string(effort + 1));
        return std::span<const float>(all).subspan(image * classes, classes);
    }

private Q_SLOTS:
    void theRuleInItsCases() {
        const Thresholds open{0.5, {}};
        const Thresholds closed{0.5, 0.7};
        QCOMPARE(exitEffort(std::vector<double>{0.4, 0.9}, open), 0);
        QCOMPARE(exitEffort(std::vector<double>{0.5, 0.9}, open), 0);  // at the threshold: accepted
        QCOMPARE(exitEffort(std::vector<double>{std::nextafter(0.5, 1.0), 0.9}, open), 1);
        QCOMPARE(exitEffort(std::vector<double>{0.6, 0.7}, closed), 1);
        QCOMPARE(exitEffort(std::vector<double>{0.6, 0.8}, closed), Outcome::kNoExit);
        // Only the first effort has been run: it does not accept yet.
        QCOMPARE(exitEffort(std::vector<double>{0.6}, open), Outcome::kNoExit);
    }

    /// The golden cascades, exactly: entropies and thresholds in the authors' unit, equality cases included.
    void goldenCascades_data() {
        QTest::addColumn<QString>("name");
        QTest::newRow("two efforts") << "cascade_2effort";
        QTest::newRow("three efforts") << "cascade_3effort";
    }
    void goldenCascades() {
        QFETCH(QString, name);
        const GoldenCascade cascade = readGoldenCascade(name.toStdString());
        const std::size_t efforts = cascade.manifest.at("skip_sets").size();
        const auto images = cascade.manifest.at("n_images").get<std::size_t>();
        const auto classes = cascade.manifest.at("config").at("num_classes").get<std::size_t>();
        const std::vector<std::int64_t>& labels = cascade.whole.at("labels");
        QCOMPARE(labels.size(), images);

        ProfileTable profile(static_cast<int>(efforts));
        std::vector<std::vector<int>> predictions(images);
        for (std::size_t image = 0; image < images; ++image) {
            std::vector<Answer> answers;
            for (std::size_t k = 0; k < efforts; ++k) {
                const auto scores = scoreLogits(logits(cascade, k, image, classes));
                QVERIFY(scores);
                predictions[image].push_back(scores->topIds[0]);
                answers.push_back(scores->topIds[0] == labels[image] ? Answer::Right : Answer::Wrong);
            }
            profile.add(given(cascade, efforts, image), answers);
        }

        QVERIFY(!cascade.manifest.at("results").empty());
        for (const nlohmann::json& result : cascade.manifest.at("results")) {
            Thresholds thresholds;
            for (const nlohmann::json& threshold : result.at("thresholds_mean_over_classes")) {
                thresholds.push_back(threshold.get<double>());
            }
            const auto routed = route(profile, thresholds);
            QVERIFY(routed);
            for (std::size_t image = 0; image < images; ++image) {
                const int exit = routed->exits[image];
                QCOMPARE(exit + 1,
                         result.at("exit_effort")[image].get<int>());  // the file counts from 1, 0 is none
                const int predicted = exit < 0 ? -1 : predictions[image][static_cast<std::size_t>(exit)];
                QCOMPARE(predicted, result.at("predicted")[image].get<int>());
            }
            QCOMPARE(routed->counts.shares(), result.at("fraction_per_effort").get<std::vector<double>>());
            QCOMPARE(*routed->counts.accuracy(), result.at("accuracy").get<double>());
        }
    }

    /// The entropies of the golden logits: within 2e-5 nats of what the reference found in float32.
    void goldenEntropies() {
        for (const char* name : {"cascade_2effort", "cascade_3effort"}) {
            const GoldenCascade cascade = readGoldenCascade(name);
            const std::size_t efforts = cascade.manifest.at("skip_sets").size();
            const auto classes = cascade.manifest.at("config").at("num_classes").get<std::size_t>();
            for (std::size_t image = 0; image < cascade.whole.at("labels").size(); ++image) {
                const std::vector<double> expected = given(cascade, efforts, image);
                for (std::size_t k = 0; k < efforts; ++k) {
                    const auto scores = scoreLogits(logits(cascade, k, image, classes));
                    COMPARE_CLOSE(scores->entropyNats, expected[k] * static_cast<double>(classes), 2e-5);
                }
            }
        }
    }

    void countsByHand() {
        ProfileTable profile(2);
        profile.add(std::vector{0.1, 0.1}, std::vector{Answer::Right, Answer::Right});
        profile.add(std::vector{0.2, 0.1}, std::vector{Answer::Wrong, Answer::Right});
        profile.add(std::vector{0.6, 0.1}, std::vector{Answer::Wrong, Answer::Right});
        profile.add(std::vector{0.7, 0.9}, std::vector{Answer::Right, Answer::Right});
        profile.add(std::vector{0.1, 0.1}, std::vector{Answer::Unlabelled, Answer::Unlabelled});
        const auto routed = route(profile, {0.5, 0.5});
        QVERIFY(routed);
        QCOMPARE(routed->exits, (std::vector<int>{0, 0, 1, Outcome::kNoExit, 0}));
        const ExitCounts& counts = routed->counts;
        QCOMPARE(counts.exits, (std::vector<std::int64_t>{3, 1}));
        QCOMPARE(counts.labelledExits, (std::vector<std::int64_t>{2, 1}));
        QCOMPARE(counts.rightExits, (std::vector<std::int64_t>{1, 1}));
        QCOMPARE(counts.unexited, std::int64_t{1});
        // Right at both efforts, and yet wrong: no effort accepted it. 2 of 4 with labels.
        QCOMPARE(*counts.accuracy(), 0.5);
        QCOMPARE(counts.shares(), (std::vector<double>{0.6, 0.2}));
        QCOMPARE(counts.unexitedShare(), 0.2);
        QCOMPARE(counts.visitShares(), (std::vector<double>{1.0, 0.4}));
        QCOMPARE(*profile.accuracy(0), 0.5);
        QCOMPARE(*profile.accuracy(1), 1.0);
    }

    void aProfileIsMadeFromResults() {
        Visit low;
        low.effort = 0;
        low.entropyNats = 0.4;
        low.right = false;
        Visit high;
        high.effort = 1;
        high.entropyNats = 0.1;
        high.right = true;
        ImageResult good;
        good.outcome.imageIndex = 7;
        good.visits = {low, high};
        ImageResult failed;
        failed.outcome.error = "cannot be read";
        const std::vector<ImageResult> results{good, failed};
        const auto profile = ProfileTable::fromResults(results, 2);
        QVERIFY(profile);
        QCOMPARE(profile->images(), std::size_t{1});
        QCOMPARE(profile->imageIndex(), std::vector<std::int64_t>{7});
        QCOMPARE(profile->hardness(0), std::vector<double>{0.4});
        QCOMPARE(*profile->accuracy(0), 0.0);
        QCOMPARE(*profile->accuracy(1), 1.0);
    }
    void aRoutedRunIsNoProfile() {
        ImageResult easy;
        easy.outcome.imageKey = "dog/3.jpg";
        easy.visits.resize(1);
        const std::vector<ImageResult> results{easy};
        const auto profile = ProfileTable::fromResults(results, 2);
        QVERIFY(!profile);
        QCOMPARE(profile.error().code, ErrorCode::Usage);
        QVERIFY(profile.error().message.find("dog/3.jpg") != std::string::npos);
        QVERIFY(profile.error().message.find("effort 2") != std::string::npos);
    }
    void thresholdsMustFitTheEfforts() {
        ProfileTable profile(2);
        profile.add(std::vector{0.1, 0.1}, std::vector{Answer::Right, Answer::Right});
        QVERIFY(!route(profile, {0.5}));
        QVERIFY(!route(profile, {{}, 0.5}));
        QVERIFY(route(profile, {0.5, {}}));
    }
    void noImagesHaveNoAccuracy() {
        const auto routed = route(ProfileTable(2), {0.5, {}});
        QVERIFY(routed);
        QVERIFY(!routed->counts.accuracy());
        QCOMPARE(routed->counts.share(0), 0.0);
    }
    void aLaddersThresholdsAreTakenOver() {
        const EffortLadder ladder{{{SkipConfig{1}, {}, 0.25, true}, {SkipConfig{}, {}, {}, true}}};
        QCOMPARE(thresholdsOf(ladder), (Thresholds{0.25, std::nullopt}));
    }
};

QTEST_GUILESS_MAIN(TestRouting)
#include "tst_routing.moc"
