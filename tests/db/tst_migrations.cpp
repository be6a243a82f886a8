// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/connection.h"
#include "db/experiment_reader.h"
#include "db/experiment_store.h"
#include "db/maintenance.h"
#include "db/names.h"
#include "db/result_statements.h"
#include "db/sample_runs.h"
#include "db/schema_manager.h"

#include <QTemporaryDir>
#include <QtTest>
#include <nlohmann/json.hpp>

using namespace pivot;

/// A file as an earlier version wrote it is brought up to date without losing anything.
class TestMigrations : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        m_file = std::filesystem::path(m_folder->path().toStdString()) / "experiments.db";
    }

    /// Format 1 had the long texts in the table of experiments, and nothing that people keep.
    void aFileOfFormat1KeepsItsExperiments() {
        const RunRecord done = samples::record(40);
        RunRecord stopped = samples::record(9);
        stopped.config.ladder.score = ScoreKind::Margin;
        setHardestAccepted(stopped.config.ladder.efforts[0], ScoreKind::Margin, 0.25);
        writeFormat1({{done, RunStatus::Complete}, {stopped, RunStatus::Cancelled}});
        auto reader = ExperimentReader::open(m_file);
        QVERIFY2(reader.has_value(), reader ? "" : reader.error().message.c_str());
        const auto page = reader->list();
        QCOMPARE(page->experiments.size(), std::size_t(2));
        const auto detail = reader->show(done.experimentId);
        QVERIFY2(detail.has_value(), detail ? "" : detail.error().message.c_str());
        QCOMPARE(detail->summary.accuracy, std::optional(0.875));
        QCOMPARE(detail->summary.firstShare, std::optional(0.625));
        QCOMPARE(detail->summary.edpReduction, std::optional(1.41));
        QCOMPARE(detail->summary.skips, std::string("1,3,5 | none"));
        QCOMPARE(detail->summary.firstThresholdNats, std::optional(0.1 + 0.36));
        QCOMPARE(detail->summary.score, std::string("entropy"));
        QVERIFY(!detail->summary.firstThresholdScore.has_value());
        const auto byMargin = reader->show(stopped.experimentId);
        QCOMPARE(byMargin->summary.score, std::string("margin"));
        QCOMPARE(byMargin->summary.firstThresholdScore, std::optional(0.75));
        QVERIFY(detail->record.config == done.config);
        QVERIFY(*detail->report == samples::report(done));
        QVERIFY(detail->summary.name.empty() && detail->summary.tags.empty() && !detail->summary.starred);
        QCOMPARE(*reader->allResults(done.experimentId), samples::images(0, 40));
        QVERIFY(!reader->show(stopped.experimentId)->report.has_value());
        QVERIFY(checkDatabase(m_file)->sound());
        // Foreign keys lead to the new table: deleting an experiment takes its images along.
        SQLite::Database database = sqlite::openReadWrite(m_file, sqlite::kDefaultBusyTimeout, false);
        database.exec("DELETE FROM experiments");
        QCOMPARE(database.execAndGet("SELECT count(*) FROM visits").getInt(), 0);
        QCOMPARE(database.execAndGet("SELECT count(*) FROM experiment_documents").getInt(), 0);
    }

    void aRunThatWasStoppedBeforeTheMigrationCanBeResumed() {
        const RunRecord record = samples::record(30);
        writeFormat1({{record, RunStatus::Cancelled}});
        auto store = ExperimentStore::resume(m_file, record.experimentId);
        QVERIFY2(store.has_value(), store ? "" : store.error().message.c_str());
        QVERIFY((*store)->begin(record).has_value());
        QVERIFY((*store)->finish(RunStatus::Complete, samples::report(record)).has_value());
        QCOMPARE(ExperimentReader::open(m_file)->show(record.experimentId)->summary.accuracy,
                 std::optional(0.875));
    }

    void theFileAsItWasLiesBesideIt() {
        writeFormat1({{samples::record(3), RunStatus::Complete}});
        const auto report = SchemaManager(m_file).bringUpToDate();
        QCOMPARE(name(report->outcome), name(SchemaOutcome::Migrated));
        QCOMPARE(report->versionBefore, 1);
        QCOMPARE(report->version, SchemaManager(m_file).latestVersion());
        SQLite::Database backup = sqlite::openReadOnly(report->backup, sqlite::kDefaultBusyTimeout);
        QCOMPARE(backup.execAndGet("PRAGMA user_version").getInt(), 1);
        QCOMPARE(backup.execAndGet("SELECT json_extract(report, '$.accuracy') FROM experiments").getDouble(),
                 0.875);
    }

    void aFileOfFormat1ThatLacksATableIsDamaged() {
        writeFormat1({{samples::record(3), RunStatus::Complete}});
        SQLite::Database(m_file, SQLite::OPEN_READWRITE)
            .exec("PRAGMA foreign_keys = OFF; DROP TABLE segments");
        QCOMPARE(name(SchemaManager(m_file).bringUpToDate()->outcome), name(SchemaOutcome::Damaged));
    }

    void aFileOfFormat2ThatLacksItsOwnTableIsDamaged() {
        QVERIFY(prepareDatabase(m_file).has_value());
        SQLite::Database(m_file, SQLite::OPEN_READWRITE).exec("DROP TABLE experiment_documents");
        const auto report = SchemaManager(m_file).bringUpToDate();
        QCOMPARE(name(report->outcome), name(SchemaOutcome::Damaged));
        QVERIFY(report->message.find("experiment_documents") != std::string::npos);
    }

