// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/plugin_library.h"

#include "devices/thread_environment.h"

#include <dlfcn.h>

#include <exception>
#include <system_error>

namespace pivot {

namespace {

std::string loaderError() {
    const char* text = ::dlerror();
    return text ? text : "no reason given";
}

std::string joined(const std::vector<std::filesystem::path>& folders) {
    std::string text;
    for (const auto& folder : folders)
        text += (text.empty() ? "" : ", ") + folder.string();
    return text.empty() ? "no folder" : text;
}

}  // namespace

Result<LoadedSymbol> loadPluginSymbol(const std::vector<std::filesystem::path>& folders,
                                      const std::string& fileName, const char* symbol) {
    std::filesystem::path file;
    for (const auto& folder : folders) {
        std::error_code ignored;
        if (std::filesystem::is_regular_file(folder / fileName, ignored)) {
            file = folder / fileName;
            break;
        }
    }
    if (file.empty())
        return fail(ErrorCode::Unavailable, "the plug-in " + fileName + " is not installed (looked in " +
                                                joined(folders) + "): build it or install its package");

    prepareThreadEnvironment();
    LoadedSymbol loaded{.file = file};
    ::dlerror();
    loaded.handle = ::dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (!loaded.handle)
        return fail(ErrorCode::Unavailable, "the plug-in " + file.string() +
                                                " does not load: " + loaderError() +
                                                "; install the library it names or build the plug-in again");
    loaded.symbol = ::dlsym(loaded.handle, symbol);
    if (!loaded.symbol)
        return fail(ErrorCode::Unavailable,
                    "the plug-in " + file.string() + " has no symbol " + symbol +
                        ": it belongs to another version of the program, build it again");
    return loaded;
}

Result<LoadedPlugin> loadPlugin(const std::vector<std::filesystem::path>& folders,
                                const std::string& fileName) {
    auto opened = loadPluginSymbol(folders, fileName, kDevicePluginSymbol);
    if (!opened)
        return tl::unexpected(opened.error());
    LoadedPlugin loaded{opened->file, opened->handle};
    const auto factory = reinterpret_cast<DevicePluginFactory>(opened->symbol);
    std::string failure = "no reason given";
    try {
        loaded.plugin = factory();
    } catch (const std::exception& error) {
        failure = error.what();
    } catch (...) {
        failure = "an exception of unknown type";
    }
    if (!loaded.plugin)
        return fail(ErrorCode::Unavailable,
                    "the plug-in " + loaded.file.string() + " could not start: " + failure);
    return loaded;
}

}  // namespace pivot
