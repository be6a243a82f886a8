// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/zcu102sim/zcu102_plugin.h"

#include "cost/zcu102_model.h"
#include "devices/zcu102sim/zcu102_session.h"

#include <array>

namespace pivot {

namespace {

struct SimulatedDevice {
    const char* id;
    const char* profileFile;
};
constexpr std::array kDevices{SimulatedDevice{"sim:zcu102", "zcu102-pivot.json"},
                              SimulatedDevice{"sim:zcu102-full", "zcu102-full.json"}};

}  // namespace

Zcu102Plugin::Zcu102Plugin(std::filesystem::path profileFolder, Cpu cpu)
    : m_profileFolder(std::move(profileFolder)), m_cpu(std::move(cpu)) {}

std::vector<DeviceInfo> Zcu102Plugin::enumerate() {
    const auto cpu = m_cpu.resolve();
    std::vector<DeviceInfo> devices;
    for (const SimulatedDevice& simulated : kDevices) {
        DeviceInfo info;
        if (cpu)
            info = *cpu;  // precisions, tolerances and capture are those of the device that makes the numbers
        info.id = simulated.id;
        info.modelledTiming = true;
        info.perLayerTiming = true;
        const auto profile = loadHardwareProfile(m_profileFolder / simulated.profileFile);
        info.name = profile ? profile->name : std::string("ZCU102, modelled");
        info.available = cpu.has_value() && profile.has_value();
        if (!profile)
            info.reason = profile.error().message;
        else if (!cpu)
            info.reason = "its logits are made by a CPU device, and " + cpu.error().message;
        devices.push_back(std::move(info));
    }
    return devices;
}

Result<std::unique_ptr<InferenceSession>> Zcu102Plugin::open(std::string_view deviceId, ModelPtr model,
                                                             const SessionOptions& options) {
    for (const SimulatedDevice& simulated : kDevices) {
        if (deviceId != simulated.id)
            continue;
        auto profile = loadHardwareProfile(m_profileFolder / simulated.profileFile);
        if (!profile)
            return tl::unexpected(std::move(profile.error()));
        auto timing = Zcu102Model::create(model->spec, std::move(*profile));
        if (!timing)
            return tl::unexpected(std::move(timing.error()));
        auto numbers = m_cpu.open(std::move(model), options);
        if (!numbers)
            return tl::unexpected(std::move(numbers.error()));
        return std::make_unique<Zcu102Session>(std::move(*numbers), std::move(*timing));
    }
    return fail(ErrorCode::NotFound, "there is no simulated device '" + std::string(deviceId) + "'");
}

}  // namespace pivot
