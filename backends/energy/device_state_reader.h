// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/device_state.h"
#include "energy/cpu_state.h"
#include "energy/gpu_state.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace pivot {

/// Reads how devices do at this moment, a round a call; figures that are means are of the time since the last
/// round. One thread. A round takes well under a millisecond where no GPU is asked.
class DeviceStateReader {
public:
    explicit DeviceStateReader(MeterPaths paths = {}) : m_paths(std::move(paths)) {}
    /// By id. What cannot be read has its reason; nothing is made up.
    [[nodiscard]] std::map<std::string, DeviceState> read(const std::vector<std::string>& deviceIds);

private:
    [[nodiscard]] DeviceState readBoard() const;

    MeterPaths m_paths;
    std::unique_ptr<CpuStateReader> m_cpu;
    std::unique_ptr<GpuStateReader> m_gpu;
};

}  // namespace pivot
