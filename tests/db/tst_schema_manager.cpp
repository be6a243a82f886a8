// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/experiment_reader.h"
#include "db/experiment_store.h"
#include "db/maintenance.h"
#include "db/names.h"
#include "db/sample_runs.h"
#include "db/schema_manager.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <QFile>
#include <QTemporaryDir>
#include <QtTest>
#include <thread>

using namespace pivot;

namespace {

constexpr auto kSoon = std::chrono::milliseconds(100);

/// A later version of the schema, as a later program would have it.
std::vector<Migration> withMore(std::string_view sql) {
    std::vector<Migration> migrations = builtinMigrations();
    migrations.push_back({migrations.back().version + 1, sql});
    return migrations;
}

QByteArray contents(const std::filesystem::path& file) {
    QFile stream(QString::fromStdString(file.string()));
    return stream.open(QIODevice::ReadOnly) ? stream.readAll() : QByteArray("unreadable");
}

/// A finished experiment of `images` images in `file`; its record.
RunRecord storeExperiment(const std::filesystem::path& file, std::int64_t images) {
    const RunRecord record = samples::record(images);
    auto store = ExperimentStore::create(file);
    if (!store || !(*store)->begin(record) || !(*store)->add(samples::images(0, images)) ||
        !(*store)->finish(RunStatus::Complete, samples::report(record))) {
        qFatal("the experiment could not be stored");
    }
    return record;
}

}  // namespace

