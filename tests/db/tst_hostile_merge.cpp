// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/connection.h"
#include "db/experiment_editor.h"
#include "db/experiment_reader.h"
#include "db/experiment_store.h"
#include "db/maintenance.h"
#include "db/names.h"
#include "db/sample_runs.h"
#include "db/schema_manager.h"
#include "db/shard_union.h"

#include <unistd.h>

#include <QTemporaryDir>
#include <QtTest>

using namespace pivot;

/// Files that should not be merged, or not as they are: each says what it is, and the target keeps what it
/// has.
class TestHostileMerge : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = std::filesystem::path(m_folder->path().toStdString());
        m_file = m_path / "here.db";
        m_other = m_path / "there.db";
    }

    /// By another name of its folder, through a link, and through a link to a link.
    void aFileIsNotMergedIntoItself() {
        store(m_file, samples::record(5));
        std::filesystem::create_directory(m_path / "sub");
        std::filesystem::create_symlink(m_file, m_path / "link.db");
        std::filesystem::create_symlink(m_path / "link.db", m_path / "again.db");
        std::filesystem::create_hard_link(m_file, m_path / "hard.db");
        for (const auto& name : {m_path / "sub" / ".." / "here.db", m_path / "link.db", m_path / "again.db",
                                 m_path / "hard.db"}) {
            const auto merged = mergeDatabase(m_file, name);
            QVERIFY2(!merged.has_value(), name.c_str());
            QCOMPARE(merged.error().code, ErrorCode::Usage);
        }
        QCOMPARE(experimentsOf(m_file), std::size_t(1));
    }

    void aNewerSourceIsNamedAndNoTargetIsMade() {
        store(m_other, samples::record(5));
        change(m_other, "PRAGMA user_version = 99");
        const auto merged = mergeDatabase(m_file, m_other);
        QVERIFY(!merged.has_value());
        QVERIFY2(said(merged.error(), "there.db") && said(merged.error(), "newer"),
                 merged.error().message.c_str());
        QVERIFY(!std::filesystem::exists(m_file));
    }

    void aDamagedSourceMakesNoTarget() {
        store(m_other, samples::record(2000));
        QFile stream(QString::fromStdString(m_other.string()));
        QVERIFY(stream.open(QIODevice::ReadWrite) && stream.seek(stream.size() / 2));
        stream.write(QByteArray(20000, '\x5a'));
        stream.close();
        const auto merged = mergeDatabase(m_file, m_other);
        QVERIFY(!merged.has_value() && said(merged.error(), "there.db"));
        QVERIFY(!std::filesystem::exists(m_file));
    }

    /// An archive that nobody may write: no -shm can be made beside it.
    void aSourceInAReadOnlyFolderIsMerged() {
        const RunRecord record = store(m_path / "archive.db", samples::record(20));
        using std::filesystem::perms;
        const std::filesystem::path archive = m_path / "archive", work = m_path / "work";
        std::filesystem::create_directory(archive);
        std::filesystem::create_directory(work);
        std::filesystem::rename(m_path / "archive.db", archive / "a.db");
        std::filesystem::permissions(archive / "a.db", perms(0444));
        std::filesystem::permissions(archive, perms(0555));
        std::filesystem::permissions(work, perms::all);
        std::filesystem::permissions(m_path, perms(0755));
        const bool superuser = geteuid() == 0;  // whom permissions do not bind
        if (superuser) {
            QCOMPARE(seteuid(65534), 0);
        }
        const auto merged = mergeDatabase(work / "target.db", archive / "a.db");
        if (superuser) {
            QCOMPARE(seteuid(0), 0);
        }
        std::filesystem::permissions(archive, perms::owner_all);
        QVERIFY2(merged.has_value(), merged ? "" : merged.error().message.c_str());
        QCOMPARE(merged->copied, std::vector<std::string>{record.experimentId});
    }

    /// One experiment's images visited an effort that is not there; the others arrive.
    void whatContradictsItselfIsLeftOutAlone() {
        const RunRecord bad = store(m_other, samples::record(10));
        const RunRecord good = store(m_other, samples::record(20));
        change(m_other, "PRAGMA foreign_keys = OFF; DELETE FROM efforts WHERE effort = 0 AND experiment = 1");
        const auto merged = mergeDatabase(m_file, m_other);
        QVERIFY2(merged.has_value(), merged ? "" : merged.error().message.c_str());
        QCOMPARE(merged->copied, std::vector<std::string>{good.experimentId});
        QCOMPARE(merged->refused.size(), std::size_t(1));
        QVERIFY(QString::fromStdString(merged->refused[0]).contains("there.db"));
        QVERIFY(
            QString::fromStdString(merged->refused[0]).contains(QString::fromStdString(bad.experimentId)));
        QCOMPARE(experimentsOf(m_file), std::size_t(1));
        QVERIFY(checkDatabase(m_file)->sound());
    }

    /// The first shard was run twice, and each of the two was put together with the second one elsewhere.
    void aShardMayBeAPartOfTwo() {
        const RunRecord second = shard(2);
        for (const auto& file : {m_file, m_other}) {
            store(file, shard(1));
            store(file, second);
            QCOMPARE(uniteShards(file, reportOn)->united.size(), std::size_t(1));
        }
        const auto merged = mergeDatabase(m_file, m_other);
        QVERIFY2(merged.has_value(), merged ? "" : merged.error().message.c_str());
        QCOMPARE(merged->copied.size(), std::size_t(1));
        QCOMPARE(experimentsOf(m_file), std::size_t(2));
        QVERIFY(checkDatabase(m_file)->sound());
    }

    /// What is complete is taken, what is being written is not, and the writer does not notice.
    void aFileIsMergedWhileARunWritesToIt() {
        const RunRecord done = store(m_other, samples::record(50));
        const RunRecord going = samples::record(200);
        auto run = ExperimentStore::create(m_other);
        QVERIFY((*run)->begin(going).has_value());
        for (std::int64_t i = 0; i < 200; i += 20) {
            QVERIFY((*run)->add(samples::images(i, i + 20)).has_value());
            const auto merged = mergeDatabase(m_file, m_other);
            QVERIFY2(merged.has_value(), merged ? "" : merged.error().message.c_str());
            QCOMPARE(merged->running, std::vector<std::string>{going.experimentId});
        }
        QVERIFY((*run)->finish(RunStatus::Complete, samples::report(going)).has_value());
        const auto merged = mergeDatabase(m_file, m_other);
        QCOMPARE(merged->copied, std::vector<std::string>{going.experimentId});
        QCOMPARE(merged->duplicates, std::vector<std::string>{done.experimentId});
        QCOMPARE(*ExperimentReader::open(m_file)->allResults(going.experimentId), samples::images(0, 200));
    }

