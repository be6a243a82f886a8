// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "devices/device_plugin.h"

#include <filesystem>
#include <functional>

namespace pivot {

/// The devices `sim:zcu102` (the authors' formula) and `sim:zcu102-full` (with what it leaves out): logits
/// from the CPU device, delay and energy from a hardware profile. Unavailable, with the reason, without a CPU
/// device or profile.
class Zcu102Plugin final : public DevicePlugin {
public:
    /// The CPU device that makes the numbers.
    struct Cpu {
        std::function<Result<DeviceInfo>()> resolve;
        std::function<Result<std::unique_ptr<InferenceSession>>(ModelPtr, const SessionOptions&)> open;
    };
    Zcu102Plugin(std::filesystem::path profileFolder, Cpu cpu);

    std::vector<DeviceInfo> enumerate() override;
    Result<std::unique_ptr<InferenceSession>> open(std::string_view deviceId, ModelPtr model,
                                                   const SessionOptions& options) override;

private:
    std::filesystem::path m_profileFolder;
    Cpu m_cpu;
};

}  // namespace pivot
