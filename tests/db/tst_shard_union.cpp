// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/experiment_editor.h"
#include "db/experiment_reader.h"
#include "db/experiment_store.h"
#include "db/maintenance.h"
#include "db/names.h"
#include "db/sample_runs.h"
#include "db/shard_union.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace pivot;

namespace {

constexpr std::int64_t kImages = 101;

/// Shard `index` of `count` of one experiment, as one process knows it.
RunRecord shardRecord(int index, int count) {
    RunRecord record = samples::record(0);
    record.groupId = "99999999-0000-4000-8000-000000000000";
    record.config.shard = {index, count};
    record.datasetFingerprint = std::string(64, static_cast<char>('0' + index));
    for (std::int64_t image = index - 1; image < kImages; image += count) {
        ++record.imageCount;
    }
    return record;
}

}  // namespace

/// Shards of one experiment, from files of their own to one experiment.
class TestShardUnion : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = m_folder->path().toStdString();
        m_reported = 0;
    }

    void allShardsMakeOneExperimentWithTheImagesOfAll() {
        std::vector<std::string> shards;
        for (int i = 1; i <= 3; ++i) {
            shards.push_back(store(file(i), shardRecord(i, 3)));
            QVERIFY(mergeDatabase(target(), file(i)).has_value());
            const auto done = unite();
            QCOMPARE(done.united.size(), std::size_t(i == 3 ? 1 : 0));
            if (i < 3) {
                QCOMPARE(done.incomplete.size(), std::size_t(1));
                QCOMPARE(done.incomplete[0].missing.back(), 3);
            }
        }
        QCOMPARE(m_reported, int(kImages));
        auto reader = *ExperimentReader::open(target());
        const auto list = reader.list();
        QCOMPARE(list->experiments.size(), std::size_t(1));  // the shards are in the bin
        const ExperimentSummary& whole = list->experiments[0];
        QVERIFY(whole.shard.isWhole());
        QCOMPARE(name(whole.status), name(RunStatus::Complete));
        QCOMPARE(whole.imagesDone, kImages);
        QCOMPARE(whole.segments, std::int64_t(3));
        QCOMPARE(whole.accuracy, std::optional(0.25));  // of the report on the whole
        QCOMPARE(*reader.allResults(whole.experimentId), samples::images(0, kImages));
        const auto detail = reader.show(whole.experimentId);
        QCOMPARE(detail->shards.size(), std::size_t(3));
        QCOMPARE(detail->shards[1].experimentId, shards[1]);
        QCOMPARE(detail->record.datasetFingerprint, std::string(64, 'f'));
        QVERIFY(detail->record.config.shard.isWhole());
        QVERIFY2(checkDatabase(target())->sound(), checkDatabase(target())->problems.empty()
                                                       ? ""
                                                       : checkDatabase(target())->problems[0].c_str());
    }

    void mergingTheFilesAgainBringsNoDoublesAlsoAfterTheBinWasEmptied() {
        uniteTwo();
        QCOMPARE(*emptyBin(target()), std::int64_t(2));
        const auto again = mergeDatabase(target(), file(1));
        QVERIFY(again->copied.empty());
        QCOMPARE(again->duplicates.size(), std::size_t(1));
        QVERIFY(unite().united.empty());
        QCOMPARE(ExperimentReader::open(target())->list()->experiments.size(), std::size_t(1));
    }

    void theSameShardsMakeTheSameExperimentEverywhere() {
        const std::string here = uniteTwo();
        const std::filesystem::path elsewhere = m_path / "elsewhere.db";
        QVERIFY(mergeDatabase(elsewhere, file(2)).has_value());
        QVERIFY(mergeDatabase(elsewhere, file(1)).has_value());
        const auto done = uniteShards(elsewhere, reportOn());
        QCOMPARE(done->united.size(), std::size_t(1));
        QCOMPARE(done->united[0].experimentId, here);
        QVERIFY(mergeDatabase(target(), elsewhere)->copied.empty());
    }

    void aFileThatHasTheWholeMakesTheShardsOfAnotherUnnecessary() {
        uniteTwo();
        const std::filesystem::path other = m_path / "other.db";
        QVERIFY(mergeDatabase(other, file(1)).has_value());
        QVERIFY(mergeDatabase(other, target()).has_value());
        const auto list = ExperimentReader::open(other)->list();
        QCOMPARE(list->experiments.size(), std::size_t(1));
        QVERIFY(list->experiments[0].shard.isWhole());
    }

    void ofAShardThatWasRunTwiceTheLaterOneCounts() {
        RunRecord early = shardRecord(1, 2), late = shardRecord(1, 2);
        early.createdUtc = "2024-01-01T00:00:00.000Z";
        late.createdUtc = "2024-01-02T00:00:00.000Z";
        store(target(), late);
        store(target(), early);
        store(target(), shardRecord(2, 2));
        const auto done = unite();
        QCOMPARE(done.united.size(), std::size_t(1));
        const auto detail = ExperimentReader::open(target())->show(done.united[0].experimentId);
        QCOMPARE(detail->shards[0].experimentId, late.experimentId);
    }

    void aShardThatDidNotComeToItsEndIsMissing() {
        store(target(), shardRecord(1, 2));
        store(target(), shardRecord(2, 2), RunStatus::Cancelled);
        const auto done = unite();
        QVERIFY(done.united.empty());
        QCOMPARE(done.incomplete.at(0).missing, std::vector<int>{2});
    }

    void whatDoesNotFitTogetherStaysApart_data() {
        QTest::addColumn<int>("difference");
        QTest::addColumn<QString>("said");
        QTest::newRow("weights") << 0 << "model";
        QTest::newRow("ladder") << 1 << "configuration";
        QTest::newRow("images") << 2 << "range of images";
        QTest::newRow("number of images") << 3 << "parts of the same images";
    }
    void whatDoesNotFitTogetherStaysApart() {
        QFETCH(int, difference);
        QFETCH(QString, said);
        store(target(), shardRecord(1, 2));
        RunRecord other = shardRecord(2, 2);
        if (difference == 0) {
            other.modelFingerprint = std::string(64, 'e');
        } else if (difference == 1) {
            other.config.ladder.efforts[0].thresholdNats = 0.7;
        } else if (difference == 2) {
            other.datasetRange = "test[0:500]";
        } else {
            other.imageCount = 7;
        }
        store(target(), other);
        const auto done = unite();
        QVERIFY(done.united.empty());
        QCOMPARE(done.refused.size(), std::size_t(1));
        QVERIFY2(QString::fromStdString(done.refused[0]).contains(said), done.refused[0].c_str());
        QCOMPARE(ExperimentReader::open(target())->list()->experiments.size(), std::size_t(2));
    }

    void aReportThatFailsLeavesTheShards() {
        store(target(), shardRecord(1, 2));
        store(target(), shardRecord(2, 2));
        const auto done = uniteShards(target(), [](const ShardParts&) -> Result<WholeOfShards> {
            return fail(ErrorCode::Internal, "no report today");
        });
        QCOMPARE(done->refused, std::vector<std::string>{"no report today"});
        QCOMPARE(ExperimentReader::open(target())->list()->experiments.size(), std::size_t(2));
    }

    void whatPeopleKeptOfAShardIsKeptOfTheWhole() {
        const std::string first = store(target(), shardRecord(1, 2));
        store(target(), shardRecord(2, 2));
        ExperimentEdit edit;
        edit.name = "the big one";
        edit.addTags = {"paper"};
        edit.starred = true;
        QVERIFY(editExperiments(target(), {first}, edit).has_value());
        const auto whole = ExperimentReader::open(target())->show(unite().united.at(0).experimentId)->summary;
        QCOMPARE(whole.name, std::string("the big one"));
        QCOMPARE(whole.tags, std::vector<std::string>{"paper"});
        QVERIFY(whole.starred);
    }

