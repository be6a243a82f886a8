// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>

namespace pivot {

/// One live figure of a device: the value with the sensor it came from, or why there is none.
struct LiveReading {
    std::optional<double> value;
    std::string source;  ///< `RAPL package-0`, `coretemp`; empty where there is no value
    std::string reason;  ///< one sentence, and what to do about it; empty where there is a value
    bool operator==(const LiveReading&) const = default;
};

/// How a device does at this moment.
struct DeviceState {
    LiveReading powerW;
    LiveReading temperatureC;
    LiveReading load;  ///< 0..1, by every program
    bool operator==(const DeviceState&) const = default;
};

}  // namespace pivot
