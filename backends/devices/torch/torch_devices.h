// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/device_info.h"

#include <vector>

namespace pivot {

inline constexpr const char* kTorchCpuId = "cpu:torch";

/// The processor as a device of LibTorch, available.
[[nodiscard]] DeviceInfo torchCpuDevice();

/// An NVIDIA GPU as a device of LibTorch; `reason` says why it is not available, empty where it is.
[[nodiscard]] DeviceInfo torchCudaDevice(std::string id, std::string name, std::string reason);

/// `cuda`, for all GPUs, where LibTorch cannot use one.
[[nodiscard]] DeviceInfo noCudaInLibTorch();
[[nodiscard]] DeviceInfo noGpuForLibTorch();

/// The GPUs by NVIDIA's driver alone, which is there in milliseconds; noGpuForLibTorch() where it has none.
[[nodiscard]] std::vector<DeviceInfo> cudaDevicesOfDriver();

}  // namespace pivot
