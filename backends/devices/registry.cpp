// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/registry.h"

#include "core/log.h"
#include "devices/plugin_library.h"
#include "devices/thread_environment.h"
#include "devices/zcu102sim/zcu102_plugin.h"

#include <algorithm>
#include <exception>
#include <mutex>
#include <optional>
#include <system_error>
#include <utility>

namespace pivot {

namespace {

/// A plug-in library by its file, the devices it stands for, and what became of it.
struct PluginSlot {
    std::string fileName;
    std::vector<DeviceInfo> whenAbsent;  ///< listed, with the reason, where it cannot be loaded
    std::optional<Result<LoadedPlugin>> loaded;
};

DeviceInfo unavailable(std::string id, std::string name, std::string reason = {}) {
    DeviceInfo info;
    info.id = std::move(id);
    info.name = std::move(name);
    info.reason = std::move(reason);
    return info;
}

/// Fastest first; `cpu` becomes the first of these that is available.
constexpr const char* kCpuDevices[] = {"cpu:onednn", "cpu:torch"};

std::string joinedIds(const std::vector<DeviceInfo>& devices) {
    std::string text = "cpu";
    for (const auto& device : devices)
        text += ", " + device.id;
    return text;
}

}  // namespace

struct DeviceRegistry::Impl {
    std::mutex mutex;  ///< serialises loading and every call into a plug-in's enumerate() and open()
    std::vector<std::filesystem::path> pluginFolders;
    PluginSlot onednn{
        "pivot_onednn.so", {unavailable("cpu:onednn", "oneDNN on the processor")}, std::nullopt};
    PluginSlot torch{"pivot_torch.so",
                     {unavailable("cpu:torch", "LibTorch on the processor"),
                      unavailable("cuda", "NVIDIA GPU through LibTorch")},
                     std::nullopt};
    PluginSlot xrt{"pivot_xrt.so", {unavailable("xrt", "FPGA board through XRT")}, std::nullopt};
    bool environmentChecked = false;  ///< what slows every plug-in is said once
    Zcu102Plugin zcu102;

    explicit Impl(const Paths& paths)
        : pluginFolders(paths.pluginFolders),
          zcu102(paths.profileFolder,
                 {[this] { return fastestCpu(); },
                  [this](ModelPtr model,
                         const SessionOptions& options) -> Result<std::unique_ptr<InferenceSession>> {
                      const auto cpu = fastestCpu();
                      if (!cpu)
                          return tl::unexpected(cpu.error());
                      return openOn(*cpu, std::move(model), options);
                  }}) {}

    const Result<LoadedPlugin>& load(PluginSlot& slot) {
        if (slot.loaded)
            return *slot.loaded;
        slot.loaded = loadPlugin(pluginFolders, slot.fileName);
        if (!*slot.loaded)
            log::debug((*slot.loaded).error().message);
        else if (!std::exchange(environmentChecked, true)) {
            for (const std::string& warning : threadEnvironmentWarnings())
                log::warning(warning);
        }
        return *slot.loaded;
    }

    std::vector<DeviceInfo> devicesOf(PluginSlot& slot) {
        const auto& loaded = load(slot);
        if (!loaded)
            return absent(slot, loaded.error().message);
        try {
            return loaded->plugin->enumerate();
        } catch (const std::exception& error) {
            return absent(slot, loaded->file.string() + " failed to list its devices: " + error.what());
        }
    }

    static std::vector<DeviceInfo> absent(const PluginSlot& slot, const std::string& reason) {
        std::vector<DeviceInfo> devices = slot.whenAbsent;
        for (auto& device : devices)
            device.reason = reason;
        return devices;
    }

    /// The plug-in that serves an id; null for what the registry itself knows.
    PluginSlot* slotOf(std::string_view id) {
        if (id == "cpu:onednn")
            return &onednn;
        if (id.starts_with("cpu:") || id.starts_with("cuda"))
            return &torch;
        return id.starts_with("xrt") ? &xrt : nullptr;
    }

    std::vector<DeviceInfo> list() {
        std::vector<DeviceInfo> devices;
        for (PluginSlot* slot : {&onednn, &torch, &xrt}) {
            for (auto& device : devicesOf(*slot))
                devices.push_back(std::move(device));
        }
        for (auto& device : zcu102.enumerate())
            devices.push_back(std::move(device));
        return devices;
    }

