// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/xrt/xrt_prefix.h"

#include <QTemporaryDir>
#include <QTest>
#include <cstdlib>
#include <fstream>

using namespace pivot;
namespace fs = std::filesystem;

namespace {

/// A machine in a folder, on which XRT may be installed in one of three ways.
struct FakeSystem {
    QTemporaryDir folder;
    XrtPlaces places;

    FakeSystem() {
        const fs::path root = folder.path().toStdString();
        places = {root / "opt", root / "usr", root / "usr/lib/x86_64-linux-gnu", root / "cache"};
    }
    static void install(const fs::path& lib) {
        fs::create_directories(lib);
        std::ofstream(lib / "libxrt_core.so.2") << "";
    }
};

}  // namespace

class TestXrtPrefix : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theVendorsInstallationWins() {
        FakeSystem system;
        FakeSystem::install(system.places.vendorPrefix / "lib");
        FakeSystem::install(system.places.systemPrefix / "lib");
        QCOMPARE(findXrtPrefix(system.places)->string(), system.places.vendorPrefix.string());
        QVERIFY(!fs::exists(system.places.cacheFolder));  // nothing is written where nothing is needed
    }

    void aBoardsImageHasItInUsrLib() {
        FakeSystem system;
        FakeSystem::install(system.places.systemPrefix / "lib");
        QCOMPARE(findXrtPrefix(system.places)->string(), system.places.systemPrefix.string());
    }

    void onDebianALinkIsMadeToTheMultiarchFolder() {
        FakeSystem system;
        FakeSystem::install(system.places.libraryFolder);
        for (int again = 0; again < 2; ++again) {
            const auto prefix = findXrtPrefix(system.places);
            QVERIFY2(prefix, prefix ? "" : prefix.error().message.c_str());
            QVERIFY(fs::exists(*prefix / "lib/libxrt_core.so.2"));
            QCOMPARE(fs::read_symlink(*prefix / "lib").string(), system.places.libraryFolder.string());
        }
        int entries = 0;
        for ([[maybe_unused]] const auto& entry : fs::directory_iterator(system.places.cacheFolder / "xrt"))
            ++entries;
        QCOMPARE(entries, 1);  // no left-overs
    }

    void aLinkToAnotherPlaceIsReplaced() {
        FakeSystem system;
        FakeSystem::install(system.places.libraryFolder);
        fs::create_directories(system.places.cacheFolder / "xrt");
        fs::create_directory_symlink("/nonexistent", system.places.cacheFolder / "xrt/lib");
        const auto prefix = findXrtPrefix(system.places);
        QVERIFY(prefix && fs::exists(*prefix / "lib/libxrt_core.so.2"));
    }

    void withoutXrtTheReasonSaysWhatToInstall() {
        FakeSystem system;
        const auto prefix = findXrtPrefix(system.places);
        QVERIFY(!prefix);
        QVERIFY(prefix.error().code == ErrorCode::NotFound);
        QVERIFY(prefix.error().message.find("install libxrt1") != std::string::npos);
    }

    void aCacheThatCannotBeWrittenIsSaid() {
        FakeSystem system;
        FakeSystem::install(system.places.libraryFolder);
        std::ofstream(system.places.cacheFolder) << "a file where the folder should be";
        const auto prefix = findXrtPrefix(system.places);
        QVERIFY(!prefix);
        QVERIFY(prefix.error().code == ErrorCode::Io);
        QVERIFY(prefix.error().message.find("set XILINX_XRT") != std::string::npos);
    }

    void theCacheFolderFollowsXdg() {
        ::setenv("XDG_CACHE_HOME", "/a/cache", 1);
        QCOMPARE(userCacheFolder().string(), std::string("/a/cache/pivot-workbench"));
        ::setenv("XDG_CACHE_HOME", "relative", 1);  // the specification says to ignore it
        ::setenv("HOME", "/home/me", 1);
        QCOMPARE(userCacheFolder().string(), std::string("/home/me/.cache/pivot-workbench"));
        ::unsetenv("XDG_CACHE_HOME");
        ::unsetenv("HOME");
        QVERIFY(userCacheFolder().is_absolute());
    }
};

QTEST_GUILESS_MAIN(TestXrtPrefix)
#include "tst_xrt_prefix.moc"
