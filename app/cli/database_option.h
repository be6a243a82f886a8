// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/common/places.h"
#include "core/result.h"
#include "db/location.h"

#include <filesystem>
#include <string>

namespace pivot::cli {

/// What `--db` names, or the default place when it was not given.
[[nodiscard]] inline Result<std::filesystem::path> databaseFile(const std::string& given) {
    return given.empty() ? defaultDatabaseFile(app::findPlaces().data) : Result<std::filesystem::path>(given);
}

}  // namespace pivot::cli
