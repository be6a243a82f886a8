// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "energy/meter.h"

#include <filesystem>
#include <memory>
#include <vector>

namespace pivot {

/// Intel and AMD packages through the kernel's powercap interface: the sum of all `intel-rapl:<n>` package
/// zones under `root`. Counters wrap around at `max_energy_range_uj`; each sample takes the difference since
/// the one before. Errors (Unavailable): no powercap, no package zone, or counters that only root may read,
/// with the way out.
[[nodiscard]] Result<std::unique_ptr<EnergyMeter>> openRaplMeter(
    const std::filesystem::path& root, const MeterClock& clock = steadyMeterClock());

/// Microjoules from one reading of a counter to the next, when it wraps around at `range` at most once.
[[nodiscard]] std::uint64_t raplDifference(std::uint64_t before, std::uint64_t after, std::uint64_t range);

}  // namespace pivot
