// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/log.h"
#include "db/experiment_reader.h"
#include "db/experiment_store.h"
#include "db/maintenance.h"
#include "db/names.h"
#include "db/sample_runs.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <QTemporaryDir>
#include <QtTest>
#include <atomic>
#include <thread>

using namespace pivot;

namespace {

/// Another program in the middle of a write.
class Holder {
public:
    explicit Holder(const std::filesystem::path& file) : m_database(file, SQLite::OPEN_READWRITE) {
        m_database.exec("BEGIN IMMEDIATE");
    }
    void letGo() { m_database.exec("COMMIT"); }

private:
    SQLite::Database m_database;
};

/// Gives up on a lock at once, and has room for few images.
ExperimentStore::Options impatient() {
    ExperimentStore::Options options;
    options.busyTimeout = std::chrono::milliseconds(20);
    options.flushInterval = std::chrono::milliseconds(10);
    options.bufferImages = 8;
    return options;
}

}  // namespace

/// A run outlives another program that holds the file for longer than SQLite waits.
class TestLockedDatabase : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        m_file = std::filesystem::path(m_folder->path().toStdString()) / "experiments.db";
        m_warnings = 0;
        log::setSink([this](log::Level level, std::string_view text) {
            if (level == log::Level::Warning && text.find("is locked") != std::string_view::npos) {
                ++m_warnings;
            }
        });
    }
    void cleanup() { log::setSink({}); }

    void resultsAreKeptAndTheRunWaitsWhenTheBufferIsFull() {
        constexpr std::int64_t kImages = 60;
        const RunRecord record = samples::record(kImages);
        auto store = ExperimentStore::create(m_file, impatient());
        QVERIFY(store.has_value());
        QVERIFY((*store)->begin(record).has_value());

        Holder other(m_file);
        std::atomic<bool> allTaken = false;
        std::atomic<bool> failed = false;
        std::thread run([&] {
            for (std::int64_t at = 0; at < kImages; at += 4) {
                if (!(*store)->add(samples::images(at, at + 4))) {
                    failed = true;
                }
            }
            allTaken = true;
        });
        QTRY_COMPARE_WITH_TIMEOUT(m_warnings.load(), 1, 20000);
        QTest::qWait(100);   // many attempts later
        QVERIFY(!allTaken);  // in hand and in the buffer there is room for a third of them
        QVERIFY(!failed);
        QCOMPARE(m_warnings.load(), 1);

        other.letGo();
        run.join();
        QVERIFY(!failed);
        QVERIFY((*store)->finish(RunStatus::Complete, samples::report(record)).has_value());
        auto reader = ExperimentReader::open(m_file);
        QCOMPARE(*reader->allResults(record.experimentId), samples::images(0, kImages));
        QVERIFY(checkDatabase(m_file)->sound());
    }

    void theEndOfARunWaitsToo() {
        const RunRecord record = samples::record(5);
        auto store = ExperimentStore::create(m_file, impatient());
        QVERIFY((*store)->begin(record).has_value());
        Holder other(m_file);
        QVERIFY((*store)->add(samples::images(0, 5)).has_value());
        std::atomic<bool> ended = false;
        Result<void> finished;
        std::thread run([&] {
            finished = (*store)->finish(RunStatus::Complete, samples::report(record));
            ended = true;
        });
        QTRY_COMPARE_WITH_TIMEOUT(m_warnings.load(), 1, 20000);
        QVERIFY(!ended);
        other.letGo();
        run.join();
        QVERIFY2(finished.has_value(), finished ? "" : finished.error().message.c_str());
        const auto detail = ExperimentReader::open(m_file)->show(record.experimentId);
        QCOMPARE(name(detail->summary.status), name(RunStatus::Complete));
        QCOMPARE(detail->summary.imagesDone, std::int64_t{5});
        QVERIFY(detail->report.has_value());
    }

    /// Nobody waits for ever in a destructor: what could not be stored is run again by a resume.
    void aStoreThatIsDroppedMeanwhileLeavesASoundFile() {
        const RunRecord record = samples::record(5);
        auto store = ExperimentStore::create(m_file, impatient());
        QVERIFY((*store)->begin(record).has_value());
        Holder other(m_file);
        QVERIFY((*store)->add(samples::images(0, 5)).has_value());
        QTRY_COMPARE_WITH_TIMEOUT(m_warnings.load(), 1, 20000);
        store->reset();
        other.letGo();
        const auto detail = ExperimentReader::open(m_file)->show(record.experimentId);
        QCOMPARE(detail->summary.imagesDone, std::int64_t{0});
        QVERIFY(checkDatabase(m_file)->sound());
    }

    /// Who only looks does not have to write down first that a run is dead.
    void aDeadRunIsListedWhileTheFileIsHeld() {
        const RunRecord record = samples::record(5);
        {
            auto store = ExperimentStore::create(m_file, impatient());
            QVERIFY((*store)->begin(record).has_value());
        }
        Holder other(m_file);
        const auto marked = markDeadRunsInterrupted(m_file);
        QVERIFY2(marked.has_value(), marked ? "" : marked.error().message.c_str());
        QVERIFY(marked->empty());
        const auto page = ExperimentReader::open(m_file)->list();
        QCOMPARE(name(page->experiments.at(0).status), name(RunStatus::Interrupted));
        other.letGo();
        QCOMPARE(markDeadRunsInterrupted(m_file)->size(), std::size_t(1));
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::filesystem::path m_file;
    std::atomic<int> m_warnings = 0;
};

QTEST_GUILESS_MAIN(TestLockedDatabase)
#include "tst_locked_database.moc"
