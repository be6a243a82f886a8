// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/confusion.h"
#include "widgets/models/image_query.h"

#include <QTest>
#include <algorithm>
#include <cmath>
#include <random>

using namespace pivot;

namespace {

constexpr int kClasses = 3;

/// An image of class `label`: what each effort takes it for and with which entropy. It ends at the first
/// effort whose entropy is at most 0.5, as a run with that threshold would have it; the last accepts all.
ImageResult image(std::int64_t index, int label, std::vector<std::pair<int, double>> answers) {
    ImageResult made;
    made.outcome.imageIndex = index;
    made.outcome.label = label;
    for (std::size_t effort = 0; effort < answers.size(); ++effort) {
        Visit visit;
        visit.effort = static_cast<int>(effort);
        visit.topIds[0] = answers[effort].first;
        visit.entropyNats = answers[effort].second;
        visit.margin = static_cast<float>(1.0 - answers[effort].second);
        visit.right = answers[effort].first == label;
        visit.delayNs = effort == 0 ? 1'000'000 : 3'000'000;
        made.visits.push_back(visit);
    }
    const bool easy = answers.front().second <= 0.5;
    const Visit& last = easy ? made.visits.front() : made.visits.back();
    made.outcome.exitEffort = last.effort;
    made.outcome.predicted = last.topIds[0];
    made.outcome.right = last.right;
    made.outcome.delayNs = easy ? 1'000'000 : 4'000'000;
    return made;
}

ImageTable tableOf(const std::vector<ImageResult>& images) {
    ImageTableBuilder builder(2, kClasses, {"shoe", "bag", "coat"});
    for (const ImageResult& one : images) {
        builder.add(one);
    }
    return builder.build();
}

/// 10: easy, right. 20: hard, the high effort corrects it. 30: hard, the high effort spoils it. 40: easy,
/// wrong. 50: not readable.
ImageTable sample() {
    ImageResult failed;
    failed.outcome.imageIndex = 50;
    failed.outcome.error = "cut off";
    return tableOf({image(10, 0, {{0, 0.1}, {0, 0.1}}), image(20, 1, {{2, 0.9}, {1, 0.2}}),
                    image(30, 2, {{2, 0.7}, {0, 0.3}}), image(40, 1, {{0, 0.4}, {0, 0.4}}), failed});
}

std::vector<std::int64_t> selected(const ImageTable& table, const ImageQuery& query,
                                   const ImageTable* other = nullptr) {
    std::vector<std::int64_t> indices;
    for (const std::uint32_t row : selectedRows(table, query, sortedRows(table, query), other)) {
        indices.push_back(table.answers->index[row]);
    }
    return indices;
}

using Indices = std::vector<std::int64_t>;

}  // namespace

