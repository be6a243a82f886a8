// SPDX-License-Identifier: GPL-3.0-or-later
#include "energy/meter.h"

#include "energy/hwmon_meter.h"
#include "energy/rapl_meter.h"

#include <algorithm>
#include <sstream>

namespace pivot {

double EnergyWindow::netJ(double idleWatts) const {
    return std::max(0.0, grossJ - idleWatts * seconds);
}

Provenance EnergyWindow::provenance() const {
    std::ostringstream text;
    text.precision(3);
    text << sensor << " over " << seconds << " s, " << samples << " samples";
    return {ProvenanceKind::Measured, text.str()};
}

MeterClock steadyMeterClock() {
    return [] {
        return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
    };
}

std::string MeterChoice::reason() const {
    return meter || tried.empty() ? std::string() : tried.front().reason;
}

MeterChoice chooseMeter(const std::string& deviceId, const MeterPaths& paths, const MeterClock& clock) {
    MeterChoice choice;
    const auto attempt = [&](const char* name, Result<std::unique_ptr<EnergyMeter>> opened) {
        MeterStatus status{name, opened.has_value(), opened ? "" : opened.error().message};
        if (opened && !choice.meter)
            choice.meter = std::move(*opened);
        choice.tried.push_back(std::move(status));
    };
    const bool onProcessor = deviceId == "cpu" || deviceId.starts_with("cpu:");
    if (onProcessor)
        attempt("RAPL", openRaplMeter(paths.powercap, clock));
    if (!choice.meter && (onProcessor || deviceId.starts_with("xrt")))
        attempt("INA226", openIna226Meter(paths.hwmon, clock));
    if (deviceId.starts_with("sim:"))
        choice.tried.push_back(
            {"model", false, deviceId + " models its energy: there is nothing to measure"});
    else if (choice.tried.empty())
        choice.tried.push_back(
            {"NVML", false, "no energy meter for " + deviceId + " is built in this version"});
    return choice;
}

}  // namespace pivot
