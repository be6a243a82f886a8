// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/experiment_reader.h"
#include "db/experiment_store.h"
#include "db/maintenance.h"
#include "db/names.h"
#include "db/sample_runs.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <QTemporaryDir>
#include <QtTest>
#include <algorithm>
#include <atomic>
#include <iterator>
#include <random>
#include <thread>

using namespace pivot;

namespace {

/// The value of one cell, asked as another program would.
QString cell(const std::filesystem::path& file, const std::string& sql) {
    SQLite::Database database(file, SQLite::OPEN_READONLY, 5000);
    return QString::fromStdString(database.execAndGet(sql).getString());
}

void change(const std::filesystem::path& file, const std::string& sql) {
    SQLite::Database database(file, SQLite::OPEN_READWRITE, 5000);
    database.exec(sql);
}

RunStatus statusOf(const std::filesystem::path& file, const std::string& id) {
    return ExperimentReader::open(file)->show(id)->summary.status;
}

}  // namespace

/// How a run is stored while it goes on, ends, stops and is resumed.
class TestExperimentStore : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        m_file = std::filesystem::path(m_folder->path().toStdString()) / "experiments.db";
    }

    void whatIsStoredIsReadBackUnchanged() {
        const RunRecord record = samples::record(300);
        const RunReport report = samples::report(record);
        {
            auto store = ExperimentStore::create(m_file);
            QVERIFY(store.has_value());
            QVERIFY((*store)->begin(record).has_value());
            QCOMPARE((*store)->experimentId(), record.experimentId);
            QVERIFY((*store)->add(samples::images(0, 100)).has_value());
            QVERIFY((*store)->add({}).has_value());
            QVERIFY((*store)->add(samples::images(100, 300)).has_value());
            QVERIFY((*store)->finish(RunStatus::Complete, report).has_value());
        }
        auto reader = ExperimentReader::open(m_file);
        QVERIFY(reader.has_value());
        QCOMPARE(*reader->allResults(record.experimentId), samples::images(0, 300));
        const auto read = reader->record(record.experimentId);
        QVERIFY(read.has_value());
        QVERIFY(read->config == record.config);
        QVERIFY(read->thresholdSource == record.thresholdSource);
        QCOMPARE(read->experimentId, record.experimentId);
        QCOMPARE(read->groupId, record.groupId);
        QCOMPARE(read->modelFingerprint, record.modelFingerprint);
        QCOMPARE(read->datasetFingerprint, record.datasetFingerprint);
        QCOMPARE(read->datasetRange, record.datasetRange);
        QCOMPARE(read->imageCount, record.imageCount);
        QCOMPARE(read->createdUtc, record.createdUtc);
        QVERIFY(read->environment == record.environment);
        QCOMPARE(nlohmann::json(*reader->report(record.experimentId)), nlohmann::json(report));
        QVERIFY(checkDatabase(m_file)->sound());
    }

    /// What another tool sees.
    void theTidyViewHasOneRowAnExperiment() {
        for (int run = 0; run < 2; ++run) {
            const RunRecord record = samples::record(30);
            auto store = ExperimentStore::create(m_file);
            QVERIFY((*store)->begin(record).has_value());
            QVERIFY((*store)->add(samples::images(0, 30)).has_value());
            QVERIFY((*store)->finish(RunStatus::Complete, samples::report(record)).has_value());
        }
        QCOMPARE(cell(m_file, "SELECT count(*) FROM experiment_summary"), QString("2"));
        QCOMPARE(cell(m_file,
                      "SELECT group_concat(DISTINCT status || ';' || skips || ';' || accuracy || ';' || "
                      "first_share || "
                      "';' || edp_reduction || ';' || images_done || ';' || images_failed || ';' || "
                      "thresholds_chosen_on || ';' || first_threshold_nats) FROM experiment_summary"),
                 QString("complete;1,3,5 | none;0.875;0.625;1.41;30;1;train[55000:60000];0.46"));
        QCOMPARE(
            cell(m_file,
                 "SELECT exit_effort IS NULL AND correct IS NOT NULL FROM outcomes WHERE image_index = 21"),
            QString("1"));  // no effort accepted it
        QCOMPARE(cell(m_file,
                      "SELECT top1_id || ' ' || (top5_id IS NULL) || ' ' || (top5_p IS NULL) FROM visits "
                      "WHERE image_index = 4"),
                 QString("4 1 1"));
    }

    void aLogitThatIsNotFiniteSurvivesTheTrip() {
        const RunRecord record = samples::record(1);
        ImageResult image = samples::image(1);
        image.outcome.error = "a logit is not finite";
        image.visits[0].entropyNats = std::nan("");
        auto store = ExperimentStore::create(m_file);
        QVERIFY((*store)->begin(record).has_value());
        QVERIFY((*store)->add({image}).has_value());
        QVERIFY((*store)->finish(RunStatus::Complete, samples::report(record)).has_value());
        const auto read = ExperimentReader::open(m_file)->allResults(record.experimentId);
        QVERIFY(std::isnan(read->at(0).visits.at(0).entropyNats));
        QCOMPARE(read->at(0).outcome, image.outcome);
    }

    /// Nothing has to end for others to see it: rows appear, and the lease is renewed without any.
    void aRunIsVisibleWhileItGoesOn() {
        const RunRecord record = samples::record(100);
        auto store = ExperimentStore::create(m_file);
        QVERIFY((*store)->begin(record).has_value());
        QCOMPARE(name(statusOf(m_file, record.experimentId)), name(RunStatus::Running));
        QVERIFY((*store)->add(samples::images(0, 10)).has_value());
        auto reader = ExperimentReader::open(m_file);
        QTRY_COMPARE_WITH_TIMEOUT(reader->show(record.experimentId)->summary.imagesDone, 10, 20000);
        const std::string beat = reader->show(record.experimentId)->lease.heartbeatUtc;
        QTRY_VERIFY_WITH_TIMEOUT(reader->show(record.experimentId)->lease.heartbeatUtc > beat, 20000);
        QCOMPARE(name(reader->show(record.experimentId)->leaseState), name(LeaseState::Alive));
        (*store)->setPaused(true);
        QTRY_COMPARE_WITH_TIMEOUT(name(reader->show(record.experimentId)->summary.status),
                                  name(RunStatus::Paused), 20000);
        (*store)->setPaused(false);
        QTRY_COMPARE_WITH_TIMEOUT(name(reader->show(record.experimentId)->summary.status),
                                  name(RunStatus::Running), 20000);
        QVERIFY(markDeadRunsInterrupted(m_file)->empty());  // it is alive
        QCOMPARE(reader->report(record.experimentId).error().code, ErrorCode::NotFound);
    }

    void everyEndIsStoredAndGivesTheLeaseBack() {
        for (const RunStatus status :
             {RunStatus::Complete, RunStatus::Cancelled, RunStatus::Interrupted, RunStatus::Failed}) {
            const RunRecord record = samples::record(0);
            auto store = ExperimentStore::create(m_file);
            QVERIFY((*store)->begin(record).has_value());
            QVERIFY((*store)->finish(status, samples::report(record, status)).has_value());
            const auto detail = ExperimentReader::open(m_file)->show(record.experimentId);
            QCOMPARE(name(detail->summary.status), name(status));
            QCOMPARE(name(detail->leaseState), name(LeaseState::None));
            QVERIFY(!detail->summary.finishedUtc.empty());
            QVERIFY(!detail->segments.at(0).endedUtc.empty());
        }
    }

    void callsOutOfOrderAreRefused() {
        const RunRecord record = samples::record(1);
        auto store = ExperimentStore::create(m_file);
        QCOMPARE((*store)->add(samples::images(0, 1)).error().code, ErrorCode::Internal);
        QCOMPARE((*store)->finish(RunStatus::Complete, {}).error().code, ErrorCode::Internal);
        QVERIFY((*store)->begin(record).has_value());
        QCOMPARE((*store)->begin(record).error().code, ErrorCode::Internal);
        QCOMPARE((*store)->finish(RunStatus::Running, {}).error().code, ErrorCode::Internal);
        QVERIFY((*store)->finish(RunStatus::Cancelled, samples::report(record)).has_value());
        QCOMPARE((*store)->add(samples::images(0, 1)).error().code, ErrorCode::Internal);
    }

    void anExperimentBeginsOnce() {
        const RunRecord record = samples::record(0);
        auto first = ExperimentStore::create(m_file);
        QVERIFY((*first)->begin(record).has_value());
        auto second = ExperimentStore::create(m_file);
        QCOMPARE((*second)->begin(record).error().code, ErrorCode::Usage);
    }

    void aStoreThatIsDroppedKeepsItsImagesAndCanBeResumed() {
        const RunRecord record = samples::record(60);
        {
            auto store = ExperimentStore::create(m_file);
            QVERIFY((*store)->begin(record).has_value());
            QVERIFY((*store)->add(samples::images(0, 25)).has_value());
        }
        QCOMPARE(name(statusOf(m_file, record.experimentId)), name(RunStatus::Running));
        QCOMPARE(*markDeadRunsInterrupted(m_file), std::vector<std::string>{record.experimentId});
        QCOMPARE(name(statusOf(m_file, record.experimentId)), name(RunStatus::Interrupted));
        QVERIFY(markDeadRunsInterrupted(m_file)->empty());  // once

        auto store = ExperimentStore::resume(m_file, record.experimentId.substr(0, 8));
        QVERIFY(store.has_value());
        QCOMPARE((*store)->experimentId(), record.experimentId);
        QVERIFY((*store)->begin(record).has_value());
        QCOMPARE(name(statusOf(m_file, record.experimentId)), name(RunStatus::Running));
        QVERIFY((*store)->add(samples::images(25, 60)).has_value());
        QVERIFY((*store)->finish(RunStatus::Complete, samples::report(record)).has_value());

        auto reader = ExperimentReader::open(m_file);
        QCOMPARE(*reader->allResults(record.experimentId), samples::images(0, 60));
        const auto detail = reader->show(record.experimentId);
        QCOMPARE(name(detail->summary.status), name(RunStatus::Complete));
        QCOMPARE(detail->segments.size(), std::size_t(2));
        QCOMPARE(detail->segments[0].images, std::int64_t(25));
        QCOMPARE(detail->segments[1].images, std::int64_t(35));
        QCOMPARE(reader->results(record.experimentId, 24, 1)->at(0).segment, 2);
        QVERIFY(checkDatabase(m_file)->sound());
    }

    void anImageThatIsTriedAgainReplacesItsRow() {
        const RunRecord record = samples::record(20);
        {
            auto store = ExperimentStore::create(m_file);
            QVERIFY((*store)->begin(record).has_value());
            QVERIFY((*store)->add(samples::images(0, 20)).has_value());  // image 13 fails
            QVERIFY((*store)->finish(RunStatus::Cancelled, samples::report(record)).has_value());
        }
        ImageResult again = samples::image(14);
        again.outcome.imageIndex = 13;
        auto store = ExperimentStore::resume(m_file, record.experimentId);
        QVERIFY((*store)->begin(record).has_value());
        QVERIFY((*store)->add({again}).has_value());
        QVERIFY((*store)->finish(RunStatus::Complete, samples::report(record)).has_value());
        auto reader = ExperimentReader::open(m_file);
        const auto summary = reader->show(record.experimentId)->summary;
        QCOMPARE(summary.imagesDone, std::int64_t(20));
        QCOMPARE(summary.imagesFailed, std::int64_t(0));
        QCOMPARE(reader->allResults(record.experimentId)->at(13), again);
        QVERIFY(checkDatabase(m_file)->sound());
    }

    /// Many rows go into one statement where they are new and ascend; all others one by one. No one sees
    /// which.
    void theOrderAndTheCompanyOfAnImageDoNotMatter() {
        const RunRecord record = samples::record(500);
        const std::vector<ImageResult> all = samples::images(0, 500);
        std::vector<ImageResult> odd, twice = all;
        std::ranges::copy_if(all, std::back_inserter(odd),
                             [](const ImageResult& image) { return image.outcome.imageIndex % 2 == 1; });
        std::ranges::copy(samples::images(100, 164), std::back_inserter(twice));
        std::ranges::shuffle(twice, std::mt19937(5));
        for (const auto& images : {odd, samples::images(300, 400), twice}) {  // dropping a store writes all
            auto store = images == odd ? ExperimentStore::create(m_file)
                                       : ExperimentStore::resume(m_file, record.experimentId);
            QVERIFY((*store)->begin(record).has_value());
            QVERIFY((*store)->add(images).has_value());
        }

        auto reader = ExperimentReader::open(m_file);
        QCOMPARE(*reader->allResults(record.experimentId), all);
        const auto summary = reader->show(record.experimentId)->summary;
        QCOMPARE(summary.imagesDone, std::int64_t(500));
        QCOMPARE(summary.imagesFailed, std::int64_t(6));  // 13, 110, ... 498
        QVERIFY(checkDatabase(m_file)->sound());
    }

    void aRunInProgressCannotBeResumed() {
        const RunRecord record = samples::record(10);
        auto store = ExperimentStore::create(m_file);
        QVERIFY((*store)->begin(record).has_value());
        const auto refused = ExperimentStore::resume(m_file, record.experimentId);
        QVERIFY(!refused.has_value());
        QVERIFY(refused.error().message.find("is being run by process") != std::string::npos);

        change(m_file, "UPDATE experiments SET lease_host = 'elsewhere', lease_boot_id = 'other'");
        const auto foreign = ExperimentStore::resume(m_file, record.experimentId);
        QVERIFY(foreign.error().message.find("'elsewhere'") != std::string::npos);
        QVERIFY(markDeadRunsInterrupted(m_file)->empty());
    }

    void aCompleteOrUnknownExperimentCannotBeResumed() {
        const RunRecord record = samples::record(0);
        auto store = ExperimentStore::create(m_file);
        QVERIFY((*store)->begin(record).has_value());
        QVERIFY((*store)->finish(RunStatus::Complete, samples::report(record)).has_value());
        QCOMPARE(ExperimentStore::resume(m_file, record.experimentId).error().code, ErrorCode::Usage);
        QCOMPARE(ExperimentStore::resume(m_file, newUuid()).error().code, ErrorCode::NotFound);
        QCOMPARE(ExperimentStore::resume(m_file, "no id").error().code, ErrorCode::Usage);
        const auto elsewhere = m_file.parent_path() / "absent.db";
        QCOMPARE(ExperimentStore::resume(elsewhere, record.experimentId).error().code, ErrorCode::NotFound);
        QVERIFY(!std::filesystem::exists(elsewhere));  // asking made none
    }

    void resumingWantsTheSameModelDataAndLadder() {
        const RunRecord record = samples::record(10);
        {
            auto store = ExperimentStore::create(m_file);
            QVERIFY((*store)->begin(record).has_value());
        }
        RunRecord otherModel = record, otherData = record, otherLadder = record;
        otherModel.modelFingerprint[0] = 'f';
        otherData.datasetRange = "test[0:10]";
        otherLadder.config.ladder.efforts[0].thresholdNats = 0.5;
        for (const auto& [other, what] :
             {std::pair{otherModel, "model"}, {otherData, "data set"}, {otherLadder, "ladder"}}) {
            auto store = ExperimentStore::resume(m_file, record.experimentId);
            QVERIFY(store.has_value());
            const auto begun = (*store)->begin(other);
            QVERIFY(!begun.has_value());
            QCOMPARE(begun.error().code, ErrorCode::Usage);
            QVERIFY2(begun.error().message.find(what) != std::string::npos, begun.error().message.c_str());
        }
        // The refusals left it as it was: interrupted, in one segment, free to be resumed.
        const auto detail = ExperimentReader::open(m_file)->show(record.experimentId);
        QCOMPARE(name(detail->summary.status), name(RunStatus::Interrupted));
        QCOMPARE(detail->segments.size(), std::size_t(1));
        QCOMPARE(name(detail->leaseState), name(LeaseState::None));
    }

    /// Two holders of one experiment would mix their rows: who has lost the lease writes no more.
    void aLeaseThatWasTakenStopsTheWriter() {
        const RunRecord record = samples::record(100);
        auto store = ExperimentStore::create(m_file);
        QVERIFY((*store)->begin(record).has_value());
        change(m_file, "UPDATE experiments SET lease_id = 'of another'");
        std::string message;
        for (int i = 0; i < 400 && message.empty(); ++i) {
            const auto added = (*store)->add(samples::images(i % 100, i % 100 + 1));
            message = added ? "" : added.error().message;
            QTest::qWait(25);
        }
        QVERIFY(message.find("taken over") != std::string::npos);
        QVERIFY(!(*store)->finish(RunStatus::Complete, samples::report(record)).has_value());
        QCOMPARE(cell(m_file, "SELECT count(*) FROM outcomes"), QString("0"));
        QCOMPARE(cell(m_file, "SELECT status || lease_id FROM experiments"), QString("runningof another"));
    }

    /// add() waits while the writer is behind, and nothing is dropped.
    void aSmallBufferSlowsTheRunDown() {
        const RunRecord record = samples::record(500);
        ExperimentStore::Options options;
        options.bufferImages = 1;
        options.flushInterval = std::chrono::milliseconds(5);
        auto store = ExperimentStore::create(m_file, options);
        QVERIFY((*store)->begin(record).has_value());
        for (std::int64_t at = 0; at < 500; at += 10) {
            QVERIFY((*store)->add(samples::images(at, at + 10)).has_value());
        }
        QVERIFY((*store)->finish(RunStatus::Complete, samples::report(record)).has_value());
        QCOMPARE(*ExperimentReader::open(m_file)->allResults(record.experimentId), samples::images(0, 500));
    }

    void twoWritersAndAReaderShareAFile() {
        constexpr std::int64_t kImages = 1500;
        const RunRecord records[] = {samples::record(kImages), samples::record(kImages)};
        std::atomic<int> succeeded = 0;
        std::atomic<bool> writing = true;
        std::vector<std::thread> writers;
        for (const RunRecord& record : records) {
            writers.emplace_back([&, record] {
                ExperimentStore::Options options;
                options.flushInterval = std::chrono::milliseconds(3);
                auto store = ExperimentStore::create(m_file, options);
                bool good = store.has_value() && (*store)->begin(record).has_value();
                for (std::int64_t at = 0; good && at < kImages; at += 25) {
                    good = (*store)->add(samples::images(at, at + 25)).has_value();
                }
                good = good && (*store)->finish(RunStatus::Complete, samples::report(record)).has_value();
                succeeded += good ? 1 : 0;
            });
        }
        int torn = 0;
        std::thread watcher([&] {
            while (writing) {
                auto reader = ExperimentReader::open(m_file);
                const auto page = reader ? reader->list() : tl::unexpected<Error>(reader.error());
                for (std::size_t i = 0; page && i < page->experiments.size(); ++i) {
                    // Whatever is there is whole: images in order, each with its visits.
                    const auto results = reader->allResults(page->experiments[i].experimentId);
                    torn += results && *results == samples::images(0, std::int64_t(results->size())) ? 0 : 1;
                }
                std::this_thread::sleep_for(std::chrono::milliseconds(5));
            }
        });
        for (std::thread& writer : writers) {
            writer.join();
        }
        writing = false;
        watcher.join();
        QCOMPARE(succeeded.load(), 2);
        QCOMPARE(torn, 0);
        auto reader = ExperimentReader::open(m_file);
        for (const RunRecord& record : records) {
            QCOMPARE(reader->allResults(record.experimentId)->size(), std::size_t(kImages));
        }
        QVERIFY(checkDatabase(m_file)->sound());
    }

    /// Nothing that its ladder does not have gets into the file, although the writer does not ask SQLite.
    void aVisitOfAnEffortThatIsNotThereIsAnError() {
        const RunRecord record = samples::record(10);
        auto store = ExperimentStore::create(m_file);
        QVERIFY((*store)->begin(record).has_value());
        ImageResult image = samples::image(1);
        image.visits[0].effort = 2;
        QVERIFY((*store)->add({samples::image(0), image}).has_value());
        const auto ended = (*store)->finish(RunStatus::Complete, samples::report(record));
        QVERIFY(!ended.has_value());
        QCOMPARE(ended.error().code, ErrorCode::Internal);
        QVERIFY(ExperimentReader::open(m_file)->allResults(record.experimentId)->empty());
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::filesystem::path m_file;
};

QTEST_GUILESS_MAIN(TestExperimentStore)
#include "tst_experiment_store.moc"
