// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/blas_check.h"
#include "devices/device_plugin.h"
#include "devices/plugin_library.h"
#include "devices/torch/torch_devices.h"

#include <dlfcn.h>

#include <filesystem>
#include <optional>
#include <system_error>

namespace pivot {

namespace {

namespace fs = std::filesystem;

constexpr const char* kEngineFile = "pivot_torch_engine.so";

/// The folder that this library was loaded from.
fs::path ownFolder() {
    Dl_info own{};
    const bool found = ::dladdr(reinterpret_cast<const void*>(&ownFolder), &own) != 0;
    return found && own.dli_fname != nullptr ? fs::path(own.dli_fname).parent_path() : fs::path();
}

/// The devices of LibTorch, listed without it: its hundreds of libraries take a third of a second, which who
/// only asks what there is, or runs on another device, must not wait for. The engine, a library of its own
/// beside this one, brings LibTorch in with the first session.
class TorchPlugin final : public DevicePlugin {
public:
    std::vector<DeviceInfo> enumerate() override {
        std::error_code ignored;
        // Where LibTorch is not where this was built with it, only loading tells.
        const bool inPlace = fs::is_regular_file(PIVOT_LIBTORCH_FILE, ignored) &&
                             fs::is_regular_file(ownFolder() / kEngineFile, ignored);
        if (!m_engine && inPlace) {
            return devicesUnloaded();
        }
        const auto& loaded = engine();
        if (!loaded) {
            DeviceInfo cpu = torchCpuDevice();
            cpu.available = false;
            cpu.reason = loaded.error().message;
            return {cpu, torchCudaDevice("cuda", "NVIDIA GPU through LibTorch", loaded.error().message)};
        }
        std::vector<DeviceInfo> devices = loaded->plugin->enumerate();
        describe(devices.front(), blasOf(loaded->handle));
        return devices;
    }

    Result<std::unique_ptr<InferenceSession>> open(std::string_view deviceId, ModelPtr model,
                                                   const SessionOptions& options) override {
        const auto& loaded = engine();
        if (!loaded) {
            return tl::unexpected(loaded.error());
        }
        return loaded->plugin->open(deviceId, std::move(model), options);
    }

private:
    static std::vector<DeviceInfo> devicesUnloaded() {
        std::vector<DeviceInfo> devices{torchCpuDevice()};
        std::error_code ignored;
        const fs::path blas = PIVOT_LIBTORCH_BLAS;  // empty where it has one inside
        describe(devices.front(), blas.empty() ? BlasInfo{} : classifyBlas(fs::canonical(blas, ignored)));
        for (DeviceInfo& gpu :
             PIVOT_LIBTORCH_CUDA ? cudaDevicesOfDriver() : std::vector{noCudaInLibTorch()}) {
            devices.push_back(std::move(gpu));
        }
        for (DeviceInfo& device : devices) {
            device.libraries["LibTorch"] = PIVOT_LIBTORCH_VERSION;
        }
        return devices;
    }

    static void describe(DeviceInfo& cpu, const BlasInfo& blas) {
        if (blas.reference) {
            cpu.advice = referenceBlasAdvice(blas);
        }
    }

    const Result<LoadedPlugin>& engine() {
        if (!m_engine) {
            m_engine = loadPlugin({ownFolder()}, kEngineFile);
        }
        return *m_engine;
    }

    std::optional<Result<LoadedPlugin>> m_engine;
};

}  // namespace

}  // namespace pivot

extern "C" __attribute__((visibility("default"))) pivot::DevicePlugin* pivot_device_plugin_4() {
    static pivot::TorchPlugin plugin;
    return &plugin;
}
