// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/export_model.h"

#include "app/cli/output_file.h"
#include "app/cli/run_arguments.h"
#include "devices/plugin_library.h"
#include "devices/registry.h"
#include "export/onnx_plugin.h"
#include "vit/model.h"

#include <memory>

namespace pivot::cli {

Result<void> exportModel(const ModelExport& arguments) {
    if (auto free = checkNoSource(arguments.output, {arguments.model, arguments.config}); !free) {
        return free;
    }
    const auto model = loadModel(arguments.model, overridesOf(arguments.config, arguments.act));
    if (!model) {
        return tl::unexpected(model.error());
    }
    auto skip = SkipConfig::parse(arguments.skip, (*model)->spec.depth);
    if (!skip) {
        return tl::unexpected(skip.error());
    }
    const auto symbol =
        loadPluginSymbol(DeviceRegistry::defaultPaths().pluginFolders, "pivot_onnx.so", kOnnxPluginSymbol);
    if (!symbol) {
        return tl::unexpected(symbol.error());
    }
    const std::unique_ptr<OnnxPlugin> plugin(reinterpret_cast<OnnxPluginFactory>(symbol->symbol)());
    auto file = OutputFile::open(arguments.output);
    if (!file) {
        return tl::unexpected(file.error());
    }
    if (auto written = plugin->write(**model, {std::move(*skip), PIVOT_VERSION}, (*file)->stream());
        !written) {
        return written;
    }
    return (*file)->commit();
}

}  // namespace pivot::cli
