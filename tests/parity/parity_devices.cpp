// SPDX-License-Identifier: GPL-3.0-or-later
#include "parity/parity_devices.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

namespace pivot::parity {

DeviceRegistry& registry() {
    static DeviceRegistry devices(DeviceRegistry::Paths{
        {PIVOT_PLUGIN_DIR}, std::filesystem::path(PIVOT_SOURCE_DIR) / "assets" / "profiles"});
    return devices;
}

std::vector<DeviceInfo> float32Devices() {
    static const auto devices = [] {
        auto all = registry().list();
        std::erase_if(all, [](const DeviceInfo& device) {
            return !device.available ||
                   std::ranges::find(device.precisions, Precision::Fp32) == device.precisions.end();
        });
        return all;
    }();
    return devices;
}

std::vector<DeviceInfo> float32Engines() {
    auto devices = float32Devices();
    std::erase_if(devices, [](const DeviceInfo& device) { return device.modelledTiming; });
    return devices;
}

std::unique_ptr<InferenceSession> open(const std::string& deviceId, const ModelPtr& model,
                                       const SessionOptions& options) {
    return valueOf(registry().open(deviceId, model, options));
}

double largestDifference(std::span<const float> a, std::span<const float> b) {
    if (a.size() != b.size())
        return std::numeric_limits<double>::infinity();
    double largest = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const double difference = std::abs(static_cast<double>(a[i]) - static_cast<double>(b[i]));
        if (!std::isfinite(difference))
            return std::numeric_limits<double>::infinity();
        largest = std::max(largest, difference);
    }
    return largest;
}

}  // namespace pivot::parity
