// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/interrupt.h"
#include "app/cli/output_file.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QtTest>
#include <functional>

using namespace pivot::cli;

namespace {

constexpr int kReturned = 7;

/// Runs `body` in a process of its own that handles signals as `pivot` does; its exit code, or -1.
int exitCodeOf(const std::function<void()>& body) {
    const pid_t child = ::fork();
    if (child == 0) {
        installInterruptHandler();
        body();
        ::_exit(kReturned);
    }
    int status = 0;
    return ::waitpid(child, &status, 0) == child && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void signalMyself(int signal) {
    ::kill(::getpid(), signal);
}

}  // namespace

/// What SIGINT and SIGTERM do to a process, and what is left on the disk.
class TestInterrupt : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void withNothingToKeepTheFirstSignalEndsTheProcess_data() {
        QTest::addColumn<int>("signal");
        QTest::newRow("SIGINT") << SIGINT;
        QTest::newRow("SIGTERM") << SIGTERM;
    }
    void withNothingToKeepTheFirstSignalEndsTheProcess() {
        QFETCH(int, signal);
        QCOMPARE(exitCodeOf([&] {
                     signalMyself(signal);
                     ::pause();
                 }),
                 130);
    }

    void withSomethingToKeepTheFirstSignalAsksAndTheSecondEnds() {
        QCOMPARE(exitCodeOf([] {
                     stopGracefully();
                     signalMyself(SIGINT);
                     while (!interruptToken().stop_requested()) {
                         ::usleep(1000);
                     }
                 }),
                 kReturned);
        QCOMPARE(exitCodeOf([] {
                     stopGracefully();
                     signalMyself(SIGINT);
                     while (!interruptToken().stop_requested()) {
                         ::usleep(1000);
                     }
                     signalMyself(SIGTERM);
                     ::pause();
                 }),
                 130);
    }

    void anInterruptedOutputLeavesTheOldFileAndNothingElse() {
        const QTemporaryDir folder;
        const QString file = folder.filePath(QStringLiteral("out.csv"));
        write(file, "old");
        QCOMPARE(exitCodeOf([&] {
                     auto output = OutputFile::open(file.toStdString());
                     (*output)->stream() << "half" << std::flush;
                     signalMyself(SIGINT);
                     ::pause();
                 }),
                 130);
        QCOMPARE(read(file), QByteArray("old"));
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files).size(), 1);
    }

    void anOutputAppearsWithItsCommitOnly() {
        const QTemporaryDir folder;
        const QString file = folder.filePath(QStringLiteral("out.csv"));
        write(file, "old");
        {
            auto given = OutputFile::open(file.toStdString());
            QVERIFY(given.has_value());
            (*given)->stream() << "given up";
        }
        QCOMPARE(read(file), QByteArray("old"));
        auto output = OutputFile::open(file.toStdString());
        QVERIFY(output.has_value());
        (*output)->stream() << "new";
        QCOMPARE(read(file), QByteArray("old"));
        QVERIFY((*output)->commit().has_value());
        QCOMPARE(read(file), QByteArray("new"));
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files).size(), 1);
    }

    void aLinkStaysALinkAndADeviceADevice() {
        const QTemporaryDir folder;
        const QString file = folder.filePath(QStringLiteral("real.csv"));
        const QString link = folder.filePath(QStringLiteral("link.csv"));
        write(file, "old");
        QVERIFY(QFile::link(file, link));
        auto output = OutputFile::open(link.toStdString());
        (*output)->stream() << "new";
        QVERIFY((*output)->commit().has_value());
        QVERIFY(QFileInfo(link).isSymLink());
        QCOMPARE(read(file), QByteArray("new"));

        auto device = OutputFile::open("/dev/null");
        QVERIFY(device.has_value());
        (*device)->stream() << "nowhere";
        QVERIFY((*device)->commit().has_value());
        QVERIFY(!QFileInfo(QStringLiteral("/dev/null")).isFile());
    }

    void aFullDiskIsSaid() {
        auto output = OutputFile::open("/dev/full");
        QVERIFY(output.has_value());
        (*output)->stream() << "lost";
        const auto done = (*output)->commit();
        QVERIFY(!done.has_value());
        QCOMPARE(done.error().code, pivot::ErrorCode::Io);
    }

private:
    static void write(const QString& name, const QByteArray& bytes) {
        QFile file(name);
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(bytes), bytes.size());
    }
    static QByteArray read(const QString& name) {
        QFile file(name);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("unreadable");
    }
};

QTEST_GUILESS_MAIN(TestInterrupt)
#include "tst_interrupt.moc"
