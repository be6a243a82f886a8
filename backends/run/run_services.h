// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/device_info.h"
#include "core/result.h"
#include "data/dataset.h"
#include "devices/inference_session.h"
#include "devices/registry.h"
#include "energy/meter.h"
#include "vit/model.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace pivot {

/// How a run opens what its configuration names. The program uses forRegistry(); a test hands in a network
/// whose answers and times are exact.
struct RunServices {
    std::function<Result<DeviceInfo>(const std::string& id)> resolveDevice;
    std::function<Result<ModelPtr>(const std::filesystem::path&, const ModelOverrides&)> openModel;
    std::function<Result<std::unique_ptr<InferenceSession>>(const std::string& deviceId, const ModelPtr&,
                                                            const SessionOptions&)>
        openSession;
    std::function<Result<DataSetPtr>(const std::string& spec, const DataSetOptions&)> openData;
    std::function<MeterChoice(const std::string& deviceId)> chooseMeter;
    /// Name and version of the driver under a device, where there is one to be known.
    std::function<std::optional<std::string>(const std::string& deviceId)> gpuDriver;

    /// Files, the devices of `registry` (which must outlive the services) and this machine's sensors.
    [[nodiscard]] static RunServices forRegistry(DeviceRegistry& registry);
};

}  // namespace pivot
