// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/experiment_reader.h"
#include "db/experiment_store.h"
#include "db/maintenance.h"
#include "db/names.h"
#include "db/sample_runs.h"
#include "db/schema_manager.h"

#include <sqlite3.h>

#include <QTemporaryDir>
#include <QtTest>
#include <atomic>
#include <map>
#include <memory>
#include <mutex>

using namespace pivot;

namespace {

/// A disk with a chosen amount of room: the default VFS whose writes fail with SQLITE_FULL, which is what
/// SQLite makes of ENOSPC, when the room is used up.
class SmallDisk {
public:
    static constexpr sqlite3_int64 kUnlimited = -1;

    static void install() {
        s_system = sqlite3_vfs_find(nullptr);
        s_vfs = *s_system;
        s_vfs.zName = "small-disk";
        s_vfs.xOpen = &SmallDisk::open;
        sqlite3_vfs_register(&s_vfs, 1);
    }
    static void setRoom(sqlite3_int64 bytes) { s_room = bytes; }

private:
    /// The functions of one kind of file (a journal's differ from a database's) with our write in them.
    struct Wrapped {
        sqlite3_io_methods methods;  ///< first, so that a file's pointer to it finds `system` too
        const sqlite3_io_methods* system;
    };
    static const sqlite3_io_methods* wrap(const sqlite3_io_methods* system) {
        const std::lock_guard lock(s_mutex);
        auto& wrapped = s_wrapped[system];
        if (!wrapped) {
            wrapped = std::make_unique<Wrapped>(Wrapped{*system, system});
            wrapped->methods.xWrite = &SmallDisk::write;
        }
        return &wrapped->methods;
    }
    static int open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* outFlags) {
        const int rc = s_system->xOpen(s_system, name, file, flags, outFlags);
        if (rc == SQLITE_OK && file->pMethods) {
            file->pMethods = wrap(file->pMethods);
        }
        return rc;
    }
    static int write(sqlite3_file* file, const void* data, int bytes, sqlite3_int64 offset) {
        sqlite3_int64 room = s_room;
        while (room != kUnlimited) {
            if (room < bytes) {
                return SQLITE_FULL;
            }
            if (s_room.compare_exchange_weak(room, room - bytes)) {
                break;
            }
        }
        return reinterpret_cast<const Wrapped*>(file->pMethods)->system->xWrite(file, data, bytes, offset);
    }

    static inline sqlite3_vfs* s_system = nullptr;
    static inline sqlite3_vfs s_vfs{};
    static inline std::mutex s_mutex;
    static inline std::map<const sqlite3_io_methods*, std::unique_ptr<Wrapped>> s_wrapped;
    static inline std::atomic<sqlite3_int64> s_room = kUnlimited;
};

}  // namespace