private:
    struct Stored {
        RunRecord record;
        RunStatus status;
    };

    /// As the program of format 1 wrote it.
    void writeFormat1(const std::vector<Stored>& experiments) const {
        const std::vector<Migration> first{builtinMigrations().front()};
        if (!SchemaManager(m_file, first).bringUpToDate()) {
            qFatal("no file of format 1");
        }
        SQLite::Database database = sqlite::openReadWrite(m_file, sqlite::kDefaultBusyTimeout, false);
        for (const auto& [record, status] : experiments) {
            SQLite::Statement insert(
                database,
                "INSERT INTO experiments (experiment_id, group_id, status, created_utc, device, model, "
                "model_fingerprint, dataset, dataset_range, dataset_fingerprint, mode, rerun, precision, "
                "batch, "
                "image_count, images_done, images_failed, config, threshold_source, environment, report) "
                "VALUES (?,?,?,?,?,?,?,?,?,?,'routed','prefix','fp32',32,?,?,?,?,?,?,?)");
            const auto images = samples::images(0, record.imageCount);
            std::int64_t failed = 0;
            for (const ImageResult& image : images) {
                failed += image.outcome.error.empty() ? 0 : 1;
            }
            int index = 0;
            for (const std::string& text :
                 {record.experimentId, record.groupId, std::string(toString(status)), record.createdUtc,
                  record.config.device, record.config.model, record.modelFingerprint, record.config.dataset,
                  record.datasetRange, record.datasetFingerprint}) {
                insert.bind(++index, text);
            }
            for (const std::int64_t number : {record.imageCount, record.imageCount, failed}) {
                insert.bind(++index, number);
            }
            insert.bind(++index, nlohmann::json(record.config).dump());
            insert.bind(++index, std::string(R"({"split":"train[55000:60000]","objective":"edp,loss=0.2",)"
                                             R"("on_reported_images":false})"));
            insert.bind(++index, record.environment.dump());
            if (status == RunStatus::Complete) {
                insert.bind(++index, nlohmann::json(samples::report(record)).dump());
            }
            insert.exec();
            const std::string row = std::to_string(database.getLastInsertRowid());
            database.exec("INSERT INTO efforts VALUES (" + row + ", 0, '1,3,5', '', 0.1 + 0.36, 0), (" + row +
                          ", 1, 'none', '', NULL, 1)");
            database.exec("INSERT INTO segments VALUES (" + row + ", 1, '2024', '2024', 'here', '{}')");
            sqlite::ResultStatements(database).insert(std::stoll(row), 1, images);
        }
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::filesystem::path m_file;
};

QTEST_GUILESS_MAIN(TestMigrations)
#include "tst_migrations.moc"
