// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/device_state.h"
#include "energy/meter.h"

#include <iosfwd>
#include <memory>
#include <optional>
#include <string>

namespace pivot {

/// Time of all CPUs since the boot, in ticks.
struct CpuTicks {
    double busy = 0, all = 0;
};
/// From /proc/stat; time that other virtual machines took counts as busy. Absent when the text is none.
[[nodiscard]] std::optional<CpuTicks> readCpuTicks(std::istream& procStat);

/// The processor's own sensor (`coretemp`, `k10temp`, `zenpower`, `cpu_thermal`) among those of `hwmon`: the
/// package's temperature in Celsius, or why there is none.
[[nodiscard]] LiveReading readCpuTemperature(const std::string& hwmon);

/// Power, temperature and load of the processor: power and load are means since the last read(). The first
/// read() has neither and says so.
class CpuStateReader {
public:
    explicit CpuStateReader(MeterPaths paths = {}, std::string procStat = "/proc/stat",
                            MeterClock clock = steadyMeterClock());
    [[nodiscard]] DeviceState read();

private:
    [[nodiscard]] LiveReading readPower();
    [[nodiscard]] LiveReading readLoad();

    MeterPaths m_paths;
    std::string m_procStat;
    MeterClock m_clock;
    std::unique_ptr<EnergyMeter> m_meter;
    std::string m_noPower;
    bool m_measuring = false;
    std::optional<CpuTicks> m_ticks;
};

}  // namespace pivot
