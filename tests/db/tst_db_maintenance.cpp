// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/experiment_reader.h"
#include "db/experiment_store.h"
#include "db/maintenance.h"
#include "db/names.h"
#include "db/sample_runs.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

using namespace pivot;

/// check, vacuum and merge.
class TestDbMaintenance : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        const std::filesystem::path folder = m_folder->path().toStdString();
        m_file = folder / "here.db";
        m_other = folder / "the other's.db";
    }

    void aSoundFileHasNoProblems() {
        store(m_file, 200);
        const auto check = checkDatabase(m_file);
        QVERIFY(check.has_value());
        QVERIFY(check->sound());
        QCOMPARE(check->experiments, std::int64_t(1));
        QCOMPARE(check->outcomes, std::int64_t(200));
        QVERIFY(check->visits > 200);
    }

    void contradictionsAreFound_data() {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<QString>("said");
        QTest::newRow("an outcome is missing") << "DELETE FROM outcomes WHERE image_index = 5"
                                               << "counts 200 images";
        QTest::newRow("a failure is missing")
            << "UPDATE outcomes SET error = NULL, exit_effort = NULL WHERE image_index = 13"
            << "failed images";
        QTest::newRow("complete, but short") << "UPDATE experiments SET image_count = 300"
                                             << "200 of 300";
        QTest::newRow("a visit is missing") << "DELETE FROM visits WHERE image_index = 8"
                                            << "image 8";
        QTest::newRow("a reference leads nowhere") << "UPDATE outcomes SET segment = 9 WHERE image_index = 3"
                                                   << "table segments";
        QTest::newRow("another ladder")
            << "UPDATE experiment_documents SET config = json_remove(config, '$.efforts[1]')"
            << "has 2 efforts";
        QTest::newRow("no report") << "UPDATE experiment_documents SET report = NULL"
                                   << "without a report";
    }
    void contradictionsAreFound() {
        QFETCH(QString, sql);
        QFETCH(QString, said);
        store(m_file, 200);
        change(m_file, "PRAGMA foreign_keys = OFF; " + sql.toStdString());
        const auto check = checkDatabase(m_file);
        QVERIFY(check.has_value());
        QVERIFY(!check->sound());
        QString all;
        for (const std::string& problem : check->problems) {
            all += QString::fromStdString(problem) + "\n";
        }
        QVERIFY2(all.contains(said), qPrintable(all));
    }

    void damagedPagesAreFound() {
        store(m_file, 2000);
        QFile stream(QString::fromStdString(m_file.string()));
        QVERIFY(stream.open(QIODevice::ReadWrite));
        QVERIFY(stream.seek(stream.size() / 2));
        stream.write(QByteArray(20000, '\x5a'));
        stream.close();
        const auto check = checkDatabase(m_file);
        QVERIFY(check.has_value());
        QVERIFY(!check->sound());
    }

    void aFileThatIsNotOursCannotBeChecked() {
        change(m_other, "CREATE TABLE x (y)");
        QCOMPARE(checkDatabase(m_other).error().code, ErrorCode::Database);
        QCOMPARE(checkDatabase(m_file).error().code, ErrorCode::NotFound);
        QVERIFY(!std::filesystem::exists(m_file));  // looking made none
    }

    void vacuumGivesTheRoomOfDeletedExperimentsBack() {
        const RunRecord kept = store(m_file, 100);
        const RunRecord dropped = store(m_file, 3000);
        change(m_file, "PRAGMA foreign_keys = ON; DELETE FROM experiments WHERE experiment_id = '" +
                           dropped.experimentId + "'");
        const auto report = vacuumDatabase(m_file);
        QVERIFY(report.has_value());
        QVERIFY(report->bytesAfter < report->bytesBefore / 2);
        QCOMPARE(std::filesystem::file_size(m_file), report->bytesAfter);
        QCOMPARE(*ExperimentReader::open(m_file)->allResults(kept.experimentId), samples::images(0, 100));
        QVERIFY(checkDatabase(m_file)->sound());
    }

    void mergingCopiesWhatIsNotThereYet() {
        store(m_file, 50);
        const RunRecord shared = store(m_other, 70);
        QCOMPARE(mergeDatabase(m_file, m_other)->copied, std::vector<std::string>{shared.experimentId});
        const RunRecord fresh = store(m_other, 90);
        const QByteArray before = contents(m_other);

        const auto report = mergeDatabase(m_file, m_other);
        QVERIFY(report.has_value());
        QCOMPARE(report->copied, std::vector<std::string>{fresh.experimentId});
        QCOMPARE(report->duplicates, std::vector<std::string>{shared.experimentId});
        QVERIFY(report->running.empty());
        QCOMPARE(contents(m_other), before);  // only read

        auto reader = ExperimentReader::open(m_file);
        QCOMPARE(reader->list()->experiments.size(), std::size_t(3));
        QCOMPARE(*reader->allResults(fresh.experimentId), samples::images(0, 90));
        auto original = ExperimentReader::open(m_other);
        QVERIFY(reader->show(fresh.experimentId)->summary == original->show(fresh.experimentId)->summary);
        QVERIFY(reader->record(fresh.experimentId)->config == fresh.config);
        QVERIFY(checkDatabase(m_file)->sound());
    }

    void mergingIntoANewFileMakesIt() {
        const RunRecord record = store(m_other, 20);
        QVERIFY(mergeDatabase(m_file, m_other).has_value());
        QCOMPARE(*ExperimentReader::open(m_file)->allResults(record.experimentId), samples::images(0, 20));
    }

    void aRunInProgressIsLeftOutAndADeadOneArrivesInterrupted() {
        const RunRecord dead = samples::record(10);
        {
            auto run = ExperimentStore::create(m_other);
            QVERIFY((*run)->begin(dead).has_value());
            QVERIFY((*run)->add(samples::images(0, 4)).has_value());
        }
        const RunRecord alive = samples::record(10);
        auto run = ExperimentStore::create(m_other);
        QVERIFY((*run)->begin(alive).has_value());

        const auto report = mergeDatabase(m_file, m_other);
        QVERIFY(report.has_value());
        QCOMPARE(report->copied, std::vector<std::string>{dead.experimentId});
        QCOMPARE(report->running, std::vector<std::string>{alive.experimentId});
        QCOMPARE(name(ExperimentReader::open(m_file)->show(dead.experimentId)->summary.status),
                 name(RunStatus::Interrupted));
        QVERIFY(ExperimentStore::resume(m_file, dead.experimentId).has_value());
    }

    void whatCannotBeMergedIsRefusedByName() {
        store(m_file, 20);
        QCOMPARE(mergeDatabase(m_file, m_file).error().code, ErrorCode::Usage);
        QCOMPARE(mergeDatabase(m_file, m_other).error().code, ErrorCode::NotFound);
        change(m_other, "CREATE TABLE x (y)");
        const auto foreign = mergeDatabase(m_file, m_other);
        QCOMPARE(foreign.error().code, ErrorCode::Database);
        QVERIFY(foreign.error().message.find("the other's.db") != std::string::npos);
        QVERIFY(checkDatabase(m_file)->sound());
    }

    void aDamagedSourceIsNamedAndNothingIsCopied() {
        store(m_file, 20);
        store(m_other, 2000);
        QFile stream(QString::fromStdString(m_other.string()));
        QVERIFY(stream.open(QIODevice::ReadWrite));
        QVERIFY(stream.seek(stream.size() / 2));
        stream.write(QByteArray(20000, '\x5a'));
        stream.close();
        const auto merged = mergeDatabase(m_file, m_other);
        QVERIFY(!merged.has_value());
        QCOMPARE(merged.error().code, ErrorCode::Database);
        QVERIFY(merged.error().message.find("the other's.db") != std::string::npos);
        QCOMPARE(ExperimentReader::open(m_file)->list()->experiments.size(), std::size_t(1));
        QVERIFY(checkDatabase(m_file)->sound());
    }

    void aFileThatIsNotThereHasNoDeadRuns() {
        QVERIFY(markDeadRunsInterrupted(m_file)->empty());
        QVERIFY(!std::filesystem::exists(m_file));
    }

private:
    static RunRecord store(const std::filesystem::path& file, std::int64_t images) {
        const RunRecord record = samples::record(images);
        auto run = ExperimentStore::create(file);
        if (!run || !(*run)->begin(record) || !(*run)->add(samples::images(0, images)) ||
            !(*run)->finish(RunStatus::Complete, samples::report(record))) {
            qFatal("the experiment could not be stored");
        }
        return record;
    }

    static void change(const std::filesystem::path& file, const std::string& sql) {
        SQLite::Database database(file, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        database.exec(sql);
    }

    static QByteArray contents(const std::filesystem::path& file) {
        QFile stream(QString::fromStdString(file.string()));
        return stream.open(QIODevice::ReadOnly) ? stream.readAll() : QByteArray("unreadable");
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::filesystem::path m_file, m_other;
};

QTEST_GUILESS_MAIN(TestDbMaintenance)
#include "tst_db_maintenance.moc"
