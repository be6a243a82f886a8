// SPDX-License-Identifier: GPL-3.0-or-later
// A plug-in as the registry's test needs it: one CPU device, and one that is always unavailable.
#include "counting_session.h"
#include "devices/device_plugin.h"

#include <cstdlib>

namespace {

/// What a library sees that reads the environment when it is loaded, as libgomp does.
const std::string waitPolicyAtLoad = [] {
    const char* policy = std::getenv("OMP_WAIT_POLICY");
    return std::string(policy ? policy : "unset");
}();

class CountingPlugin final : public pivot::DevicePlugin {
public:
    std::vector<pivot::DeviceInfo> enumerate() override {
        pivot::DeviceInfo device;
#ifdef PIVOT_TEST_XRT
        device.id = "xrt:0000:65:00.1";
        device.name = "test board";
        device.reason = "somebody unplugged it";
        return {device};
#else
#ifdef PIVOT_TEST_ONEDNN
        device.id = "cpu:onednn";
#else
        device.id = "cpu:torch";
#endif
        device.name = "OMP_WAIT_POLICY=" + waitPolicyAtLoad;
        device.available = true;
        device.precisions = {pivot::Precision::Fp32};
        device.attentionCapture = true;
        pivot::DeviceInfo gpu;
        gpu.id = "cuda:0";
        gpu.reason = "no driver";
        return {device, gpu};
#endif
    }
    pivot::Result<std::unique_ptr<pivot::InferenceSession>> open(std::string_view, pivot::ModelPtr model,
                                                                 const pivot::SessionOptions&) override {
        return std::make_unique<pivot::test::CountingSession>(model->spec);
    }
};

}  // namespace

extern "C" __attribute__((visibility("default"))) pivot::DevicePlugin* pivot_device_plugin_4() {
    static CountingPlugin plugin;
    return &plugin;
}
