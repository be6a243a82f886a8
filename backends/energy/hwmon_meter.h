// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "energy/meter.h"

#include <filesystem>
#include <memory>

namespace pivot {

/// The rails of a board that TI INA226 sensors watch (18 on a ZCU102): every hwmon under `root` whose name
/// begins with `ina226`, by `power1_input` in microwatts. Power is integrated over time by the trapezoid
/// rule. Errors (Unavailable): no hwmon, no such sensor, or one that cannot be read.
[[nodiscard]] Result<std::unique_ptr<EnergyMeter>> openIna226Meter(
    const std::filesystem::path& root, const MeterClock& clock = steadyMeterClock());

}  // namespace pivot
