// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/experiment_reader.h"
#include "db/experiment_store.h"
#include "db/names.h"
#include "db/sample_runs.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <QTemporaryDir>
#include <QtTest>
#include <limits>
#include <nlohmann/json.hpp>

using namespace pivot;

/// Lists, ids and pages.
class TestExperimentReader : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        QVERIFY(m_folder.isValid());
        m_file = std::filesystem::path(m_folder.path().toStdString()) / "experiments.db";
        const char* ids[] = {"aaaa0000-0000-4000-8000-000000000001", "aaab0000-0000-4000-8000-000000000002",
                             "bbbb0000-0000-4000-8000-000000000003", "cccc0000-0000-4000-8000-000000000004",
                             "dddd0000-0000-4000-8000-000000000005"};
        for (int i = 0; i < 5; ++i) {
            RunRecord record = samples::record(5000, ids[i]);
            record.config.device = i < 3 ? "cpu:torch" : "sim:zcu102";
            record.groupId = i < 2 ? "one group" : "another";
            // The third and the fourth were begun in the same millisecond.
            record.createdUtc = "2024-05-0" + std::to_string(i == 3 ? 3 : i + 1) + "T10:00:00.000Z";
            auto store = ExperimentStore::create(m_file);
            QVERIFY(store.has_value() && (*store)->begin(record).has_value());
            QVERIFY((*store)->add(samples::images(0, i == 0 ? 5000 : 3)).has_value());
            const RunStatus status = i == 0 ? RunStatus::Complete : RunStatus::Cancelled;
            QVERIFY((*store)->finish(status, samples::report(record, status)).has_value());
            m_ids.emplace_back(ids[i]);
        }
    }

    void theListHasTheNewestFirst() {
        const auto page = reader().list();
        QVERIFY(page.has_value());
        QCOMPARE(idsOf(*page), (std::vector<std::string>{m_ids[4], m_ids[3], m_ids[2], m_ids[1], m_ids[0]}));
        QVERIFY(!page->next.has_value());
        const ExperimentSummary& last = page->experiments.back();
        QCOMPARE(name(last.status), name(RunStatus::Complete));
        QCOMPARE(last.skips, std::string("1,3,5 | none"));
        QCOMPARE(last.imagesDone, std::int64_t(5000));
        QCOMPARE(last.accuracy, std::optional<double>(0.875));
        QCOMPARE(last.firstShare, std::optional<double>(0.625));
        QCOMPARE(last.breakEvenShare, std::optional<double>());
    }

    void pagesNeitherRepeatNorMissAnExperiment() {
        ExperimentQuery query;
        query.limit = 2;
        std::vector<std::string> seen;
        ExperimentReader all = reader();
        for (int pages = 1;; ++pages) {
            const auto page = all.list(query);
            QVERIFY(page.has_value());
            for (const std::string& id : idsOf(*page)) {
                seen.push_back(id);
            }
            if (!page->next) {
                QCOMPARE(pages, 3);
                break;
            }
            query.after = page->next;
        }
        QCOMPARE(seen, (std::vector<std::string>{m_ids[4], m_ids[3], m_ids[2], m_ids[1], m_ids[0]}));
    }

    void aListCanBeNarrowed() {
        ExperimentQuery query;
        query.device = "cpu:torch";
        QCOMPARE(idsOf(*reader().list(query)).size(), std::size_t(3));
        query.groupId = "one group";
        QCOMPARE(idsOf(*reader().list(query)), (std::vector<std::string>{m_ids[1], m_ids[0]}));
        query.status = RunStatus::Complete;
        QCOMPARE(idsOf(*reader().list(query)), std::vector<std::string>{m_ids[0]});
        query.status = RunStatus::Paused;
        QVERIFY(reader().list(query)->experiments.empty());
    }

    void aSummaryAsJsonHasStableKeysAndNullForUnknown() {
        const nlohmann::json json = reader().list()->experiments.back();
        QCOMPARE(json.at("experiment_id").get<std::string>(), m_ids[0]);
        QCOMPARE(json.at("status").get<std::string>(), std::string("complete"));
        QCOMPARE(json.at("accuracy").get<double>(), 0.875);
        QVERIFY(json.at("break_even_share").is_null());
    }

    void anyUniquePrefixOfAnIdWillDo() {
        ExperimentReader r = reader();
        QCOMPARE(*r.resolve("b"), m_ids[2]);
        QCOMPARE(*r.resolve("AAAA"), m_ids[0]);
        QCOMPARE(*r.resolve(m_ids[1]), m_ids[1]);
    }

    void anAmbiguousPrefixNamesCandidates() {
        const auto found = reader().resolve("aaa");
        QCOMPARE(found.error().code, ErrorCode::Ambiguous);
        QVERIFY(found.error().message.find(m_ids[0]) != std::string::npos);
        QVERIFY(found.error().message.find(m_ids[1]) != std::string::npos);
    }

    void whatIsNoIdOrNotThereIsSaid() {
        ExperimentReader r = reader();
        QCOMPARE(r.resolve("abcd").error().code, ErrorCode::NotFound);
        QVERIFY(r.resolve("abcd").error().message.find("abcd") != std::string::npos);
        QCOMPARE(r.resolve("a%").error().code, ErrorCode::Usage);  // no wildcards
        QCOMPARE(r.resolve("").error().code, ErrorCode::Usage);
        QCOMPARE(r.resolve(std::string(37, 'a')).error().code, ErrorCode::Usage);
        QCOMPARE(r.show("abcd").error().code, ErrorCode::NotFound);
        QCOMPARE(r.record("abcd").error().code, ErrorCode::NotFound);
        QCOMPARE(r.allResults("abcd").error().code, ErrorCode::NotFound);
        QCOMPARE(ExperimentReader::open(m_file.parent_path() / "absent.db").error().code,
                 ErrorCode::NotFound);
    }

    void resultsComeInPagesByImage() {
        ExperimentReader r = reader();
        std::vector<ImageResult> seen;
        std::int64_t after = std::numeric_limits<std::int64_t>::min();
        for (;;) {
            const auto page = r.results("aaaa", after, 777);
            QVERIFY(page.has_value());
            for (const StoredResult& stored : *page) {
                QCOMPARE(stored.segment, 1);
                seen.push_back(stored.result);
            }
            if (page->size() < 777) {
                break;
            }
            after = page->back().result.outcome.imageIndex;
        }
        QCOMPARE(seen, samples::images(0, 5000));
        QCOMPARE(*r.allResults("aaaa"), seen);  // more than one page inside
    }

    void aWalkOverTheResultsCanStop() {
        int calls = 0;
        const auto walked = reader().forEachResult("aaaa", [&](const StoredResult&) { return ++calls < 10; });
        QVERIFY(walked.has_value());
        QCOMPARE(calls, 10);
    }

    /// Rows that other tools have spoiled are an error, not an index out of range in a sweep.
    void rowsThatContradictTheLadderAreRefused() {
        const std::filesystem::path copy = m_file.parent_path() / "spoiled.db";
        std::filesystem::copy_file(m_file, copy, std::filesystem::copy_options::overwrite_existing);
        {
            SQLite::Database database(copy, SQLite::OPEN_READWRITE);
            database.exec("UPDATE visits SET effort = 9 WHERE image_index = 2");
            database.exec(
                "UPDATE experiment_documents SET config = '{\"batch\": \"many\"}' WHERE experiment = "
                "(SELECT id FROM experiments WHERE experiment_id LIKE 'bbbb%')");
        }
        auto spoiled = ExperimentReader::open(copy);
        QVERIFY(spoiled.has_value());
        QCOMPARE(spoiled->allResults("aaaa").error().code, ErrorCode::Database);
        QCOMPARE(spoiled->record("bbbb").error().code, ErrorCode::Database);
    }

private:
    [[nodiscard]] ExperimentReader reader() const { return *ExperimentReader::open(m_file); }
    static std::vector<std::string> idsOf(const ExperimentPage& page) {
        std::vector<std::string> ids;
        for (const ExperimentSummary& summary : page.experiments) {
            ids.push_back(summary.experimentId);
        }
        return ids;
    }

    QTemporaryDir m_folder;
    std::filesystem::path m_file;
    std::vector<std::string> m_ids;
};

QTEST_GUILESS_MAIN(TestExperimentReader)
#include "tst_experiment_reader.moc"
