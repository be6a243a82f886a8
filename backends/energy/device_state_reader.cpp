// SPDX-License-Identifier: GPL-3.0-or-later
#include "energy/device_state_reader.h"

#include "energy/hwmon_meter.h"
#include "energy/sysfs.h"

#include <charconv>
#include <optional>
#include <string_view>
#include <system_error>

namespace pivot {

namespace {

DeviceState nothing(const std::string& reason) {
    const LiveReading reading{std::nullopt, {}, reason};
    return {reading, reading, reading};
}

/// 0 of `cuda:0`.
std::optional<unsigned> indexOf(std::string_view id) {
    const std::string_view digits = id.substr(id.find(':') + 1);
    unsigned index = 0;
    const auto [end, code] = std::from_chars(digits.data(), digits.data() + digits.size(), index);
    return code == std::errc{} && end == digits.data() + digits.size() ? std::optional(index) : std::nullopt;
}

}  // namespace

DeviceState DeviceStateReader::readBoard() const {
    DeviceState state = nothing("a board is not asked for it");
    std::error_code failed;
    double watts = 0;
    int rails = 0;
    for (const auto& folder : std::filesystem::directory_iterator(m_paths.hwmon, failed)) {
        const auto name = readSysfsText(folder.path() / "name");
        const auto microWatts = name && name->starts_with("ina226")
                                    ? readSysfsNumber(folder.path() / "power1_input")
                                    : Result<std::uint64_t>(fail(ErrorCode::NotFound, {}));
        if (microWatts) {
            watts += static_cast<double>(*microWatts) * 1e-6;
            ++rails;
        }
    }
    if (rails > 0) {
        state.powerW = {watts, "INA226, " + std::to_string(rails) + " rails", {}};
    } else {
        state.powerW.reason = m_paths.hwmon + " has no INA226 sensor: run on the board";
    }
    return state;
}

std::map<std::string, DeviceState> DeviceStateReader::read(const std::vector<std::string>& deviceIds) {
    std::map<std::string, DeviceState> states;
    std::optional<DeviceState> cpu;
    for (const std::string& id : deviceIds) {
        if (id.starts_with("cpu")) {
            if (!cpu) {  // one processor, however many engines compute on it
                if (!m_cpu) {
                    m_cpu = std::make_unique<CpuStateReader>(m_paths);
                }
                cpu = m_cpu->read();
            }
            states[id] = *cpu;
        } else if (id.starts_with("cuda:") && indexOf(id)) {
            if (!m_gpu) {
                m_gpu = std::make_unique<GpuStateReader>();
            }
            states[id] = m_gpu->read(*indexOf(id));
        } else if (id.starts_with("sim:")) {
            states[id] = nothing("a simulated device has no sensors: its energy is modelled");
        } else if (id.starts_with("xrt:")) {
            states[id] = readBoard();
        } else {
            states[id] = nothing("no sensor is known for this kind of device");
        }
    }
    return states;
}

}  // namespace pivot
