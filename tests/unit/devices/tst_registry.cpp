// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/log.h"
#include "devices/registry.h"
#include "devices/thread_environment.h"

#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <cstdlib>
#include <fstream>

using namespace pivot;
namespace fs = std::filesystem;

namespace {

DeviceRegistry::Paths paths(const char* plugins) {
    return {{fs::path(PIVOT_TEST_PLUGINS) / plugins}, PIVOT_SOURCE_DIR "/assets/profiles"};
}

const DeviceInfo* find(const std::vector<DeviceInfo>& devices, std::string_view id) {
    const auto found = std::ranges::find(devices, id, &DeviceInfo::id);
    return found == devices.end() ? nullptr : &*found;
}

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

ModelPtr model() {
    return std::make_shared<Model>();
}

}  // namespace

class TestRegistry : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        ::unsetenv("GOMP_SPINCOUNT");
        ::unsetenv("OMP_WAIT_POLICY");
    }

    // First, because a library reads its environment once in a process.
    void openMpIsSetUpBeforeAPluginIsLoaded() {
        DeviceRegistry registry(paths("good"));
        QVERIFY(!std::getenv("OMP_WAIT_POLICY"));  // nothing is loaded before it is needed
        QCOMPARE(registry.resolve("cpu:torch")->name, std::string("OMP_WAIT_POLICY=passive"));
        QVERIFY(!std::getenv("OMP_PROC_BIND"));
    }

    void whatTheUserSetStays() {
        ::setenv("OMP_WAIT_POLICY", "active", 1);
        prepareThreadEnvironment();
        QCOMPARE(std::string(std::getenv("OMP_WAIT_POLICY")), std::string("active"));
        ::unsetenv("OMP_WAIT_POLICY");
        ::setenv("GOMP_SPINCOUNT", "1000", 1);
        prepareThreadEnvironment();
        QVERIFY(!std::getenv("OMP_WAIT_POLICY"));
        QCOMPARE(std::string(std::getenv("GOMP_SPINCOUNT")), std::string("1000"));
    }

    void whatTheUserSetAndSlowsInferenceIsWarnedOf() {
        ::unsetenv("OMP_PROC_BIND");
        ::unsetenv("OPENBLAS_CORETYPE");
        QVERIFY(threadEnvironmentWarnings().empty());
        ::setenv("OMP_PROC_BIND", "true", 1);
        ::setenv("OPENBLAS_CORETYPE", "Prescott", 1);
        std::vector<std::string> warned;
        log::setSink([&](log::Level level, std::string_view text) {
            if (level == log::Level::Warning)
                warned.emplace_back(text);
        });
        DeviceRegistry registry(paths("good"));
        QVERIFY(registry.resolve("cpu"));
        log::setSink({});
        ::unsetenv("OMP_PROC_BIND");
        ::unsetenv("OPENBLAS_CORETYPE");
        QCOMPARE(warned.size(), 2U);
        QVERIFY(contains(warned[0], "OMP_PROC_BIND=true"));
        QVERIFY(contains(warned[1], "OPENBLAS_CORETYPE=Prescott"));
    }

    void everyDeviceIsListedWithItsReason() {
        DeviceRegistry registry(paths("good"));
        const auto devices = registry.list();
        std::vector<std::string> ids;
        for (const auto& device : devices) {
            ids.push_back(device.id);
            QVERIFY2(device.available == device.reason.empty(), device.id.c_str());
        }
        QCOMPARE(ids, (std::vector<std::string>{"cpu:onednn", "cpu:torch", "cuda:0", "xrt:0000:65:00.1",
                                                "sim:zcu102", "sim:zcu102-full"}));
        QVERIFY(contains(find(devices, "cpu:onednn")->reason, "pivot_onednn.so"));
        QCOMPARE(find(devices, "xrt:0000:65:00.1")->reason, std::string("somebody unplugged it"));
    }

    void cpuIsTheFastestAvailableCpuDevice() {
        DeviceRegistry both(paths("fast"));
        QCOMPARE(both.resolve("cpu")->id, std::string("cpu:onednn"));
        DeviceRegistry torchAlone(paths("good"));
        QCOMPARE(torchAlone.resolve("cpu")->id, std::string("cpu:torch"));
    }

    void anUnknownIdListsTheIdsThereAre() {
        DeviceRegistry registry(paths("good"));
        for (const char* id : {"gpu", "", "cpu:", "cuda:7", "xrt", "sim:zcu111"}) {
            const auto device = registry.resolve(id);
            QVERIFY2(!device, id);
            QVERIFY(device.error().code == ErrorCode::NotFound);
            QVERIFY(contains(device.error().message, "'" + std::string(id) + "'"));
            QVERIFY(contains(device.error().message,
                             "cpu, cpu:onednn, cpu:torch, cuda:0, xrt:0000:65:00.1, sim:zcu102"));
        }
    }

    void anUnavailableDeviceIsNotOpenedAndSaysWhy() {
        DeviceRegistry registry(paths("good"));
        const auto session = registry.open("cuda:0", model());
        QVERIFY(!session);
        QVERIFY(session.error().code == ErrorCode::Unavailable);
        QCOMPARE(session.error().message, std::string("cuda:0 is not available: no driver"));
    }

    void openChecksModelAndPrecision() {
        DeviceRegistry registry(paths("good"));
        QVERIFY(registry.open("cpu", nullptr).error().code == ErrorCode::Usage);
        const auto int8 = registry.open("cpu", model(), {Precision::Int8, 0});
        QVERIFY(int8.error().code == ErrorCode::Unsupported);
        QCOMPARE(int8.error().message, std::string("cpu:torch does not run int8: choose fp32"));
        QVERIFY(registry.open("cpu", model()));
    }

    void theSimulatorTakesItsNumbersFromTheCpuDevice() {
        DeviceRegistry registry(paths("good"));
        const auto info = registry.resolve("sim:zcu102");
        QVERIFY2(info, info ? "" : info.error().message.c_str());
        QVERIFY(info->modelledTiming);
        QVERIFY(info->attentionCapture);  // as the CPU device
        QVERIFY(contains(info->name, "ZCU102"));
        const auto session = registry.open("sim:zcu102", model());
        QVERIFY(session);
        QVERIFY(contains((*session)->numerics(), "fp32 on a test"));
        QVERIFY(contains((*session)->numerics(), "zcu102-pivot"));
    }

    void anAbsentPluginNamesTheFileAndTheFolders() {
        DeviceRegistry registry(paths("nowhere"));
        const auto devices = registry.list();
        for (const auto& [id, file] : {std::pair("cpu:onednn", "pivot_onednn.so"),
                                       {"cpu:torch", "pivot_torch.so"},
                                       {"cuda", "pivot_torch.so"},
                                       {"xrt", "pivot_xrt.so"}}) {
            const DeviceInfo* device = find(devices, id);
            QVERIFY2(device && !device->available, id);
            QVERIFY(contains(device->reason, file));
            QVERIFY(contains(device->reason, (fs::path(PIVOT_TEST_PLUGINS) / "nowhere").string()));
        }
        const auto cpu = registry.resolve("cpu");
        QVERIFY(!cpu && cpu.error().code == ErrorCode::Unavailable);
        QVERIFY(contains(cpu.error().message, "pivot_torch.so"));
        // What depends on it says so.
        QVERIFY(contains(find(devices, "sim:zcu102")->reason, "made by a CPU device"));
        QVERIFY(!registry.open("sim:zcu102", model()));
    }

    void aFileThatIsNoLibraryGivesTheLoadersWords() {
        const QTemporaryDir folder;
        std::ofstream(folder.filePath("pivot_torch.so").toStdString()) << "not a library";
        DeviceRegistry registry({{folder.path().toStdString()}, {}});
        const auto cpu = registry.resolve("cpu:torch");
        QVERIFY(!cpu);
        QVERIFY2(contains(cpu.error().message, "does not load"), cpu.error().message.c_str());
        QVERIFY(contains(cpu.error().message, folder.filePath("pivot_torch.so").toStdString()));
    }

    void aPluginOfAnotherVersionIsRefusedByName() {
        DeviceRegistry registry(paths("old"));
        const auto cpu = registry.resolve("cpu:torch");
        QVERIFY(!cpu);
        QVERIFY2(contains(cpu.error().message, kDevicePluginSymbol), cpu.error().message.c_str());
    }

    void aPluginThatThrowsTakesOnlyItsOwnDevicesAway() {
        DeviceRegistry registry(paths("throwing"));
        const auto devices = registry.list();
        QVERIFY(contains(find(devices, "cpu:torch")->reason, "the driver is on fire"));
        QVERIFY(find(devices, "sim:zcu102"));
    }

    void theFirstFolderThatHasAPluginWins() {
        DeviceRegistry registry(
            {{fs::path(PIVOT_TEST_PLUGINS) / "nowhere", fs::path(PIVOT_TEST_PLUGINS) / "good",
              fs::path(PIVOT_TEST_PLUGINS) / "old"},
             {}});
        QVERIFY(registry.resolve("cpu"));
    }

    void withoutItsProfileTheSimulatorSaysWhichFileIsMissing() {
        auto broken = paths("good");
        broken.profileFolder = "/nonexistent";
        DeviceRegistry registry(broken);
        const auto simulated = registry.resolve("sim:zcu102");
        QVERIFY(!simulated);
        QVERIFY(contains(simulated.error().message, "/nonexistent/zcu102-pivot.json"));
    }

    void pathsAreFoundFromTheProgramsPlace() {
        const auto found = DeviceRegistry::defaultPaths();
        const fs::path prefix = fs::path(PIVOT_BIN_DIR).parent_path();
        QCOMPARE(found.pluginFolders.front().string(), (prefix / "lib/pivot").string());
        QCOMPARE(found.profileFolder.string(), (prefix / "share/pivot-workbench/profiles").string());
        QVERIFY(fs::exists(found.profileFolder / "zcu102-pivot.json"));
    }
};

QTEST_GUILESS_MAIN(TestRegistry)
#include "tst_registry.moc"
