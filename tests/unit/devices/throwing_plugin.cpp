// SPDX-License-Identifier: GPL-3.0-or-later
// A plug-in that breaks its promise not to throw.
#include "devices/device_plugin.h"

#include <stdexcept>

namespace {

class ThrowingPlugin final : public pivot::DevicePlugin {
public:
    std::vector<pivot::DeviceInfo> enumerate() override { throw std::runtime_error("the driver is on fire"); }
    pivot::Result<std::unique_ptr<pivot::InferenceSession>> open(std::string_view, pivot::ModelPtr,
                                                                 const pivot::SessionOptions&) override {
        throw std::runtime_error("still on fire");
    }
};

}  // namespace

extern "C" __attribute__((visibility("default"))) pivot::DevicePlugin* pivot_device_plugin_4() {
    static ThrowingPlugin plugin;
    return &plugin;
}
