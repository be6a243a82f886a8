// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "db/migrations.h"

#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace pivot {

/// What became of a file that was to be our database.
enum class SchemaOutcome {
    Created,       ///< there was none (or an empty file); it has the current schema now
    UpToDate,      ///< ours, nothing to do
    Migrated,      ///< ours and older; brought up to date, a copy of the old file lies beside it
    NewerRefused,  ///< ours, written by a newer version of this program; untouched
    NotOurs,       ///< no database, or another program's; untouched
    Damaged        ///< ours, but it cannot be read or tables are missing; untouched
};
[[nodiscard]] std::string_view toString(SchemaOutcome outcome);

struct SchemaReport {
    SchemaOutcome outcome = SchemaOutcome::UpToDate;
    int versionBefore = 0;         ///< `user_version` as found, 0 for a new file
    int version = 0;               ///< as it is now
    std::filesystem::path backup;  ///< the copy made before migrating, empty for none
    std::string message;  ///< for the three refusals: one sentence that names the file and says what to do

    [[nodiscard]] bool usable() const {
        return outcome == SchemaOutcome::Created || outcome == SchemaOutcome::UpToDate ||
               outcome == SchemaOutcome::Migrated;
    }
};

/// Creates a database file or brings an older one up to date: a copy first, then one transaction a migration.
class SchemaManager {
public:
    explicit SchemaManager(std::filesystem::path file,
                           std::vector<Migration> migrations = builtinMigrations());

    /// Safe when several programs do it at once. An error (Io, Database) is about the place: read-only, full
    /// disk, locked, or a migration that failed and was rolled back. What the file *is* comes as the outcome.
    [[nodiscard]] Result<SchemaReport> bringUpToDate(
        std::chrono::milliseconds busyTimeout = std::chrono::milliseconds(15000)) const;

    /// The same verdict without writing: `Created` cannot come, an older file gives `Migrated` with
    /// version < latestVersion(), and a file that is not there is a NotFound error.
    [[nodiscard]] Result<SchemaReport> inspect(
        std::chrono::milliseconds busyTimeout = std::chrono::milliseconds(15000)) const;

    [[nodiscard]] int latestVersion() const;

private:
    std::filesystem::path m_file;
    std::vector<Migration> m_migrations;
};

/// bringUpToDate() with the refusals as errors (Database): what every writer calls first.
[[nodiscard]] Result<SchemaReport> prepareDatabase(
    const std::filesystem::path& file,
    std::chrono::milliseconds busyTimeout = std::chrono::milliseconds(15000));

/// For readers: the file must be there and ours. An older one is brought up to date first, as
/// prepareDatabase() does.
[[nodiscard]] Result<SchemaReport> prepareForReading(
    const std::filesystem::path& file,
    std::chrono::milliseconds busyTimeout = std::chrono::milliseconds(15000));

}  // namespace pivot
