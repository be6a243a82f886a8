// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/schema_manager.h"

#include "core/log.h"
#include "db/connection.h"

#include <SQLiteCpp/Backup.h>
#include <SQLiteCpp/SQLiteCpp.h>
#include <sqlite3.h>

#include <array>
#include <cstdio>
#include <system_error>
#include <utility>

namespace pivot {

namespace {

using sqlite::integerOf;

/// A file of ours that lacks one of the tables of its version is damaged.
struct Table {
    std::string_view name;
    int since;  ///< version
};
constexpr std::array<Table, 9> kTables = {{{"experiments", 1},
                                           {"efforts", 1},
                                           {"segments", 1},
                                           {"outcomes", 1},
                                           {"visits", 1},
                                           {"experiment_documents", 2},
                                           {"experiment_tags", 2},
                                           {"measured_costs", 2},
                                           {"united_shards", 2}}};

std::string quoted(const std::filesystem::path& file) {
    return "'" + file.string() + "'";
}

/// A pipe would be waited at for ever, and a device is nothing to keep experiments in.
Result<void> checkOrdinary(const std::filesystem::path& file) {
    std::error_code ignored;
    const std::filesystem::file_status status = std::filesystem::status(file, ignored);
    if (std::filesystem::is_directory(status)) {
        return fail(ErrorCode::Io, quoted(file) + " is a folder: choose a file for the database.");
    }
    if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status)) {
        return fail(ErrorCode::Io, quoted(file) + " is a pipe or a device: choose a file for the database.");
    }
    return {};
}

SchemaReport refusal(SchemaOutcome outcome, int version, std::string message) {
    SchemaReport report;
    report.outcome = outcome;
    report.versionBefore = report.version = version;
    report.message = std::move(message);
    return report;
}

/// What the file is, from its header and its list of tables. `Migrated` means: older, to be migrated.
SchemaReport judge(SQLite::Database& database, const std::filesystem::path& file, int latest) {
    // One snapshot for all questions: between two of them another program may fill the file.
    const SQLite::Transaction snapshot(database, SQLite::TransactionBehavior::DEFERRED);
    const std::int64_t applicationId = integerOf(database, "PRAGMA application_id");
    const int version = static_cast<int>(integerOf(database, "PRAGMA user_version"));
    const std::int64_t objects = integerOf(database, "SELECT count(*) FROM sqlite_schema");
    SchemaReport report;
    report.versionBefore = report.version = version;
    if (applicationId == 0 && version == 0 && objects == 0) {
        report.outcome = SchemaOutcome::Created;
        return report;
    }
    if (applicationId != sqlite::kApplicationId) {
        return refusal(SchemaOutcome::NotOurs, version,
                       quoted(file) +
                           " is a database of another program: choose another file, nothing was changed "
                           "in it.");
    }
    if (version > latest) {
        return refusal(SchemaOutcome::NewerRefused, version,
                       quoted(file) + " was written by a newer PIVOT Workbench (format " +
                           std::to_string(version) + ", this one reads up to " + std::to_string(latest) +
                           "): update the program or choose another database file.");
    }
    if (version < 1) {
        return refusal(SchemaOutcome::Damaged, version,
                       quoted(file) + " is damaged (it names no format version): go back to a copy of it.");
    }
    SQLite::Statement statement(database,
                                "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = ?");
    for (const auto& [table, since] : kTables) {
        statement.reset();
        statement.bind(1, std::string(table));
        if (version >= since && (!statement.executeStep() || statement.getColumn(0).getInt() != 1)) {
            return refusal(SchemaOutcome::Damaged, version,
                           quoted(file) + " is damaged (its table " + std::string(table) +
                               " is missing): go back to a copy of it.");
        }
    }
    report.outcome = version < latest ? SchemaOutcome::Migrated : SchemaOutcome::UpToDate;
    return report;
}

/// Runs `body`; a file that SQLite cannot read as a database becomes an outcome, everything else an error.
template <class Body>
Result<SchemaReport> judged(const std::filesystem::path& file, Body&& body) {
    try {
        return std::forward<Body>(body)();
    } catch (const SQLite::Exception& exception) {
        Error error = sqlite::toError(exception, file);
        switch (exception.getErrorCode() & 0xff) {
            case SQLITE_NOTADB:
                return refusal(SchemaOutcome::NotOurs, 0, std::move(error.message));
            case SQLITE_CORRUPT:
                return refusal(SchemaOutcome::Damaged, 0, std::move(error.message));
            default:
                return tl::unexpected<Error>(std::move(error));
        }
    }
}

/// One migration, all or nothing. False when another program has done it meanwhile.
bool migrate(SQLite::Database& database, const Migration& migration) {
    SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
    if (integerOf(database, "PRAGMA user_version") >= migration.version) {
        return false;
    }
    database.exec(std::string(migration.sql));
    SQLite::Statement violations(database, "PRAGMA foreign_key_check");
    if (violations.executeStep()) {
        throw SQLite::Exception("migration " + std::to_string(migration.version) +
                                    " would break a reference in table " +
                                    violations.getColumn(0).getString(),
                                SQLITE_CONSTRAINT);
    }
    violations.reset();
    database.exec("PRAGMA application_id = " + std::to_string(sqlite::kApplicationId));
    database.exec("PRAGMA user_version = " + std::to_string(migration.version));
    transaction.commit();
    return true;
}

/// Makes an empty file; false where there is one already or none can be made.
bool claim(const std::filesystem::path& file) {
    std::FILE* stream = std::fopen(file.c_str(), "wx");
    return stream != nullptr && std::fclose(stream) == 0;
}