private:
    static RunRecord store(const std::filesystem::path& file, const RunRecord& record) {
        std::vector<ImageResult> images;
        for (std::int64_t i = 0; i < record.imageCount; ++i) {
            images.push_back(samples::image(record.config.shard.index - 1 + i * record.config.shard.count));
        }
        auto run = ExperimentStore::create(file);
        if (!run || !(*run)->begin(record) || !(*run)->add(images) ||
            !(*run)->finish(RunStatus::Complete, samples::report(record))) {
            qFatal("the experiment could not be stored");
        }
        return record;
    }
    static RunRecord shard(int index) {
        RunRecord record = samples::record(10);
        record.groupId = "11111111-2222-4333-8444-555555555555";
        record.config.shard = {index, 2};
        return record;
    }
    static Result<WholeOfShards> reportOn(const ShardParts& parts) {
        return WholeOfShards{samples::report(parts.record), std::string(64, 'f')};
    }
    static std::size_t experimentsOf(const std::filesystem::path& file) {
        return ExperimentReader::open(file)->list()->experiments.size();
    }
    static bool said(const Error& error, const char* words) {
        return error.message.find(words) != std::string::npos;
    }
    static void change(const std::filesystem::path& file, const std::string& sql) {
        SQLite::Database database(file, SQLite::OPEN_READWRITE);
        database.exec(sql);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::filesystem::path m_path, m_file, m_other;
};

QTEST_GUILESS_MAIN(TestHostileMerge)
#include "tst_hostile_merge.moc"
