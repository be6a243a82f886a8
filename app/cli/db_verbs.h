// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/verbs.h"

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace pivot::cli {

// The verbs under `pivot db`, by what they are about. Each adds itself to `db` and gives back what runs.

/// list, show
[[nodiscard]] std::vector<VerbEntry> addDbReading(CLI::App& db);
/// name, note, tag, star, delete, restore
[[nodiscard]] std::vector<VerbEntry> addDbEditing(CLI::App& db);
/// import-costs, remove-costs
[[nodiscard]] std::vector<VerbEntry> addDbCosts(CLI::App& db);
/// check, merge, vacuum
[[nodiscard]] std::vector<VerbEntry> addDbFiles(CLI::App& db);

/// `--db FILE` of every one of them.
inline void addDatabaseOption(CLI::App& verb, std::string& database) {
    verb.add_option("--db", database, "Database file (default: the platform's data folder)");
}

/// Prints what was found, or why there is nothing; the exit code.
[[nodiscard]] int printed(const Result<std::string>& text);

}  // namespace pivot::cli
