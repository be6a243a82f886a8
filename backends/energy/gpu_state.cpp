// SPDX-License-Identifier: GPL-3.0-or-later
#include "energy/gpu_state.h"

#include <dlfcn.h>

#include <array>
#include <utility>

namespace pivot {

namespace {

// The part of the management library's interface (version 2) that is used here; it is stable by contract.
using Handle = struct nvmlDevice*;
struct Utilization {
    unsigned gpu, memory;  // percent of the last sampling period
};
constexpr int kSuccess = 0;
constexpr int kGpuTemperature = 0;
constexpr std::size_t kVersionSize = 80;  // that the interface asks for, its end included

LiveReading none(const std::string& reason) {
    return {std::nullopt, {}, reason};
}

}  // namespace

struct GpuStateReader::Library {
    void* handle = nullptr;
    int (*init)() = nullptr;
    int (*shutdown)() = nullptr;
    const char* (*errorText)(int) = nullptr;
    int (*byIndex)(unsigned, Handle*) = nullptr;
    int (*power)(Handle, unsigned*) = nullptr;
    int (*temperature)(Handle, int, unsigned*) = nullptr;
    int (*utilization)(Handle, Utilization*) = nullptr;
    int (*driverVersion)(char*, unsigned) = nullptr;
    bool ready = false;

    ~Library() {
        if (ready) {
            shutdown();
        }
        if (handle != nullptr) {
            dlclose(handle);
        }
    }
    template <class Function>
    [[nodiscard]] bool find(Function& function, const char* name) const {
        function = reinterpret_cast<Function>(dlsym(handle, name));
        return function != nullptr;
    }
    [[nodiscard]] bool findAll() {
        return find(init, "nvmlInit_v2") && find(shutdown, "nvmlShutdown") &&
               find(errorText, "nvmlErrorString") && find(byIndex, "nvmlDeviceGetHandleByIndex_v2") &&
               find(power, "nvmlDeviceGetPowerUsage") && find(temperature, "nvmlDeviceGetTemperature") &&
               find(utilization, "nvmlDeviceGetUtilizationRates") &&
               find(driverVersion, "nvmlSystemGetDriverVersion");
    }
    template <class Value, class Ask>
    [[nodiscard]] LiveReading figure(Ask ask, double scale) const {
        Value value{};
        const int code = ask(&value);
        return code == kSuccess ? LiveReading{static_cast<double>(value) * scale, "NVML", {}}
                                : none(std::string("the driver does not tell: ") + errorText(code));
    }
};

GpuStateReader::GpuStateReader(const std::string& library) : m_library(new Library) {
    m_library->handle = dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (m_library->handle == nullptr) {
        m_reason = library + " is not there: install NVIDIA's driver";
    } else if (!m_library->findAll()) {
        m_reason = library + " is too old: update NVIDIA's driver";
    } else if (const int code = m_library->init(); code != kSuccess) {
        m_reason = "NVIDIA's driver does not answer (" + std::string(m_library->errorText(code)) +
                   "): see nvidia-smi";
    } else {
        m_library->ready = true;
    }
}

GpuStateReader::~GpuStateReader() = default;

DeviceState GpuStateReader::read(unsigned index) {
    if (!m_library->ready) {
        return {none(m_reason), none(m_reason), none(m_reason)};
    }
    Handle device = nullptr;
    if (const int code = m_library->byIndex(index, &device); code != kSuccess) {
        const LiveReading reading =
            none("the driver has no GPU " + std::to_string(index) + ": " + m_library->errorText(code));
        return {reading, reading, reading};
    }
    DeviceState state;
    state.powerW =
        m_library->figure<unsigned>([&](unsigned* out) { return m_library->power(device, out); }, 1e-3);
    state.temperatureC = m_library->figure<unsigned>(
        [&](unsigned* out) { return m_library->temperature(device, kGpuTemperature, out); }, 1.0);
    state.load = m_library->figure<unsigned>(
        [&](unsigned* out) {
            Utilization rates{};
            const int code = m_library->utilization(device, &rates);
            *out = rates.gpu;
            return code;
        },
        1e-2);
    return state;
}

std::optional<std::string> GpuStateReader::driverVersion() const {
    std::array<char, kVersionSize> text{};
    if (!m_library->ready || m_library->driverVersion(text.data(), kVersionSize) != kSuccess) {
        return std::nullopt;
    }
    std::string version(text.data());
    return version.empty() ? std::nullopt : std::optional(std::move(version));
}

}  // namespace pivot
