// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/experiment_reader.h"
#include "db/experiment_store.h"
#include "db/maintenance.h"
#include "db/names.h"
#include "db/sample_runs.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

using namespace pivot;

/// kill -9 of a program in the middle of writing: the file stays sound, and the run can be finished.
class TestKilledWriter : public QObject {
    Q_OBJECT

private:
    static constexpr std::int64_t kImages = 20000;
    static constexpr std::int64_t kFirst = 200;
    static constexpr int kPatienceMs = 60000;

    /// db_writer, begun and with its first images handed over.
    static void start(QProcess& writer, const std::filesystem::path& file, const std::string& id) {
        writer.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        writer.start(PIVOT_TEST_DB_WRITER, {QString::fromStdString(file.string()), QString::fromStdString(id),
                                            QString::number(kImages), QString::number(kFirst)});
        QVERIFY(writer.waitForReadyRead(kPatienceMs));
        QCOMPARE(writer.readLine().trimmed(), QByteArray("handed over"));
    }

    static std::int64_t storedImages(const std::filesystem::path& file, const std::string& id) {
        return ExperimentReader::open(file)->show(id)->summary.imagesDone;
    }

    static void kill(QProcess& writer) {
        writer.kill();  // SIGKILL
        QVERIFY(writer.waitForFinished(kPatienceMs));
        QCOMPARE(writer.exitStatus(), QProcess::CrashExit);
    }

private Q_SLOTS:
    /// The same run is killed twice, at whatever point its writing has come to, and resumed until it is
    /// whole.
    void aKilledRunIsSoundInterruptedAndResumable() {
        const QTemporaryDir folder;
        const std::filesystem::path file =
            std::filesystem::path(folder.path().toStdString()) / "experiments.db";
        const std::string id = newUuid();
        std::int64_t seen = 0;
        {
            QProcess writer;
            start(writer, file, id);
            if (QTest::currentTestFailed()) {
                return;
            }
            // What was handed over is stored without the run's end, and then the rest pours in.
            QTRY_COMPARE_WITH_TIMEOUT(storedImages(file, id), kFirst, kPatienceMs);
            QVERIFY(markDeadRunsInterrupted(file)->empty());
            QVERIFY(!ExperimentStore::resume(file, id).has_value());
            writer.write("go on\n");
            QTRY_VERIFY_WITH_TIMEOUT((seen = storedImages(file, id)) > kFirst, kPatienceMs);
            kill(writer);
        }

        const auto check = checkDatabase(file);
        QVERIFY(check.has_value());
        QVERIFY2(check->sound(), check->sound() ? "" : check->problems[0].c_str());
        {
            auto reader = ExperimentReader::open(file);
            const auto stored = reader->allResults(id);
            QVERIFY(stored.has_value());
            QVERIFY(std::int64_t(stored->size()) >= seen);  // what a reader has seen stays
            QVERIFY(std::int64_t(stored->size()) < kImages);
            QCOMPARE(*stored,
                     samples::images(0, std::int64_t(stored->size())));  // whole transactions, in order
            QCOMPARE(name(reader->show(id)->leaseState), name(LeaseState::Dead));
            QCOMPARE(name(reader->show(id)->summary.status), name(RunStatus::Running));
        }
        QCOMPARE(*markDeadRunsInterrupted(file), std::vector<std::string>{id});
        {
            const auto detail = ExperimentReader::open(file)->show(id);
            QCOMPARE(name(detail->summary.status), name(RunStatus::Interrupted));
            QCOMPARE(name(detail->leaseState), name(LeaseState::None));
            QVERIFY(!detail->segments.at(0).endedUtc.empty());  // its last sign of life
        }

        auto reader = ExperimentReader::open(file);
        const RunRecord record = *reader->record(id);
        const auto done = std::int64_t(reader->allResults(id)->size());
        auto store = ExperimentStore::resume(file, id);
        QVERIFY(store.has_value());
        QVERIFY((*store)->begin(record).has_value());
        QVERIFY((*store)->add(samples::images(done, kImages)).has_value());
        QVERIFY((*store)->finish(RunStatus::Complete, samples::report(record)).has_value());
        QCOMPARE(*reader->allResults(id), samples::images(0, kImages));  // as if nothing had happened
        QCOMPARE(reader->show(id)->segments.size(), std::size_t(2));
        QVERIFY(checkDatabase(file)->sound());
    }

    /// Nobody has to mark a run first.
    void aKilledRunCanBeResumedAtOnce() {
        const QTemporaryDir folder;
        const std::filesystem::path file =
            std::filesystem::path(folder.path().toStdString()) / "experiments.db";
        const std::string id = newUuid();
        QProcess writer;
        start(writer, file, id);
        if (QTest::currentTestFailed()) {
            return;
        }
        kill(writer);
        QVERIFY(checkDatabase(file)->sound());
        QVERIFY(ExperimentStore::resume(file, id.substr(0, 13)).has_value());
    }
};

QTEST_GUILESS_MAIN(TestKilledWriter)
#include "tst_killed_writer.moc"
