// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace pivot {

/// Where drivers of GPUs say their version; a test gives a library and files of its own.
struct GpuDriverSources {
    std::string nvml = "libnvidia-ml.so.1";
    std::filesystem::path nvidia = "/proc/driver/nvidia/version", amdgpu = "/sys/module/amdgpu/version";
};

/// Name and version of the driver under a device: `NVIDIA 550.54.15`, `amdgpu 6.3.6`. Absent for a device
/// that is no GPU of LibTorch's (`cuda:`), and where no driver tells: one that is part of the kernel has no
/// version of its own.
[[nodiscard]] std::optional<std::string> gpuDriverOf(std::string_view deviceId,
                                                     const GpuDriverSources& sources = {});

/// The version in the text of /proc/driver/nvidia/version, of the closed or the open kernel module.
[[nodiscard]] std::optional<std::string> parseNvidiaVersion(std::string_view text);

}  // namespace pivot
