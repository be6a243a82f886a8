// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/device_info.h"
#include "core/result.h"
#include "devices/inference_session.h"

#include <memory>
#include <string_view>
#include <vector>

namespace pivot {

/// A family of devices. Lives in a MODULE library (torch, xrt) or in the registry itself (zcu102sim).
/// Calls may come from any thread, one at a time (the registry serialises them).
class DevicePlugin {
public:
    virtual ~DevicePlugin() = default;
    /// Every device that could exist, each with its reason where it is not available. Never throws.
    [[nodiscard]] virtual std::vector<DeviceInfo> enumerate() = 0;
    [[nodiscard]] virtual Result<std::unique_ptr<InferenceSession>> open(std::string_view deviceId,
                                                                         ModelPtr model,
                                                                         const SessionOptions& options) = 0;
};

/// The one symbol of a plug-in library: `extern "C" pivot::DevicePlugin* pivot_device_plugin_4();`
/// It returns an object that the library owns and keeps for the life of the process (a function-local
/// static): callers never delete it, every call returns the same one, and the library is never unloaded. Null
/// means that it failed. The number is the version of this interface; a library with another number is
/// refused by name.
inline constexpr const char* kDevicePluginSymbol = "pivot_device_plugin_4";
using DevicePluginFactory = DevicePlugin* (*)();

}  // namespace pivot
