// SPDX-License-Identifier: GPL-3.0-or-later
#include "energy/gpu_driver.h"
#include "unit/energy/fake_machine.h"

#include <QTest>

using namespace pivot;
using pivot::test::FakeMachine;

namespace {

constexpr const char* kClosed =
    "NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.129.03  Thu Oct 19 18:56:32 UTC 2023";
constexpr const char* kOpen =
    "NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  550.54.15  Release Build  "
    "(dvs-builder@U16-I3)";

/// No driver at all, until a test writes one of the files or names a library.
GpuDriverSources sourcesIn(const FakeMachine& machine) {
    return {"libno-such-library.so.1", machine.root() / "nvidia-version", machine.root() / "amdgpu-version"};
}

}  // namespace

/// The driver of a GPU belongs to what a run was made on.
class TestGpuDriver : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theManagementLibraryIsAskedFirst() {
        const FakeMachine machine;
        machine.write("nvidia-version", kClosed);
        GpuDriverSources sources = sourcesIn(machine);
        sources.nvml = PIVOT_TEST_FAKE_NVML;
        QCOMPARE(gpuDriverOf("cuda:0", sources), std::optional<std::string>("NVIDIA 550.54.15"));
    }
    void withoutTheLibraryTheKernelsModuleTells() {
        const FakeMachine machine;
        machine.write("nvidia-version", kClosed);
        machine.write("amdgpu-version", "6.3.6");
        QCOMPARE(gpuDriverOf("cuda:0", sourcesIn(machine)), std::optional<std::string>("NVIDIA 535.129.03"));
    }
    void aGpuOfAmdHasADriverToo() {
        const FakeMachine machine;
        machine.write("amdgpu-version", "6.3.6");
        QCOMPARE(gpuDriverOf("cuda:1", sourcesIn(machine)), std::optional<std::string>("amdgpu 6.3.6"));
    }
    void whereNoneTellsThereIsNone() {
        const FakeMachine machine;
        QVERIFY(!gpuDriverOf("cuda:0", sourcesIn(machine)));
        machine.write("nvidia-version", "NVRM version: none that is known");
        machine.write("amdgpu-version", "");
        QVERIFY(!gpuDriverOf("cuda:0", sourcesIn(machine)));
    }
    void aDeviceThatIsNoGpuHasNone() {
        const FakeMachine machine;
        machine.write("nvidia-version", kOpen);
        for (const char* device : {"cpu", "cpu:torch", "sim:zcu102", "xrt:0000:65:00.1", "cudart"}) {
            QVERIFY2(!gpuDriverOf(device, sourcesIn(machine)), device);
        }
    }
    void bothKernelModulesAreUnderstood() {
        QCOMPARE(parseNvidiaVersion(kClosed), std::optional<std::string>("535.129.03"));
        QCOMPARE(parseNvidiaVersion(kOpen), std::optional<std::string>("550.54.15"));
        QVERIFY(!parseNvidiaVersion("NVRM version: ... 12 x1.2"));
        QVERIFY(!parseNvidiaVersion(""));
    }
};

QTEST_GUILESS_MAIN(TestGpuDriver)
#include "tst_gpu_driver.moc"