    Result<DeviceInfo> resolve(std::string_view id) {
        if (id == "cpu")
            return fastestCpu();
        // Only what serves the id is loaded, unless nothing does and the ids there are have to be listed.
        std::vector<DeviceInfo> devices;
        if (PluginSlot* slot = slotOf(id))
            devices = devicesOf(*slot);
        else if (id.starts_with("sim:"))
            devices = zcu102.enumerate();
        auto found = std::ranges::find(devices, id, &DeviceInfo::id);
        if (found == devices.end()) {
            return fail(ErrorCode::NotFound,
                        "there is no device '" + std::string(id) + "': choose one of " + joinedIds(list()));
        }
        if (!found->available)
            return fail(ErrorCode::Unavailable, found->id + " is not available: " + found->reason);
        return *found;
    }

    Result<DeviceInfo> fastestCpu() {
        std::string reasons;
        for (const char* wanted :
             kCpuDevices) {  // the plug-ins behind the first that is available stay unloaded
            for (const auto& device : devicesOf(*slotOf(wanted))) {
                if (device.id != wanted)
                    continue;
                if (device.available)
                    return device;
                reasons += (reasons.empty() ? "" : "; ") + device.id + ": " + device.reason;
            }
        }
        return fail(ErrorCode::Unavailable, "no CPU device is available (" + reasons + ")");
    }

    Result<std::unique_ptr<InferenceSession>> open(std::string_view id, ModelPtr model,
                                                   const SessionOptions& options) {
        const auto device = resolve(id);
        if (!device)
            return tl::unexpected(device.error());
        if (!model)
            return fail(ErrorCode::Usage, "no model was given to open on " + device->id);
        if (std::ranges::find(device->precisions, options.precision) == device->precisions.end()) {
            std::string known;
            for (const Precision precision : device->precisions)
                known += (known.empty() ? "" : ", ") + std::string(toString(precision));
            return fail(ErrorCode::Unsupported, device->id + " does not run " +
                                                    std::string(toString(options.precision)) + ": choose " +
                                                    known);
        }
        return openOn(*device, std::move(model), options);
    }

    Result<std::unique_ptr<InferenceSession>> openOn(const DeviceInfo& device, ModelPtr model,
                                                     const SessionOptions& options) {
        DevicePlugin* plugin = &zcu102;
        // A plug-in has no log of its own.
        if (!device.advice.empty())
            log::warning(device.id + ": " + device.advice);
        if (PluginSlot* slot = slotOf(device.id)) {
            const auto& loaded = load(*slot);
            if (!loaded)
                return tl::unexpected(loaded.error());
            plugin = loaded->plugin;
        }
        try {
            return plugin->open(device.id, std::move(model), options);
        } catch (const std::exception& error) {
            return fail(ErrorCode::Internal, "opening " + device.id + " failed: " + error.what());
        }
    }
};

DeviceRegistry::DeviceRegistry(Paths paths) : m_impl(std::make_unique<Impl>(paths)) {}

DeviceRegistry::~DeviceRegistry() = default;

DeviceRegistry::Paths DeviceRegistry::defaultPaths() {
    namespace fs = std::filesystem;
    std::error_code failed;
    const fs::path executable = fs::read_symlink("/proc/self/exe", failed);
    const fs::path prefix = (failed ? fs::current_path(failed) : executable.parent_path()).parent_path();
    Paths paths;
    // The build tree has bin/, lib/pivot and share/ side by side, an installed tree perhaps lib/<arch>/pivot.
    paths.pluginFolders = {prefix / "lib" / "pivot"};
    const fs::path installed = prefix / PIVOT_INSTALL_LIBDIR / "pivot";
    if (installed != paths.pluginFolders.front())
        paths.pluginFolders.push_back(installed);
    paths.profileFolder = prefix / "share" / "pivot-workbench" / "profiles";
    return paths;
}

std::vector<DeviceInfo> DeviceRegistry::list() {
    const std::lock_guard lock(m_impl->mutex);
    return m_impl->list();
}

Result<DeviceInfo> DeviceRegistry::resolve(std::string_view id) {
    const std::lock_guard lock(m_impl->mutex);
    return m_impl->resolve(id);
}

Result<std::unique_ptr<InferenceSession>> DeviceRegistry::open(std::string_view id, ModelPtr model,
                                                               const SessionOptions& options) {
    const std::lock_guard lock(m_impl->mutex);
    return m_impl->open(id, std::move(model), options);
}

}  // namespace pivot
