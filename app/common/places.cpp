// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/common/places.h"

#include "devices/registry.h"

#include <cstdlib>
#include <string>

namespace pivot::app {

namespace {

/// A folder of the XDG base directory specification, with the fallback under $HOME that it names.
std::filesystem::path xdgFolder(const char* variable, const char* underHome) {
    if (const char* set = std::getenv(variable); set != nullptr && *set == '/') {
        return set;
    }
    const char* home = std::getenv("HOME");
    return std::filesystem::path(home != nullptr ? home : "/") / underHome;
}

}  // namespace

Places findPlaces() {
    constexpr const char* kName = "pivot-workbench";
    return {.assets = DeviceRegistry::defaultPaths().profileFolder.parent_path(),
            .data = xdgFolder("XDG_DATA_HOME", ".local/share") / kName,
            .configuration = xdgFolder("XDG_CONFIG_HOME", ".config") / kName};
}

}  // namespace pivot::app
