// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "devices/device_plugin.h"

#include <filesystem>
#include <string>
#include <vector>

namespace pivot {

/// A plug-in library that was opened. It stays open until the process ends: LibTorch cannot be unloaded.
struct LoadedPlugin {
    std::filesystem::path file;
    void* handle = nullptr;          ///< as dlopen() gave it
    DevicePlugin* plugin = nullptr;  ///< owned by the library
};

/// A library that was opened and the symbol that was asked of it.
struct LoadedSymbol {
    std::filesystem::path file;
    void* handle = nullptr;
    void* symbol = nullptr;
};

/// Opens the first `fileName` that exists in `folders` on the calling thread, with its symbols kept to itself
/// (RTLD_LOCAL) and all of them resolved (RTLD_NOW), after prepareThreadEnvironment(). Errors (Unavailable):
/// no such file, naming the places looked at; a library that does not load, with the loader's words; one of
/// another interface version.
[[nodiscard]] Result<LoadedSymbol> loadPluginSymbol(const std::vector<std::filesystem::path>& folders,
                                                    const std::string& fileName, const char* symbol);

/// The device plug-in of a library: loadPluginSymbol() for kDevicePluginSymbol, then its factory.
[[nodiscard]] Result<LoadedPlugin> loadPlugin(const std::vector<std::filesystem::path>& folders,
                                              const std::string& fileName);

}  // namespace pivot
