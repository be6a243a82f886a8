// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/experiment_reader.h"
#include "db/experiment_store.h"
#include "db/maintenance.h"
#include "db/names.h"
#include "db/sample_runs.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <QTemporaryDir>
#include <QtTest>

using namespace pivot;

/// A database that is moved away while a run writes to it: the run says so and stops, and nothing is lost
/// once the file is back in its place.
class TestMovedDatabase : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = std::filesystem::path(m_folder->path().toStdString());
        m_file = m_path / "experiments.db";
    }

    void aRunWhoseFileWasRenamedStopsAndIsResumedWhenItIsBack() {
        const RunRecord record = samples::record(300);
        {
            auto store = ExperimentStore::create(m_file);
            QVERIFY((*store)->begin(record).has_value());
            QVERIFY((*store)->add(samples::images(0, 100)).has_value());
            waitForImages(record, 100);
            std::filesystem::rename(m_file, m_path / "elsewhere.db");
            const auto added = addUntilRefused(**store);
            QVERIFY(!added.has_value());
            QCOMPARE(added.error().code, ErrorCode::Io);
            QVERIFY2(added.error().message.find("put it back") != std::string::npos,
                     added.error().message.c_str());
            QVERIFY(!(*store)->finish(RunStatus::Complete, samples::report(record)).has_value());
        }
        std::filesystem::rename(m_path / "elsewhere.db", m_file);
        QVERIFY(checkDatabase(m_file)->sound());
        QCOMPARE(*ExperimentReader::open(m_file)->allResults(record.experimentId), samples::images(0, 100));
        SQLite::Database(m_file, SQLite::OPEN_READWRITE)
            .exec("UPDATE experiments SET lease_pid_start = lease_pid_start + 1");  // of another process
        auto resumed = ExperimentStore::resume(m_file, record.experimentId);
        QVERIFY2(resumed.has_value(), resumed ? "" : resumed.error().message.c_str());
        QVERIFY((*resumed)->begin(record).has_value());
        QVERIFY((*resumed)->add(samples::images(100, 300)).has_value());
        QVERIFY((*resumed)->finish(RunStatus::Complete, samples::report(record)).has_value());
        QCOMPARE(*ExperimentReader::open(m_file)->allResults(record.experimentId), samples::images(0, 300));
    }

    void aRunWhoseFileWasRemovedDoesNotLookComplete() {
        const RunRecord record = samples::record(10);
        auto store = ExperimentStore::create(m_file);
        QVERIFY((*store)->begin(record).has_value());
        std::filesystem::remove(m_file);
        QVERIFY((*store)->add(samples::images(0, 10)).has_value());  // a buffer takes it
        const auto finished = (*store)->finish(RunStatus::Complete, samples::report(record));
        QVERIFY(!finished.has_value());
        QVERIFY(finished.error().message.find("removed") != std::string::npos);
    }

private:
    void waitForImages(const RunRecord& record, std::int64_t images) const {
        QTRY_COMPARE_WITH_TIMEOUT(
            ExperimentReader::open(m_file)->show(record.experimentId)->summary.imagesDone, images, 20000);
    }
    /// The buffer takes some before the writer notices.
    static Result<void> addUntilRefused(ExperimentStore& store) {
        Result<void> added;
        for (int i = 0; added && i < 400; ++i) {
            added = store.add(samples::images(100, 110));
            QTest::qSleep(50);
        }
        return added;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::filesystem::path m_path, m_file;
};

QTEST_GUILESS_MAIN(TestMovedDatabase)
#include "tst_moved_database.moc"
