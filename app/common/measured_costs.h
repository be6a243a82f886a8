// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "db/measured_cost.h"

#include <filesystem>
#include <string>
#include <string_view>

namespace pivot::app {

/// Reads `csv` (at most kMostCostBytes, a regular file) and stores its rows beside experiment `id`, with the
/// name and SHA-256 of the file. `instrument` is for rows that name none.
[[nodiscard]] Result<CostImport> importCostFile(const std::filesystem::path& database, std::string_view id,
                                                const std::filesystem::path& csv,
                                                const std::string& instrument);

}  // namespace pivot::app
