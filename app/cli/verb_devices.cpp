// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/json_text.h"
#include "app/cli/verbs.h"
#include "devices/registry.h"

#include <algorithm>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

namespace pivot::cli {

namespace {

nlohmann::json toJson(const DeviceInfo& device) {
    nlohmann::json precisions = nlohmann::json::array();
    for (const Precision precision : device.precisions) {
        precisions.push_back(toString(precision));
    }
    return {{"id", device.id},
            {"name", device.name},
            {"available", device.available},
            {"reason", device.reason.empty() ? nlohmann::json(nullptr) : nlohmann::json(device.reason)},
            {"advice", device.advice.empty() ? nlohmann::json(nullptr) : nlohmann::json(device.advice)},
            {"precisions", precisions},
            {"attention_capture", device.attentionCapture},
            {"per_layer_timing", device.perLayerTiming},
            {"modelled_timing", device.modelledTiming},
            {"logit_tolerance", device.logitTolerance},
            {"entropy_tolerance_nats", device.entropyToleranceNats},
            {"relative_rms_tolerance", device.relativeRmsTolerance}};
}

int runDevices(bool json) {
    DeviceRegistry registry(DeviceRegistry::defaultPaths());
    const std::vector<DeviceInfo> devices = registry.list();
    if (json) {
        nlohmann::json out{{"schema_version", 1}, {"devices", nlohmann::json::array()}};
        for (const DeviceInfo& device : devices) {
            out["devices"].push_back(toJson(device));
        }
        std::cout << jsonText(out);
        return kSuccess;
    }
    std::size_t width = 0;
    for (const DeviceInfo& device : devices) {
        width = std::max(width, device.id.size());
    }
    for (const DeviceInfo& device : devices) {
        std::cout << device.id << std::string(width + 2 - device.id.size(), ' ')
                  << (device.available ? "available    " : "unavailable  ") << device.name;
        for (const std::string& text : {device.reason, device.advice}) {
            if (!text.empty()) {
                std::cout << "\n" << std::string(width + 2, ' ') << text;
            }
        }
        std::cout << '\n';
    }
    return kSuccess;
}

}  // namespace

VerbEntry addDevices(CLI::App& app) {
    CLI::App* verb = app.add_subcommand("devices", "List every device, available or not, with the reason");
    auto json = std::make_shared<bool>(false);
    verb->add_flag("--json", *json, "Print JSON");
    return {verb, [json] { return runDevices(*json); }};
}

}  // namespace pivot::cli