/// A copy beside the file under a name that is free: `experiments.db` -> `experiments.db.v1.backup`,
/// `.v1-2.backup`...
std::filesystem::path makeBackup(SQLite::Database& database, const std::filesystem::path& file, int version,
                                 std::chrono::milliseconds busyTimeout) {
    std::filesystem::path copy;
    for (int number = 1;; ++number) {
        copy = file.string() + ".v" + std::to_string(version) +
               (number == 1 ? std::string() : "-" + std::to_string(number)) + ".backup";
        // Made here and now, so that two programs that migrate at once do not share a name. Where it cannot
        // be made at all, SQLite says why.
        if (claim(copy) || !std::filesystem::exists(copy)) {
            break;
        }
    }
    try {
        SQLite::Database target = sqlite::openReadWrite(copy, busyTimeout, true);
        SQLite::Backup backup(target, database);
        const int rc = backup.executeStep();
        if (rc != SQLITE_DONE) {
            throw SQLite::Exception("the copy before the migration could not be made", rc);
        }
    } catch (...) {
        std::error_code ignored;
        std::filesystem::remove(copy, ignored);  // half a copy helps nobody
        throw;
    }
    return copy;
}

Result<SchemaReport> usableOrError(Result<SchemaReport> report) {
    if (report && !report->usable()) {
        return fail(ErrorCode::Database, report->message);
    }
    return report;
}

}  // namespace

std::string_view toString(SchemaOutcome outcome) {
    switch (outcome) {
        case SchemaOutcome::Created:
            return "created";
        case SchemaOutcome::UpToDate:
            return "up to date";
        case SchemaOutcome::Migrated:
            return "migrated";
        case SchemaOutcome::NewerRefused:
            return "newer, refused";
        case SchemaOutcome::NotOurs:
            return "not ours";
        case SchemaOutcome::Damaged:
            return "damaged";
    }
    return "unknown";
}

SchemaManager::SchemaManager(std::filesystem::path file, std::vector<Migration> migrations)
    : m_file(std::move(file)), m_migrations(std::move(migrations)) {}

int SchemaManager::latestVersion() const {
    return m_migrations.empty() ? 0 : m_migrations.back().version;
}

Result<SchemaReport> SchemaManager::inspect(std::chrono::milliseconds busyTimeout) const {
    std::error_code ignored;
    if (!std::filesystem::exists(m_file, ignored)) {
        return fail(ErrorCode::NotFound, "There is no database " + quoted(m_file) +
                                             " yet: a run makes it, or choose another file.");
    }
    if (auto ordinary = checkOrdinary(m_file); !ordinary) {
        return tl::unexpected<Error>(ordinary.error());
    }
    return judged(m_file, [&]() -> Result<SchemaReport> {
        SQLite::Database database = sqlite::openReadOnly(m_file, busyTimeout);
        SchemaReport report = judge(database, m_file, latestVersion());
        if (report.outcome == SchemaOutcome::Created) {
            return refusal(SchemaOutcome::NotOurs, 0,
                           quoted(m_file) + " is empty: there are no experiments in it to read.");
        }
        return report;
    });
}

Result<SchemaReport> SchemaManager::bringUpToDate(std::chrono::milliseconds busyTimeout) const {
    if (auto ordinary = checkOrdinary(m_file); !ordinary) {
        return tl::unexpected<Error>(ordinary.error());
    }
    auto result = judged(m_file, [&]() -> Result<SchemaReport> {
        SQLite::Database database = sqlite::openReadWrite(m_file, busyTimeout, true);
        SchemaReport report = judge(database, m_file, latestVersion());
        if (!report.usable() || report.outcome == SchemaOutcome::UpToDate) {
            return report;
        }
        if (report.outcome == SchemaOutcome::Migrated) {
            report.backup = makeBackup(database, m_file, report.version, busyTimeout);
        } else {
            sqlite::enableWriteAheadLog(database, busyTimeout);
        }
        // A migration may rebuild a table that others refer to; migrate() checks all references before it
        // commits.
        database.exec("PRAGMA foreign_keys = OFF");
        bool didSomething = false;
        for (const Migration& migration : m_migrations) {
            if (migration.version > report.version) {
                didSomething = migrate(database, migration) || didSomething;
            }
        }
        if (!didSomething) {  // another program was quicker
            report = judge(database, m_file, latestVersion());
        }
        report.version = static_cast<int>(integerOf(database, "PRAGMA user_version"));
        return report;
    });
    if (result && result->outcome == SchemaOutcome::Migrated && !result->backup.empty()) {
        log::info(quoted(m_file) + " was brought from format " + std::to_string(result->versionBefore) +
                  " to " + std::to_string(result->version) + "; the file as it was is " +
                  quoted(result->backup) + ".");
    }
    return result;
}

Result<SchemaReport> prepareDatabase(const std::filesystem::path& file,
                                     std::chrono::milliseconds busyTimeout) {
    return usableOrError(SchemaManager(file).bringUpToDate(busyTimeout));
}

Result<SchemaReport> prepareForReading(const std::filesystem::path& file,
                                       std::chrono::milliseconds busyTimeout) {
    const SchemaManager manager(file);
    auto report = usableOrError(manager.inspect(busyTimeout));
    if (report && report->outcome == SchemaOutcome::Migrated) {
        return prepareDatabase(file, busyTimeout);
    }
    return report;
}

}  // namespace pivot
