// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/device_info.h"
#include "core/result.h"
#include "devices/device_plugin.h"
#include "devices/inference_session.h"

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace pivot {

/// Knows every device and opens sessions on them. Plug-in libraries are loaded when first needed, from the
/// calling (compute) thread, after OpenMP and BLAS were set up for them. An absent plug-in is a device with a
/// reason.
class DeviceRegistry {
public:
    struct Paths {
        std::vector<std::filesystem::path>
            pluginFolders;                    ///< searched in order for `pivot_torch.so`, `pivot_xrt.so`
        std::filesystem::path profileFolder;  ///< hardware profiles (assets/profiles)
    };
    explicit DeviceRegistry(Paths paths);
    ~DeviceRegistry();
    DeviceRegistry(const DeviceRegistry&) = delete;
    DeviceRegistry& operator=(const DeviceRegistry&) = delete;

    /// Where an installed or built program finds its plug-ins and profiles, from the executable's place.
    [[nodiscard]] static Paths defaultPaths();

    [[nodiscard]] std::vector<DeviceInfo> list();
    /// `cpu` becomes the fastest available CPU device. NotFound lists the ids there are; Unavailable gives
    /// the reason.
    [[nodiscard]] Result<DeviceInfo> resolve(std::string_view id);
    [[nodiscard]] Result<std::unique_ptr<InferenceSession>> open(std::string_view id, ModelPtr model,
                                                                 const SessionOptions& options = {});

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

}  // namespace pivot
