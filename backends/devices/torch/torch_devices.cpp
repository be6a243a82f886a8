// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/torch/torch_devices.h"

#include "core/cpu_threads.h"
#include "core/number_text.h"

#include <dlfcn.h>

#include <array>

namespace pivot {

namespace {

/// NVIDIA's driver library, as far as it is asked here: its functions return 0 where they succeed.
class CudaDriver {
public:
    CudaDriver() : m_library(::dlopen("libcuda.so.1", RTLD_LAZY | RTLD_LOCAL)) {}
    // Never closed: a driver that was initialised may have threads of its own.

    /// Names of the GPUs that this process may use; empty where there is no driver.
    [[nodiscard]] std::vector<std::string> gpuNames() const {
        const auto init = function<int (*)(unsigned)>("cuInit");
        const auto count = function<int (*)(int*)>("cuDeviceGetCount");
        const auto name = function<int (*)(char*, int, int)>("cuDeviceGetName");
        int gpus = 0;
        if (!init || !count || !name || init(0) != 0 || count(&gpus) != 0) {
            return {};
        }
        std::vector<std::string> names;
        for (int gpu = 0; gpu < gpus; ++gpu) {  // an ordinal is a handle: cuDeviceGet() gives it back
            std::array<char, 256> text{};
            names.emplace_back(name(text.data(), static_cast<int>(text.size() - 1), gpu) == 0
                                   ? text.data()
                                   : "NVIDIA GPU " + std::to_string(gpu));
        }
        return names;
    }

private:
    template <class Function>
    [[nodiscard]] Function function(const char* symbol) const {
        return m_library != nullptr ? reinterpret_cast<Function>(::dlsym(m_library, symbol)) : nullptr;
    }
    void* m_library;
};

}  // namespace

DeviceInfo torchCpuDevice() {
    DeviceInfo cpu;
    cpu.id = kTorchCpuId;
    cpu.name = cpuModelName("/proc/cpuinfo") + ", " + counted(availablePhysicalCores(), "core", "cores");
    cpu.available = true;
    cpu.precisions = {Precision::Fp32};
    cpu.attentionCapture = true;
    return cpu;
}

DeviceInfo torchCudaDevice(std::string id, std::string name, std::string reason) {
    DeviceInfo info;
    info.id = std::move(id);
    info.name = std::move(name);
    info.available = reason.empty();
    info.reason = std::move(reason);
    info.precisions = {Precision::Fp32};
    info.attentionCapture = true;
    return info;
}

DeviceInfo noCudaInLibTorch() {
    return torchCudaDevice("cuda", "NVIDIA GPU through LibTorch",
                           "LibTorch was built without CUDA: build with a LibTorch for CUDA (its folder in "
                           "CMAKE_PREFIX_PATH) to use an NVIDIA GPU");
}

DeviceInfo noGpuForLibTorch() {
    return torchCudaDevice("cuda", "NVIDIA GPU through LibTorch",
                           "LibTorch sees no NVIDIA GPU: check nvidia-smi and CUDA_VISIBLE_DEVICES");
}

std::vector<DeviceInfo> cudaDevicesOfDriver() {
    std::vector<DeviceInfo> devices;
    for (const std::string& name : CudaDriver().gpuNames()) {
        devices.push_back(torchCudaDevice("cuda:" + std::to_string(devices.size()), name, {}));
    }
    return devices.empty() ? std::vector{noGpuForLibTorch()} : devices;
}

}  // namespace pivot