/// A disk that is full before or during a run: one sentence, and nothing that was stored is lost.
class TestFullDisk : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { SmallDisk::install(); }
    void init() {
        SmallDisk::setRoom(SmallDisk::kUnlimited);
        m_folder = std::make_unique<QTemporaryDir>();
        m_file = std::filesystem::path(m_folder->path().toStdString()) / "experiments.db";
    }
    void cleanup() { SmallDisk::setRoom(SmallDisk::kUnlimited); }

    void aNewFileThatDoesNotFit() {
        for (const sqlite3_int64 room : {0, 100, 5000, 30000}) {
            SmallDisk::setRoom(room);
            const auto store = ExperimentStore::create(m_file);
            QVERIFY2(!store.has_value(), qPrintable(QString::number(room)));
            QCOMPARE(store.error().code, ErrorCode::Io);
            QVERIFY2(store.error().message.find("full") != std::string::npos, store.error().message.c_str());
            SmallDisk::setRoom(SmallDisk::kUnlimited);
        }
        QVERIFY(ExperimentStore::create(m_file).has_value());  // the failed attempts are not in the way
    }

    void aRunThatDoesNotFitStopsAndKeepsWhatItHas() {
        const RunRecord record = samples::record(100000);
        std::int64_t handedOver = 0;
        {
            auto store = ExperimentStore::create(m_file);
            QVERIFY(store.has_value());
            QVERIFY((*store)->begin(record).has_value());
            QVERIFY((*store)->add(samples::images(0, 500)).has_value());
            QTRY_COMPARE_WITH_TIMEOUT(
                ExperimentReader::open(m_file)->show(record.experimentId)->summary.imagesDone, 500, 20000);
            SmallDisk::setRoom(200000);
            Result<void> added;
            for (handedOver = 500; added && handedOver < record.imageCount; handedOver += 500) {
                added = (*store)->add(samples::images(handedOver, handedOver + 500));
            }
            QVERIFY(!added.has_value());
            QCOMPARE(added.error().code, ErrorCode::Io);
            QVERIFY(added.error().message.find("full") != std::string::npos);
            // Even if the caller says complete, the file must not.
            const auto finished = (*store)->finish(RunStatus::Complete, samples::report(record));
            QVERIFY(!finished.has_value());
            QCOMPARE(finished.error(), added.error());
        }
        SmallDisk::setRoom(SmallDisk::kUnlimited);
        QVERIFY(checkDatabase(m_file)->sound());
        auto reader = ExperimentReader::open(m_file);
        const auto stored = reader->allResults(record.experimentId);
        QVERIFY(stored->size() >= 500);
        QCOMPARE(*stored, samples::images(0, std::int64_t(stored->size())));
        QVERIFY(reader->show(record.experimentId)->summary.status != RunStatus::Complete);
    }

    void withRoomAgainTheRunIsResumed() {
        const RunRecord record = samples::record(4000);
        {
            auto store = ExperimentStore::create(m_file);
            QVERIFY((*store)->begin(record).has_value());
            SmallDisk::setRoom(0);
            QVERIFY((*store)->add(samples::images(0, 100)).has_value());
            QTRY_VERIFY_WITH_TIMEOUT(!(*store)->add({}).has_value(),
                                     60000);            // the writer has met the full disk
            SmallDisk::setRoom(SmallDisk::kUnlimited);  // somebody made room before the run had ended
            QVERIFY(!(*store)->finish(RunStatus::Complete, samples::report(record)).has_value());
        }
        auto reader = ExperimentReader::open(m_file);
        QCOMPARE(name(reader->show(record.experimentId)->summary.status), name(RunStatus::Failed));
        QCOMPARE(reader->report(record.experimentId)->status, std::string("failed"));
        const auto done = std::int64_t(reader->allResults(record.experimentId)->size());
        auto store = ExperimentStore::resume(m_file, record.experimentId);
        QVERIFY(store.has_value());
        QVERIFY((*store)->begin(record).has_value());
        QVERIFY((*store)->add(samples::images(done, 4000)).has_value());
        QVERIFY((*store)->finish(RunStatus::Complete, samples::report(record)).has_value());
        QCOMPARE(*reader->allResults(record.experimentId), samples::images(0, 4000));
        QVERIFY(checkDatabase(m_file)->sound());
    }

    /// The copy comes first: without room for it nothing is migrated, and no half copy stays.
    /// Nobody can write down that it is dead; it is listed so all the same.
    void onAFullDiskTheListIsReadAllTheSame() {
        const RunRecord record = samples::record(10);
        {
            auto store = ExperimentStore::create(m_file);
            QVERIFY((*store)->begin(record).has_value());
        }
        SmallDisk::setRoom(0);
        const auto marked = markDeadRunsInterrupted(m_file);
        QVERIFY2(marked.has_value(), marked ? "" : marked.error().message.c_str());
        QVERIFY(marked->empty());
        const auto page = ExperimentReader::open(m_file)->list();
        QVERIFY2(page.has_value(), page ? "" : page.error().message.c_str());
        QCOMPARE(name(page->experiments.at(0).status), name(RunStatus::Interrupted));
        SmallDisk::setRoom(SmallDisk::kUnlimited);
        QCOMPARE(markDeadRunsInterrupted(m_file)->size(), std::size_t(1));
    }

    void aMigrationWithoutRoomForTheCopyChangesNothing() {
        QVERIFY(prepareDatabase(m_file).has_value());
        std::vector<Migration> migrations = builtinMigrations();
        migrations.push_back({migrations.back().version + 1, "CREATE TABLE more (id INTEGER) STRICT;"});
        SmallDisk::setRoom(10000);
        const auto report = SchemaManager(m_file, migrations).bringUpToDate();
        QVERIFY(!report.has_value());
        QCOMPARE(report.error().code, ErrorCode::Io);
        SmallDisk::setRoom(SmallDisk::kUnlimited);
        QCOMPARE(name(SchemaManager(m_file).inspect()->outcome), name(SchemaOutcome::UpToDate));
        QCOMPARE(QDir(m_folder->path()).entryList({"*.backup*"}).size(), 0);
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::filesystem::path m_file;
};

QTEST_GUILESS_MAIN(TestFullDisk)
#include "tst_full_disk.moc"
