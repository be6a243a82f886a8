// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <vector>

namespace pivot::app {

/// Where the program finds what came with it, and where a person's own things go. Both programs ask here.
struct Places {
    std::filesystem::path assets;         ///< models/, experiments/, profiles/
    std::filesystem::path data;           ///< the database: $XDG_DATA_HOME/pivot-workbench
    std::filesystem::path configuration;  ///< a person's own profiles: $XDG_CONFIG_HOME/pivot-workbench

    /// Power profiles: the person's folder first, so that an edited copy wins.
    [[nodiscard]] std::vector<std::filesystem::path> powerProfileFolders() const {
        return {configuration / "power", assets / "profiles" / "power"};
    }
};

[[nodiscard]] Places findPlaces();

}  // namespace pivot::app
