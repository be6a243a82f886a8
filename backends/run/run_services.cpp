// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/run_services.h"

#include "energy/gpu_driver.h"

namespace pivot {

RunServices RunServices::forRegistry(DeviceRegistry& registry) {
    return {.resolveDevice = [&registry](const std::string& id) { return registry.resolve(id); },
            .openModel = [](const std::filesystem::path& path,
                            const ModelOverrides& overrides) { return loadModel(path, overrides); },
            .openSession = [&registry](
                               const std::string& id, const ModelPtr& model,
                               const SessionOptions& options) { return registry.open(id, model, options); },
            .openData = [](const std::string& spec,
                           const DataSetOptions& options) { return openDataSet(spec, options); },
            .chooseMeter = [](const std::string& id) { return pivot::chooseMeter(id); },
            .gpuDriver = [](const std::string& id) { return gpuDriverOf(id); }};
}

}  // namespace pivot