/// Which images a query finds, and in which order.
class TestImageQuery : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void withoutAQuestionEveryImageIsShownInTheirOrder() {
        QCOMPARE(selected(sample(), {}), (Indices{10, 20, 30, 40, 50}));
        QVERIFY(!ImageQuery().selects());
    }

    void imagesAreFoundByWhereTheyEnded() {
        QCOMPARE(selected(sample(), {.exit = 0}), (Indices{10, 40}));
        QCOMPARE(selected(sample(), {.exit = 1}), (Indices{20, 30}));
        // A failed image was accepted by no effort, and is none that no effort accepted.
        QCOMPARE(selected(sample(), {.exit = Outcome::kNoExit}), Indices{});
    }

    void imagesAreFoundByWhetherTheyWereRight() {
        QCOMPARE(selected(sample(), {.verdict = Verdict::Right}), (Indices{10, 20}));
        QCOMPARE(selected(sample(), {.verdict = Verdict::Wrong}), (Indices{30, 40}));
        QCOMPARE(selected(sample(), {.verdict = Verdict::Failed}), (Indices{50}));
    }

    void imagesAreFoundByClassAndAnswer() {
        QCOMPARE(selected(sample(), {.label = 1}), (Indices{20, 40}));
        QCOMPARE(selected(sample(), {.label = 1, .predicted = 0}), (Indices{40}));
    }

    void aRangeIsOfTheEffortThatIsChosen() {
        QCOMPARE(selected(sample(), {.leastEntropyNats = 0.4, .mostEntropyNats = 0.7}), (Indices{30, 40}));
        QCOMPARE(selected(sample(), {.scoredEffort = 1, .leastEntropyNats = 0.3}), (Indices{30, 40}));
        QCOMPARE(selected(sample(), {.mostMargin = 0.35}), (Indices{20, 30}));
    }

    void flipsBetweenEffortsAreFound() {
        QCOMPARE(selected(sample(), {.betweenEfforts = Flip::Differs}), (Indices{20, 30}));
        QCOMPARE(selected(sample(), {.betweenEfforts = Flip::Gained}), (Indices{20}));
        QCOMPARE(selected(sample(), {.betweenEfforts = Flip::Lost}), (Indices{30}));
    }

    void flipsAgainstAnotherExperimentAreFoundByTheImagesIndex() {
        // The other has other rows for the same images, and lacks one.
        const ImageTable other =
            tableOf({image(20, 1, {{2, 0.1}, {1, 0.1}}), image(30, 2, {{2, 0.1}, {2, 0.1}}),
                     image(40, 1, {{0, 0.1}, {0, 0.1}})});
        QCOMPARE(selected(sample(), {.againstOther = Flip::Gained}, &other), (Indices{20}));
        QCOMPARE(selected(sample(), {.againstOther = Flip::Lost}, &other), (Indices{30}));
        QCOMPARE(selected(sample(), {.againstOther = Flip::Differs}, &other), (Indices{20, 30}));
    }

    void imagesAreSortedByWhatIsAsked() {
        QCOMPARE(selected(sample(), {.sort = ImageSort::Entropy}), (Indices{10, 40, 30, 20, 50}));
        QCOMPARE(selected(sample(), {.sort = ImageSort::Entropy, .descending = true}),
                 (Indices{20, 30, 40, 10, 50}));  // what is not known comes last either way
        QCOMPARE(selected(sample(), {.sort = ImageSort::Delay, .descending = true}),
                 (Indices{20, 30, 10, 40, 50}));  // equal ones keep their order
        QCOMPARE(selected(sample(), {.sort = ImageSort::Index, .descending = true}),
                 (Indices{50, 40, 30, 20, 10}));
    }

    void manyImagesAreSortedAsAComparingSortDoes() {
        std::mt19937 random(7);
        std::uniform_real_distribution<double> entropies(-2.0, 2.0);
        ImageTableBuilder builder(2, kClasses, {});
        for (int i = 0; i < 20'000; ++i) {
            builder.add(image(i, 0, {{0, i % 97 == 0 ? -0.0 : entropies(random)}, {0, 0.0}}));
        }
        const ImageTable table = builder.build();
        for (const bool descending : {false, true}) {
            const ImageRows rows = sortedRows(table, {.sort = ImageSort::Entropy, .descending = descending});
            ImageRows expected = sortedRows(table, {});
            const auto& entropy = table.answers->at(0).entropyNats;
            std::stable_sort(expected.begin(), expected.end(), [&](std::uint32_t a, std::uint32_t b) {
                const auto x = static_cast<float>(entropy[a]), y = static_cast<float>(entropy[b]);
                return descending ? y < x : x < y;
            });
            QCOMPARE(rows, expected);
        }
    }

    void movedThresholdsRouteTheImagesAnew() {
        const auto moved = routedAt(sample(), {0.75, std::nullopt});
        QVERIFY(moved);
        QCOMPARE(selected(*moved, {.exit = 0}), (Indices{10, 30, 40}));
        QCOMPARE(selected(*moved, {.verdict = Verdict::Right}), (Indices{10, 20, 30}));
        QCOMPARE(moved->routes->delayMs[2], 1.0F);
        const auto strict = routedAt(sample(), {0.05, 0.15});
        QVERIFY(strict);
        QCOMPARE(selected(*strict, {.exit = Outcome::kNoExit}), (Indices{20, 30, 40}));
        QCOMPARE(selected(*strict, {.verdict = Verdict::Wrong}), (Indices{20, 30, 40}));
        QCOMPARE(strict->routes->delayMs[1], 4.0F);
    }

    void aRoutedRunIsNotRoutedAnew() {
        ImageResult easy = image(1, 0, {{0, 0.1}});
        ImageTableBuilder builder(2, kClasses, {});
        builder.add(easy);
        const auto moved = routedAt(builder.build(), {0.75, std::nullopt});
        QVERIFY(!moved);
        QVERIFY(moved.error().message.find("profile") != std::string::npos);
    }

    void theConfusionCountsWhatWasAnsweredAndWhereItEnded() {
        const ImageTable table = sample();
        const Confusion confusion = confusionOf(table, sortedRows(table, {}));
        QCOMPARE(confusion.labelled, 4);
        QCOMPARE(confusion.right, 2);
        QCOMPARE(confusion.at(1, 0), 1);  // image 40
        QCOMPARE(confusion.at(1, 1), 1);  // image 20
        QCOMPARE(confusion.at(2, 0), 1);  // image 30
        QCOMPARE(confusion.exitsAt(1, 0), 1);
        QCOMPARE(confusion.exitsAt(1, 1), 1);
        QCOMPARE(confusion.rightOf[2], 0);
    }
};

QTEST_GUILESS_MAIN(TestImageQuery)
#include "tst_image_query.moc"