/// What a file can be, and what becomes of it: every SchemaOutcome, and every place that cannot be written.
class TestSchemaManager : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        QVERIFY(m_folder->isValid());
        m_file = std::filesystem::path(m_folder->path().toStdString()) /
                 "a file 100%?#.db";  // a name that needs quoting
    }

    void anAbsentFileIsCreated() {
        const auto report = SchemaManager(m_file).bringUpToDate();
        QVERIFY(report.has_value());
        QCOMPARE(name(report->outcome), name(SchemaOutcome::Created));
        QCOMPARE(report->version, SchemaManager(m_file).latestVersion());
        SQLite::Database database(m_file, SQLite::OPEN_READONLY);
        QCOMPARE(database.execAndGet("PRAGMA application_id").getInt(), 0x50495654);
        QCOMPARE(database.execAndGet("PRAGMA journal_mode").getString(), std::string("wal"));
        QCOMPARE(
            database
                .execAndGet("SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND type = 'table' "
                            "AND name NOT LIKE 'sqlite_%' AND NOT strict")
                .getInt(),
            0);
    }

    void anEmptyFileIsFilled() {
        QFile empty(QString::fromStdString(m_file.string()));
        QVERIFY(empty.open(QIODevice::WriteOnly));
        empty.close();
        QCOMPARE(name(SchemaManager(m_file).bringUpToDate()->outcome), name(SchemaOutcome::Created));
    }

    void aCurrentFileIsLeftAsItIs() {
        QVERIFY(prepareDatabase(m_file).has_value());
        const QByteArray before = contents(m_file);
        QCOMPARE(name(SchemaManager(m_file).bringUpToDate()->outcome), name(SchemaOutcome::UpToDate));
        QCOMPARE(contents(m_file), before);
    }

    void anOlderFileIsMigratedAfterACopy() {
        const RunRecord record = storeExperiment(m_file, 40);
        const auto migrations = withMore(
            "ALTER TABLE experiments ADD COLUMN colour TEXT; CREATE TABLE more (id INTEGER) STRICT;");
        const auto report = SchemaManager(m_file, migrations).bringUpToDate();
        QVERIFY(report.has_value());
        QCOMPARE(name(report->outcome), name(SchemaOutcome::Migrated));
        QCOMPARE(report->versionBefore, SchemaManager(m_file).latestVersion());
        QCOMPARE(report->version, report->versionBefore + 1);
        SQLite::Database migrated(m_file, SQLite::OPEN_READONLY);
        QCOMPARE(migrated.execAndGet("SELECT count(*) FROM outcomes").getInt(), 40);
        QCOMPARE(migrated.execAndGet("SELECT count(*) FROM experiments WHERE colour IS NULL").getInt(), 1);

        // The copy is the old file, and this program still reads it.
        QVERIFY(!report->backup.empty());
        auto reader = ExperimentReader::open(report->backup);
        QVERIFY(reader.has_value());
        QCOMPARE(reader->allResults(record.experimentId)->size(), std::size_t(40));
    }

    void aFailedMigrationChangesNothing() {
        storeExperiment(m_file, 40);
        const auto report =
            SchemaManager(
                m_file, withMore("CREATE TABLE more (id INTEGER) STRICT; DELETE FROM visits; SELECT wrong;"))
                .bringUpToDate();
        QVERIFY(!report.has_value());
        QCOMPARE(report.error().code, ErrorCode::Database);
        SQLite::Database database(m_file, SQLite::OPEN_READONLY);
        QCOMPARE(database.execAndGet("PRAGMA user_version").getInt(), SchemaManager(m_file).latestVersion());
        QVERIFY(database.execAndGet("SELECT count(*) FROM visits").getInt() > 0);
        QVERIFY(!database.tableExists("more"));
    }

    void aMigrationThatBreaksAReferenceIsRolledBack() {
        storeExperiment(m_file, 40);
        const auto report = SchemaManager(m_file, withMore("DELETE FROM efforts;")).bringUpToDate();
        QVERIFY(!report.has_value());
        QVERIFY(report.error().message.find("visits") != std::string::npos);
        SQLite::Database database(m_file, SQLite::OPEN_READONLY);
        QCOMPARE(database.execAndGet("SELECT count(*) FROM efforts").getInt(), 2);
    }

    void aNewerFileIsRefusedByName() {
        QVERIFY(SchemaManager(m_file, withMore("CREATE TABLE more (id INTEGER) STRICT;"))
                    .bringUpToDate()
                    .has_value());
        const QByteArray before = contents(m_file);
        const auto report = SchemaManager(m_file).bringUpToDate();
        QVERIFY(report.has_value());
        QCOMPARE(name(report->outcome), name(SchemaOutcome::NewerRefused));
        QVERIFY(report->message.find(m_file.string()) != std::string::npos);
        QVERIFY(report->message.find("newer") != std::string::npos);
        for (const Error& error :
             {ExperimentStore::create(m_file).error(), ExperimentReader::open(m_file).error()}) {
            QCOMPARE(error.code, ErrorCode::Database);
            QCOMPARE(error.message, report->message);
        }
        QCOMPARE(contents(m_file), before);
    }

    void aFileThatIsNoDatabaseIsLeftAlone() {
        QFile text(QString::fromStdString(m_file.string()));
        QVERIFY(text.open(QIODevice::WriteOnly));
        text.write(QByteArray("these are the notes of a whole year\n").repeated(50));
        text.close();
        const QByteArray before = contents(m_file);
        QCOMPARE(name(SchemaManager(m_file).bringUpToDate()->outcome), name(SchemaOutcome::NotOurs));
        QCOMPARE(ExperimentStore::create(m_file).error().code, ErrorCode::Database);
        QVERIFY(ExperimentReader::open(m_file).error().message.find("is not a database") !=
                std::string::npos);
        QCOMPARE(contents(m_file), before);
    }

    void anotherProgramsDatabaseIsLeftAlone() {
        {
            SQLite::Database other(m_file, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
            other.exec("CREATE TABLE bookmarks (url TEXT)");
        }
        const QByteArray before = contents(m_file);
        const auto report = SchemaManager(m_file).bringUpToDate();
        QCOMPARE(name(report->outcome), name(SchemaOutcome::NotOurs));
        QVERIFY(report->message.find("another program") != std::string::npos);
        QCOMPARE(contents(m_file), before);
    }

    void aTruncatedFileIsDamaged() {
        storeExperiment(m_file, 200);
        std::filesystem::resize_file(m_file, std::filesystem::file_size(m_file) / 2);
        const auto report = SchemaManager(m_file).bringUpToDate();
        QVERIFY(report.has_value());
        QCOMPARE(name(report->outcome), name(SchemaOutcome::Damaged));
        QVERIFY(report->message.find("damaged") != std::string::npos);
    }

    void aFileThatLacksATableIsDamaged() {
        QVERIFY(prepareDatabase(m_file).has_value());
        {
            SQLite::Database database(m_file, SQLite::OPEN_READWRITE);
            database.exec("DROP TABLE visits");
        }
        const auto report = SchemaManager(m_file).bringUpToDate();
        QCOMPARE(name(report->outcome), name(SchemaOutcome::Damaged));
        QVERIFY(report->message.find("visits") != std::string::npos);
    }

    void aFolderThatIsNotThereOrAFolderAsFileIsAnIoError() {
        const auto absent = prepareDatabase(m_file.parent_path() / "no such folder" / "x.db");
        QCOMPARE(absent.error().code, ErrorCode::Io);
        QVERIFY(absent.error().message.find("no such folder") != std::string::npos);
        QCOMPARE(prepareDatabase(m_file.parent_path()).error().code, ErrorCode::Io);
    }

    /// Opening it would wait for a program at its other end.
    void aPipeIsNotWaitedFor() {
        QCOMPARE(::mkfifo(m_file.c_str(), 0600), 0);
        for (const Error& error : {prepareDatabase(m_file).error(), prepareForReading(m_file).error()}) {
            QCOMPARE(error.code, ErrorCode::Io);
            QVERIFY2(error.message.find("is a pipe") != std::string::npos, error.message.c_str());
        }
        QVERIFY(prepareForReading("/dev/null").error().message.find("a device") != std::string::npos);
    }

    /// A file that may only be read can be read, and writing is refused in a sentence.
    void aReadOnlyPlace() {
        const RunRecord record = storeExperiment(m_file, 10);
        const std::filesystem::path folder = m_file.parent_path();
        using std::filesystem::perms;
        std::filesystem::permissions(m_file, perms::owner_read | perms::group_read | perms::others_read);
        std::filesystem::permissions(folder, perms(0555));
        const bool superuser = geteuid() == 0;  // whom permissions do not bind
        if (superuser) {
            QCOMPARE(seteuid(65534), 0);
        }
        const auto store = ExperimentStore::create(m_file);
        const auto elsewhere = ExperimentStore::create(folder / "new.db");
        auto reader = ExperimentReader::open(m_file);
        const auto read =
            reader ? reader->allResults(record.experimentId) : tl::unexpected<Error>(reader.error());
        if (superuser) {
            QCOMPARE(seteuid(0), 0);
        }
        std::filesystem::permissions(folder, perms::owner_all);

        QVERIFY(!store.has_value());
        QCOMPARE(store.error().code, ErrorCode::Io);
        QVERIFY(store.error().message.find("cannot be written") != std::string::npos);
        QVERIFY(!elsewhere.has_value());
        QCOMPARE(elsewhere.error().code, ErrorCode::Io);
        QVERIFY2(read.has_value(), read ? "" : read.error().message.c_str());
        QCOMPARE(*read, samples::images(0, 10));
    }

    /// Where nobody may write that a run is interrupted, it is listed so all the same.
    void aDeadRunInAReadOnlyPlaceIsListedAsInterrupted() {
        const RunRecord record = samples::record(10);
        {
            auto store = ExperimentStore::create(m_file);
            QVERIFY((*store)->begin(record).has_value());
            QVERIFY((*store)->add(samples::images(0, 4)).has_value());
        }
        const std::filesystem::path folder = m_file.parent_path();
        using std::filesystem::perms;
        std::filesystem::permissions(m_file, perms::owner_read | perms::group_read | perms::others_read);
        std::filesystem::permissions(folder, perms(0555));
        const bool superuser = geteuid() == 0;  // whom permissions do not bind
        if (superuser) {
            QCOMPARE(seteuid(65534), 0);
        }
        const auto marked = markDeadRunsInterrupted(m_file);
        auto reader = ExperimentReader::open(m_file);
        const auto page = reader ? reader->list() : tl::unexpected<Error>(reader.error());
        if (superuser) {
            QCOMPARE(seteuid(0), 0);
        }
        std::filesystem::permissions(folder, perms::owner_all);

        QVERIFY2(marked.has_value(), marked ? "" : marked.error().message.c_str());
        QVERIFY(marked->empty());
        QVERIFY2(page.has_value(), page ? "" : page.error().message.c_str());
        QCOMPARE(page->experiments.size(), std::size_t{1});
        QCOMPARE(name(page->experiments[0].status), name(RunStatus::Interrupted));
        QCOMPARE(page->experiments[0].imagesDone, std::int64_t{4});
    }

    void aLockedFileIsSaidToBeLocked() {
        storeExperiment(m_file, 10);
        SQLite::Database other(m_file, SQLite::OPEN_READWRITE);
        other.exec("PRAGMA locking_mode = EXCLUSIVE");
        other.exec("BEGIN EXCLUSIVE");
        other.exec("UPDATE experiments SET model = 'x'");
        ExperimentStore::Options options;
        options.busyTimeout = kSoon;
        auto store = ExperimentStore::create(m_file, options);
        const auto begun = store ? (*store)->begin(samples::record(1)) : tl::unexpected<Error>(store.error());
        QVERIFY(!begun.has_value());
        QCOMPARE(begun.error().code, ErrorCode::Database);
        QVERIFY(begun.error().message.find("locked") != std::string::npos);
    }

    void severalProgramsMayCreateOneFileAtOnce() {
        for (int round = 0; round < 10; ++round) {
            const std::filesystem::path file = m_file.string() + std::to_string(round);
            allAtOnce([&] { return prepareDatabase(file); });
            QCOMPARE(name(SchemaManager(file).bringUpToDate()->outcome), name(SchemaOutcome::UpToDate));
        }
    }

    void severalProgramsMayMigrateOneFileAtOnce() {
        storeExperiment(m_file, 40);
        const SchemaManager later(m_file, withMore("CREATE TABLE more (id INTEGER) STRICT;"));
        allAtOnce([&] { return later.bringUpToDate(); });
        SQLite::Database database(m_file, SQLite::OPEN_READONLY);
        QCOMPARE(database.execAndGet("SELECT count(*) FROM outcomes").getInt(), 40);
        QCOMPARE(name(later.bringUpToDate()->outcome), name(SchemaOutcome::UpToDate));
    }

private:
    /// Calls `prepare` in six threads at the same time; each must end with a file that it can use.
    template <class Prepare>
    void allAtOnce(Prepare prepare) {
        std::vector<Result<SchemaReport>> reports(6);
        std::vector<std::thread> threads;
        for (Result<SchemaReport>& report : reports) {
            threads.emplace_back([&] { report = prepare(); });
        }
        for (std::thread& thread : threads) {
            thread.join();
        }
        for (const Result<SchemaReport>& report : reports) {
            QVERIFY2(report.has_value(), report ? "" : report.error().message.c_str());
            QVERIFY2(report->usable(), report->message.c_str());
        }
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::filesystem::path m_file;
};

QTEST_GUILESS_MAIN(TestSchemaManager)
#include "tst_schema_manager.moc"
