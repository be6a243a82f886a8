// SPDX-License-Identifier: GPL-3.0-or-later
#include "energy/cpu_state.h"

#include "energy/rapl_meter.h"
#include "energy/sysfs.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>
#include <string_view>
#include <system_error>
#include <utility>

namespace pivot {

namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 4> kProcessorSensors{"coretemp", "k10temp", "zenpower", "cpu_thermal"};
/// How the package is called; a core's own temperature is not the processor's.
constexpr std::array<std::string_view, 3> kPackageLabels{"Package id", "Tctl", "Tdie"};

const std::string kNextReading = "the first reading is on its way: it is a mean over a second";

LiveReading none(std::string reason) {
    return {std::nullopt, {}, std::move(reason)};
}

/// The temperature file of the package below one sensor's folder; the first where none has such a label.
fs::path packageFile(const fs::path& sensor) {
    for (int i = 1; i < 16; ++i) {
        const auto label = readSysfsText(sensor / ("temp" + std::to_string(i) + "_label"));
        const bool isPackage = label && std::ranges::any_of(kPackageLabels, [&](std::string_view name) {
                                   return label->starts_with(name);
                               });
        if (isPackage) {
            return sensor / ("temp" + std::to_string(i) + "_input");
        }
    }
    return sensor / "temp1_input";
}

}  // namespace

std::optional<CpuTicks> readCpuTicks(std::istream& procStat) {
    std::string name;
    if (!(procStat >> name) || name != "cpu") {
        return std::nullopt;
    }
    // user nice system idle iowait irq softirq steal; guests are in user already
    std::array<double, 8> ticks{};
    for (double& value : ticks) {
        if (!(procStat >> value)) {
            return std::nullopt;
        }
    }
    CpuTicks sum;
    for (const double value : ticks) {
        sum.all += value;
    }
    sum.busy = sum.all - ticks[3] - ticks[4];
    return sum;
}

LiveReading readCpuTemperature(const std::string& hwmon) {
    std::error_code failed;
    const fs::directory_iterator folders(hwmon, failed);
    if (failed) {
        return none(hwmon + " is not there: a virtual machine or container has to pass hwmon through");
    }
    for (const auto& folder : folders) {
        const auto name = readSysfsText(folder.path() / "name");
        if (!name || std::ranges::find(kProcessorSensors, *name) == kProcessorSensors.end()) {
            continue;
        }
        const auto milli = readSysfsNumber(packageFile(folder.path()));
        return milli ? LiveReading{static_cast<double>(*milli) * 1e-3, *name, {}}
                     : none(milli.error().message);
    }
    return none(hwmon +
                " has no sensor of the processor: load the module coretemp (Intel) or k10temp (AMD), or run "
                "outside the virtual machine");
}

CpuStateReader::CpuStateReader(MeterPaths paths, std::string procStat, MeterClock clock)
    : m_paths(std::move(paths)), m_procStat(std::move(procStat)), m_clock(std::move(clock)) {
    auto meter = openRaplMeter(m_paths.powercap, m_clock);
    if (meter) {
        m_meter = std::move(*meter);
    } else {
        m_noPower = meter.error().message;
    }
}

LiveReading CpuStateReader::readPower() {
    if (!m_meter) {
        return none(m_noPower);
    }
    LiveReading reading = none(kNextReading);
    if (std::exchange(m_measuring, false)) {
        const auto window = m_meter->stop();
        if (!window) {
            reading.reason = window.error().message;
        } else if (window->seconds > 0) {
            reading = {window->meanWatts(), window->sensor, {}};
        }
    }
    if (const auto started = m_meter->start(); started) {
        m_measuring = true;
    } else if (!reading.value) {
        reading.reason = started.error().message;
    }
    return reading;
}

LiveReading CpuStateReader::readLoad() {
    std::ifstream in(m_procStat);
    const std::optional<CpuTicks> now = readCpuTicks(in);
    if (!now) {
        m_ticks.reset();
        return none(m_procStat + " cannot be read: /proc has to be there");
    }
    const std::optional<CpuTicks> before = std::exchange(m_ticks, now);
    if (!before || now->all <= before->all) {
        return none(kNextReading);
    }
    const double load = (now->busy - before->busy) / (now->all - before->all);
    return {std::clamp(load, 0.0, 1.0), "/proc/stat", {}};
}

DeviceState CpuStateReader::read() {
    return {readPower(), readCpuTemperature(m_paths.hwmon), readLoad()};
}

}  // namespace pivot
