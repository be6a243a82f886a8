// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/location.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace pivot;

/// Where the database lies, and whether that place is fit for it.
class TestDbLocation : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theDefaultFolderIsMade() {
        const QTemporaryDir folder;
        const std::filesystem::path data =
            std::filesystem::path(folder.path().toStdString()) / "share" / "pivot";
        const auto file = defaultDatabaseFile(data);
        QVERIFY(file.has_value());
        QCOMPARE(file->parent_path(), data);
        QVERIFY(std::filesystem::is_directory(data));
    }

    void aFolderThatCannotBeMadeIsAnIoError() {
        const auto file = defaultDatabaseFile("/proc/self/no such folder");
        QVERIFY(!file.has_value());
        QCOMPARE(file.error().code, ErrorCode::Io);
        QVERIFY(file.error().message.find("/proc/self/no such folder") != std::string::npos);
    }

    void networkFileSystemsAreKnownByNumberOrMount() {
        QCOMPARE(networkFileSystemName(0x6969, "nfs4"), std::optional<std::string>("NFS"));
        QCOMPARE(networkFileSystemName(0xFE534D42, ""), std::optional<std::string>("SMB2"));
        QCOMPARE(networkFileSystemName(0x65735546, "fuse.sshfs"), std::optional<std::string>("sshfs"));
        QCOMPARE(networkFileSystemName(0x65735546, "fuse.ntfs-3g"), std::optional<std::string>());
        QCOMPARE(networkFileSystemName(0xEF53, "ext4"), std::optional<std::string>());
    }

    void theDeepestMountCounts() {
        const std::string mounts =
            "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw\n"
            "40 22 0:50 / /home/ann rw shared:9 - fuse.sshfs ann@lab:/home rw\n"
            "41 22 0:51 / /mnt/two\\040words rw - nfs4 server:/x rw\n"
            "nonsense\n";
        QCOMPARE(mountTypeOf("/home/ann/data/x.db", mounts), std::string("fuse.sshfs"));
        QCOMPARE(mountTypeOf("/home/anna/x.db", mounts), std::string("ext4"));
        QCOMPARE(mountTypeOf("/mnt/two words/x.db", mounts), std::string("nfs4"));
        QCOMPARE(mountTypeOf("/var/x.db", mounts), std::string("ext4"));
        QCOMPARE(mountTypeOf("/var/x.db", ""), std::string());
    }

    void memoryAndAbsentFilesAreNoReasonToWarn() {
        QVERIFY(!networkFileSystemWarning("/dev/shm/not there/x.db").has_value());
        QVERIFY(!networkFileSystemWarning("/proc/x.db").has_value());
    }
};

QTEST_GUILESS_MAIN(TestDbLocation)
#include "tst_db_location.moc"