private:
    [[nodiscard]] std::filesystem::path file(int index) const {
        return m_path / ("shard" + std::to_string(index) + ".db");
    }
    [[nodiscard]] std::filesystem::path target() const { return m_path / "whole.db"; }

    static std::string store(const std::filesystem::path& file, const RunRecord& record,
                             RunStatus status = RunStatus::Complete) {
        std::vector<ImageResult> images;
        for (std::int64_t i = 0; i < record.imageCount; ++i) {
            images.push_back(samples::image(record.config.shard.index - 1 + i * record.config.shard.count));
        }
        auto run = ExperimentStore::create(file);
        if (!run || !(*run)->begin(record) || !(*run)->add(images) ||
            !(*run)->finish(status, samples::report(record, status))) {
            qFatal("the shard could not be stored");
        }
        return record.experimentId;
    }

    /// Counts the images, and reports an accuracy that no shard has.
    ReportOnWhole reportOn() {
        return [this](const ShardParts& parts) -> Result<WholeOfShards> {
            m_reported = 0;
            parts.forEachImage([this](const ImageResult&, int) { ++m_reported; });
            WholeOfShards whole{samples::report(parts.record), std::string(64, 'f')};
            whole.report.accuracy = 0.25;
            return whole;
        };
    }
    ShardUnion unite() { return *uniteShards(target(), reportOn()); }

    /// Two shards from two files; the id of the whole.
    std::string uniteTwo() {
        for (int i = 1; i <= 2; ++i) {
            store(file(i), shardRecord(i, 2));
            if (!mergeDatabase(target(), file(i))) {
                qFatal("the shards could not be merged");
            }
        }
        return unite().united.at(0).experimentId;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::filesystem::path m_path;
    int m_reported = 0;
};

QTEST_GUILESS_MAIN(TestShardUnion)
#include "tst_shard_union.moc"
