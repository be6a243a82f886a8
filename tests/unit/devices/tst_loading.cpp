// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/registry.h"

#include <sched.h>

#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <array>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <thread>

using namespace pivot;
namespace fs = std::filesystem;

namespace {

/// `Cpus_allowed_list` of every thread of this process.
std::vector<std::string> affinities() {
    std::vector<std::string> all;
    for (const auto& task : fs::directory_iterator("/proc/self/task")) {
        std::ifstream status(task.path() / "status");
        for (std::string line; std::getline(status, line);) {
            if (line.starts_with("Cpus_allowed_list:"))
                all.push_back(line);
        }
    }
    return all;
}

using Handlers = std::array<void (*)(int), 32>;
Handlers signalHandlers() {
    Handlers handlers{};
    for (int number = 1; number < 32; ++number) {
        struct sigaction action {};
        if (::sigaction(number, nullptr, &action) == 0)
            handlers[static_cast<std::size_t>(number)] = action.sa_handler;
    }
    return handlers;
}

}  // namespace

/// The plug-ins that this build made, loaded as the program does it: late, and from a compute thread.
class TestLoading : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_cache;
    std::vector<DeviceInfo> m_devices;
    std::vector<std::string> m_before;
    Handlers m_handlersBefore{};

private Q_SLOTS:
    void initTestCase() {
        ::setenv("XDG_CACHE_HOME", m_cache.path().toUtf8().constData(), 1);
        ::unsetenv("XILINX_XRT");
        ::unsetenv("XCL_EMULATION_MODE");
        m_before = affinities();
        m_handlersBefore = signalHandlers();
        std::thread compute([this] {
            DeviceRegistry registry({{PIVOT_PLUGIN_DIR}, PIVOT_SOURCE_DIR "/assets/profiles"});
            m_devices = registry.list();
        });
        compute.join();
        QVERIFY(!m_devices.empty());
    }

    void everyThreadKeepsAllItsCores() {
        for (const std::string& allowed : affinities())
            QCOMPARE(allowed, m_before.front());
        // And so do threads that are started later.
        std::string later;
        std::thread([&] { later = affinities().back(); }).join();
        QCOMPARE(later, m_before.front());
    }

    /// Its hundreds of libraries would be a third of a second before the list.
    void listingDoesNotLoadLibTorch() {
        std::ifstream maps("/proc/self/maps");
        for (std::string line; std::getline(maps, line);)
            QVERIFY2(line.find("libtorch") == std::string::npos, line.c_str());
    }

#ifdef HAS_PIVOT_TORCH
    void withoutItsEngineLibTorchIsUnavailable() {
        const QTemporaryDir folder;
        fs::copy_file(fs::path(PIVOT_PLUGIN_DIR) / "pivot_torch.so",
                      fs::path(folder.path().toStdString()) / "pivot_torch.so");
        DeviceRegistry registry({{folder.path().toStdString()}, PIVOT_SOURCE_DIR "/assets/profiles"});
        const auto cpu = registry.open("cpu:torch", nullptr);
        QVERIFY(!cpu.has_value());
        QVERIFY2(cpu.error().message.find("pivot_torch_engine.so") != std::string::npos,
                 cpu.error().message.c_str());
    }
#endif

    void noSignalHandlerIsInstalled() {
        QVERIFY(signalHandlers() == m_handlersBefore);
    }

    void idleOpenMpThreadsSleepOnceAPluginIsLoaded() {
#if defined(HAS_PIVOT_TORCH) || defined(HAS_PIVOT_ONEDNN) || defined(HAS_PIVOT_XRT)
        QVERIFY(std::getenv("OMP_WAIT_POLICY") || std::getenv("GOMP_SPINCOUNT"));
#else
        QVERIFY(!std::getenv("OMP_WAIT_POLICY"));  // nothing was loaded, so nothing was changed
#endif
        QVERIFY(!std::getenv("OMP_PROC_BIND"));
    }

    void everyDeviceIsAvailableOrSaysWhyNot() {
        for (const DeviceInfo& device : m_devices)
            QVERIFY2(device.available == device.reason.empty(), device.id.c_str());
        for (const char* family : {"cpu:torch", "cpu:onednn", "cuda", "xrt", "sim:zcu102"}) {
            const bool listed = std::ranges::any_of(
                m_devices, [&](const DeviceInfo& device) { return device.id.starts_with(family); });
            QVERIFY2(listed, family);
        }
    }

    void whatWasBuiltLoads() {
        const auto reasonOf = [&](std::string_view prefix) {
            const auto found = std::ranges::find_if(
                m_devices, [&](const DeviceInfo& device) { return device.id.starts_with(prefix); });
            return found == m_devices.end() ? std::string("not listed") : found->reason;
        };
#ifdef HAS_PIVOT_ONEDNN
        QCOMPARE(reasonOf("cpu:onednn"), std::string());
#else
        QVERIFY(reasonOf("cpu:onednn").find("pivot_onednn.so") != std::string::npos);
#endif
#ifdef HAS_PIVOT_TORCH
        QCOMPARE(reasonOf("cpu:torch"), std::string());
#else
        QVERIFY(reasonOf("cpu:torch").find("pivot_torch.so") != std::string::npos);
#endif
#if defined(HAS_PIVOT_TORCH) || defined(HAS_PIVOT_ONEDNN)
        QCOMPARE(reasonOf("sim:zcu102"), std::string());
#else
        QVERIFY(reasonOf("sim:zcu102").find("pivot_torch.so") != std::string::npos);
#endif
#ifdef HAS_PIVOT_XRT
        // XRT answers: either a board, or that there is none. Not that it could not be asked.
        QVERIFY2(reasonOf("xrt").find("pivot_xrt.so") == std::string::npos, reasonOf("xrt").c_str());
        QVERIFY2(reasonOf("xrt").find("cannot list") == std::string::npos, reasonOf("xrt").c_str());
#else
        QVERIFY(reasonOf("xrt").find("pivot_xrt.so") != std::string::npos);
#endif
    }
};

QTEST_GUILESS_MAIN(TestLoading)
#include "tst_loading.moc"
