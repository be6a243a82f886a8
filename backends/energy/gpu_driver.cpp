// SPDX-License-Identifier: GPL-3.0-or-later
#include "energy/gpu_driver.h"

#include "energy/gpu_state.h"
#include "energy/sysfs.h"

#include <sstream>

namespace pivot {

std::optional<std::string> parseNvidiaVersion(std::string_view text) {
    // NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.129.03  Thu Oct 19 18:56:32 UTC 2023
    // NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  550.54.15  Release Build  (...)
    std::istringstream words{std::string(text)};
    for (std::string word; words >> word;) {
        const bool numbers = word.find_first_not_of("0123456789.") == std::string::npos;
        if (numbers && word.find('.') != std::string::npos && word.front() != '.') {
            return word;
        }
    }
    return std::nullopt;
}

std::optional<std::string> gpuDriverOf(std::string_view deviceId, const GpuDriverSources& sources) {
    if (deviceId != "cuda" && !deviceId.starts_with("cuda:")) {
        return std::nullopt;
    }
    std::optional<std::string> version = GpuStateReader(sources.nvml).driverVersion();
    if (!version) {
        if (const auto text = readSysfsText(sources.nvidia)) {
            version = parseNvidiaVersion(*text);
        }
    }
    if (version) {
        return "NVIDIA " + *version;
    }
    if (const auto text = readSysfsText(sources.amdgpu); text && !text->empty()) {
        return "amdgpu " + *text;
    }
    return std::nullopt;
}

}  // namespace pivot
