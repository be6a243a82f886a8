// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/cost.h"
#include "core/result.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace pivot {

/// What a meter saw between start() and stop().
struct EnergyWindow {
    std::string sensor;  ///< e.g. `RAPL package-0`
    double grossJ = 0;   ///< all that the sensor saw, idle power included
    double seconds = 0;  ///< length of the window
    std::int64_t samples = 0;
    [[nodiscard]] double meanWatts() const { return seconds > 0 ? grossJ / seconds : 0.0; }
    /// What remains above an idle baseline; not below zero.
    [[nodiscard]] double netJ(double idleWatts) const;
    /// Measured, naming sensor, window and samples.
    [[nodiscard]] Provenance provenance() const;
};

/// Measures energy over windows. The owner (the runner) calls sample() at least every samplePeriod() between
/// start() and stop(), from one thread. A sensor that fails in the middle fails the window: no number is made
/// up.
class EnergyMeter {
public:
    virtual ~EnergyMeter() = default;
    [[nodiscard]] virtual std::string sensor() const = 0;
    /// How often sample() must be called: a power sensor so that its integral is one, a counter before it
    /// wraps.
    [[nodiscard]] virtual std::chrono::milliseconds samplePeriod() const = 0;
    [[nodiscard]] virtual Result<void> start() = 0;
    [[nodiscard]] virtual Result<void> sample() = 0;
    /// Takes a last sample and ends the window.
    [[nodiscard]] virtual Result<EnergyWindow> stop() = 0;
};

/// Seconds that only grow; injected so that tests need not wait.
using MeterClock = std::function<double()>;
[[nodiscard]] MeterClock steadyMeterClock();

/// Measuring is possible, or why it is not and what to do about it.
struct MeterStatus {
    std::string name;  ///< `RAPL`, `INA226`
    bool available = false;
    std::string reason;  ///< empty when available
};

/// What the meter of a device could be, found once.
struct MeterChoice {
    std::unique_ptr<EnergyMeter> meter;  ///< null where nothing measures the device
    std::vector<MeterStatus> tried;      ///< the likeliest sensor first
    /// Why there is no meter, one sentence a person can act on (of the likeliest sensor); empty when there is
    /// one.
    [[nodiscard]] std::string reason() const;
};

/// Roots of the kernel's files; a test gives a folder of its own.
struct MeterPaths {
    std::string powercap = "/sys/class/powercap";
    std::string hwmon = "/sys/class/hwmon";
};

/// The best meter for a device: RAPL for `cpu:`; the INA226 rails of a board for `xrt:` (and for `cpu:` on
/// such a board). None for `sim:` (modelled) and `cuda:` (NVML is not built in this version); the reason says
/// so.
[[nodiscard]] MeterChoice chooseMeter(const std::string& deviceId, const MeterPaths& paths = {},
                                      const MeterClock& clock = steadyMeterClock());

}  // namespace pivot
