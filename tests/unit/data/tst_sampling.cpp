// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/dataset.h"
#include "data/sampling.h"
#include "unit/data/data_files.h"

#include <QtTest>
#include <map>
#include <set>

using namespace pivot;
using namespace data_files;

/// `--limit N`: a seeded sample that keeps the classes' proportions, the same on every machine.
class TestSampling : public QObject {
    Q_OBJECT

    static std::vector<std::optional<int>> labels(
        std::initializer_list<std::pair<int, int>> classesAndCounts) {
        std::vector<std::optional<int>> result;
        for (const auto& [label, count] : classesAndCounts) {
            result.insert(result.end(), static_cast<std::size_t>(count),
                          label < 0 ? std::nullopt : std::optional<int>(label));
        }
        return result;
    }
    static std::map<int, int> countByClass(const std::vector<std::optional<int>>& all,
                                           const std::vector<std::int64_t>& positions) {
        std::map<int, int> counts;
        for (const auto position : positions) {
            ++counts[all[static_cast<std::size_t>(position)].value_or(-1)];
        }
        return counts;
    }

private Q_SLOTS:
    void keepsTheProportionsOfTheClasses() {
        const auto all = labels({{0, 60}, {1, 30}, {2, 10}});
        const auto sample = stratifiedSample(all, 10, 1);
        QCOMPARE(sample.size(), std::size_t{10});
        QVERIFY(std::is_sorted(sample.begin(), sample.end()));
        QVERIFY(std::adjacent_find(sample.begin(), sample.end()) == sample.end());
        QVERIFY((countByClass(all, sample) == std::map<int, int>{{0, 6}, {1, 3}, {2, 1}}));
    }

    void theLargestRemaindersGetWhatIsLeft() {
        // 5 of 10: 3.0, 1.5, 0.5 -> one seat is left, and the lower class gets it among equals.
        const auto all = labels({{0, 6}, {1, 3}, {2, 1}});
        QVERIFY((countByClass(all, stratifiedSample(all, 5, 1)) == std::map<int, int>{{0, 3}, {1, 2}}));
        // 4 of 10: 2.4, 1.2, 0.4 -> one seat is left for 0.4 of the first class (again the lower among
        // equals).
        QVERIFY((countByClass(all, stratifiedSample(all, 4, 1)) == std::map<int, int>{{0, 3}, {1, 1}}));
        // 8 of 10: 4.8, 2.4, 0.8
        QVERIFY(
            (countByClass(all, stratifiedSample(all, 8, 1)) == std::map<int, int>{{0, 5}, {1, 2}, {2, 1}}));
    }

    void theSameSeedGivesTheSameImagesOnEveryMachine() {
        const auto all = labels({{0, 20}, {1, 20}});
        const auto sample = stratifiedSample(all, 6, 7);
        QCOMPARE(sample, stratifiedSample(all, 6, 7));
        QVERIFY(sample != stratifiedSample(all, 6, 8));
        // Written down: a change here would change what stored experiments mean.
        QCOMPARE(sample, (std::vector<std::int64_t>{8, 11, 15, 26, 28, 38}));
    }

    void everyImageHasItsChance() {
        const auto all = labels({{0, 10}});
        std::vector<int> hits(10);
        for (std::uint64_t seed = 0; seed < 1000; ++seed) {
            for (const auto position : stratifiedSample(all, 3, seed)) {
                ++hits[static_cast<std::size_t>(position)];
            }
        }
        for (const int hit : hits) {  // 300 expected, standard deviation 14.5
            QVERIFY2(hit > 230 && hit < 370, qPrintable(QString::number(hit)));
        }
    }

    void imagesWithoutLabelsAreOneStratum() {
        const auto all = labels({{-1, 50}, {3, 50}});
        QVERIFY((countByClass(all, stratifiedSample(all, 10, 1)) == std::map<int, int>{{-1, 5}, {3, 5}}));
    }

    void noLimitOrAGenerousOneTakesEverything() {
        const auto all = labels({{0, 3}, {1, 2}});
        const std::vector<std::int64_t> everything{0, 1, 2, 3, 4};
        QCOMPARE(stratifiedSample(all, 0, 1), everything);
        QCOMPARE(stratifiedSample(all, 5, 1), everything);
        QCOMPARE(stratifiedSample(all, 99, 1), everything);
        QVERIFY(stratifiedSample({}, 10, 1).empty());
    }

    void aDataSetIsSampledWithinItsSlice() {
        QTemporaryDir dir;
        writeIdxFolder(dir.path(), 100, 10);
        DataSetOptions options;
        options.limit = 10;
        options.seed = 3;
        const auto set = openDataSet(("idx:" + dir.path() + "#train[50:100]").toStdString(), options);
        QVERIFY2(set, qPrintable(messageOf(set)));
        QCOMPARE((*set)->size(), std::int64_t{10});
        QVERIFY((*set)->name().ends_with(" train[50:100], sample of 10"));
        QCOMPARE((*set)->range(), std::string("train[50:100]"));
        std::set<int> classes;
        for (std::int64_t i = 0; i < 10; ++i) {
            QVERIFY((*set)->sourceIndex(i) >= 50 && (*set)->sourceIndex(i) < 100);
            QCOMPARE((*set)->key(i), std::to_string((*set)->sourceIndex(i)));
            QCOMPARE((*set)->label(i), std::optional<int>(static_cast<int>((*set)->sourceIndex(i) % 10)));
            classes.insert(*(*set)->label(i));
        }
        QCOMPARE(classes.size(), std::size_t{10});  // one of each class
        const auto again = openDataSet((*set)->spec(), options);
        QVERIFY(again);
        QCOMPARE((*again)->fingerprint(), (*set)->fingerprint());
        options.limit = -1;
        const auto negative = openDataSet((*set)->spec(), options);
        QVERIFY(!negative);
        QCOMPARE(negative.error().code, ErrorCode::Usage);
    }

    /// Together the shards are the sample; each has its part of every class.
    void shardsOfASampleShareNothingAndLeaveNothingOut() {
        QTemporaryDir dir;
        writeIdxFolder(dir.path(), 100, 10);
        const std::string spec = ("idx:" + dir.path() + "#train").toStdString();
        DataSetOptions options;
        options.limit = 33;
        const auto whole = openDataSet(spec, options);
        QVERIFY2(whole, qPrintable(messageOf(whole)));
        std::multiset<std::string> all, parts;
        for (std::int64_t i = 0; i < (*whole)->size(); ++i) {
            all.insert((*whole)->key(i));
        }
        std::set<std::string> fingerprints;
        for (int index = 1; index <= 4; ++index) {
            options.shard = {index, 4};
            const auto part = openDataSet(spec, options);
            QVERIFY2(part, qPrintable(messageOf(part)));
            QCOMPARE((*part)->size(), std::int64_t{index == 1 ? 9 : 8});
            QCOMPARE((*part)->range(), (*whole)->range());
            QVERIFY((*part)->name().ends_with("shard " + std::to_string(index) + "/4"));
            fingerprints.insert((*part)->fingerprint());
            for (std::int64_t i = 0; i < (*part)->size(); ++i) {
                parts.insert((*part)->key(i));
            }
        }
        QCOMPARE(parts, all);
        QCOMPARE(fingerprints.size(), std::size_t{4});
        options.shard = {40, 40};  // more shards than images
        const auto empty = openDataSet(spec, options);
        QVERIFY(empty);
        QCOMPARE((*empty)->size(), std::int64_t{0});
    }
};

QTEST_GUILESS_MAIN(TestSampling)
#include "tst_sampling.moc"
