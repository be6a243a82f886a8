// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/maintenance.h"

#include "db/connection.h"
#include "db/experiment_queries.h"
#include "db/lease.h"
#include "db/schema_manager.h"

#include <sqlite3.h>

#include <array>
#include <chrono>
#include <system_error>
#include <utility>

namespace pivot {

namespace {

using sqlite::integerOf;

constexpr std::size_t kMostProblems = 100;
constexpr std::chrono::milliseconds kPatience{1000};  ///< of who only wants to look

struct DeadRun {
    std::int64_t row = 0;
    std::string experimentId;
    Lease lease;
};

std::vector<DeadRun> findDeadRuns(SQLite::Database& database) {
    std::vector<DeadRun> dead;
    SQLite::Statement statement(database,
                                std::string("SELECT id, experiment_id, ") + sqlite::leaseColumns() +
                                    " FROM experiments WHERE status IN ('running', 'paused') ORDER BY id");
    while (statement.executeStep()) {
        DeadRun run{statement.getColumn(0).getInt64(), statement.getColumn(1).getString(),
                    sqlite::readLease(statement, 2)};
        if (isProvablyDead(judgeLease(run.lease))) {
            dead.push_back(std::move(run));
        }
    }
    return dead;
}

/// What keeps a file from being written now, and not from being read.
bool isNotWritable(const SQLite::Exception& exception) {
    switch (exception.getErrorCode() & 0xff) {
        case SQLITE_READONLY:
        case SQLITE_CANTOPEN:
        case SQLITE_PERM:
        case SQLITE_FULL:
        case SQLITE_IOERR:
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return true;
        default:
            return false;
    }
}

/// In one transaction; their ids.
std::vector<std::string> markInterrupted(SQLite::Database& database) {
    std::vector<std::string> marked;
    SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
    for (const DeadRun& run : findDeadRuns(database)) {  // again: someone may have resumed one meanwhile
        SQLite::Statement segment(database,
                                  "UPDATE segments SET ended_utc = coalesce(nullif(?, ''), started_utc) "
                                  "WHERE experiment = ? AND ended_utc IS NULL");
        segment.bind(1, run.lease.heartbeatUtc);
        segment.bind(2, run.row);
        segment.exec();
        SQLite::Statement experiment(
            database, std::string("UPDATE experiments SET status = 'interrupted', ") + sqlite::clearLease() +
                          " WHERE id = ?");
        experiment.bind(1, run.row);
        experiment.exec();
        marked.push_back(run.experimentId);
    }
    transaction.commit();
    return marked;
}

/// A query that finds rows that contradict each other: experiment id and a number or name each.
struct Consistency {
    const char* sql;
    const char* before;  ///< `Experiment ID <before> VALUE<after>`
    const char* after;
};

constexpr std::array<Consistency, 7> kConsistency = {{
    {"SELECT experiment_id, images_done FROM experiments e WHERE images_done <> (SELECT count(*) FROM "
     "outcomes WHERE "
     "experiment = e.id)",
     "counts", " images, but another number of them is stored."},
    {"SELECT experiment_id, images_failed FROM experiments e WHERE images_failed <> (SELECT count(*) FROM "
     "outcomes "
     "WHERE experiment = e.id AND error IS NOT NULL)",
     "counts", " failed images, but another number of them is stored."},
    {"SELECT experiment_id, images_done || ' of ' || image_count FROM experiments WHERE status = 'complete' "
     "AND "
     "images_done <> image_count",
     "is marked complete with", " images."},
    {"SELECT experiment_id, count(f.effort) FROM experiments e LEFT JOIN efforts f ON f.experiment = e.id "
     "LEFT JOIN experiment_documents d ON d.experiment = e.id GROUP BY e.id "
     "HAVING count(f.effort) = 0 OR min(f.effort) <> 0 OR max(f.effort) <> count(f.effort) - 1 OR "
     "count(f.effort) IS NOT json_array_length(d.config, '$.efforts')",
     "has", " efforts, which are not those of its configuration."},
    {"SELECT e.experiment_id, o.image_index FROM outcomes o JOIN experiments e ON e.id = o.experiment WHERE "
     "o.error IS "
     "NULL AND o.exit_effort IS NOT NULL AND NOT EXISTS (SELECT 1 FROM visits v WHERE v.experiment = "
     "o.experiment AND "
     "v.image_index = o.image_index AND v.effort = o.exit_effort) LIMIT 20",
     "lacks the visit at which image", " left."},
    {"SELECT experiment_id, status FROM experiments e LEFT JOIN experiment_documents d ON d.experiment = "
     "e.id "
     "WHERE report IS NULL AND status = 'complete'",
     "is marked", " without a report."},
    {"SELECT experiment_id, 'of ' || e.accuracy FROM experiments e JOIN experiment_documents d ON "
     "d.experiment = "
     "e.id WHERE e.accuracy IS NOT json_extract(d.report, '$.accuracy') OR e.edp_js IS NOT "
     "json_extract(d.report, '$.edp_js')",
     "is listed with an accuracy or EDP", " that its report does not have."},
}};

void checkPages(SQLite::Database& database, CheckReport& report) {
    SQLite::Statement integrity(database, "PRAGMA integrity_check(" + std::to_string(kMostProblems) + ")");
    while (integrity.executeStep()) {
        const std::string line = integrity.getColumn(0).getString();
        if (line != "ok") {
            report.problems.push_back("SQLite finds damage: " + line + ".");
        }
    }
}

void checkRows(SQLite::Database& database, CheckReport& report) {
    SQLite::Statement references(database, "PRAGMA foreign_key_check");
    while (report.problems.size() < kMostProblems && references.executeStep()) {
        report.problems.push_back("A row of table " + references.getColumn(0).getString() +
                                  " refers to one of table " + references.getColumn(2).getString() +
                                  " that is not there.");
    }
    for (const Consistency& rule : kConsistency) {
        SQLite::Statement statement(database, rule.sql);
        while (report.problems.size() < kMostProblems && statement.executeStep()) {
            report.problems.push_back("Experiment " + statement.getColumn(0).getString() + " " + rule.before +
                                      " " + statement.getColumn(1).getString() + rule.after);
        }
    }
    report.experiments = integerOf(database, "SELECT count(*) FROM experiments");
    report.outcomes = integerOf(database, "SELECT count(*) FROM outcomes");
    report.visits = integerOf(database, "SELECT count(*) FROM visits");
}

}  // namespace

Result<std::vector<std::string>> markDeadRunsInterrupted(const std::filesystem::path& file) {
    std::error_code ignored;
    if (!std::filesystem::exists(file, ignored)) {
        return std::vector<std::string>{};
    }
    if (auto prepared = prepareForReading(file); !prepared) {
        return tl::unexpected<Error>(prepared.error());
    }
    return sqlite::guarded(file, [&]() -> Result<std::vector<std::string>> {
        {
            // The usual case writes nothing and waits for nobody.
            SQLite::Database reader = sqlite::openReadOnly(file, sqlite::kDefaultBusyTimeout);
            if (findDeadRuns(reader).empty()) {
                return std::vector<std::string>{};
            }
        }
        try {
            SQLite::Database database = sqlite::openReadWrite(file, kPatience, false);
            return markInterrupted(database);
        } catch (const SQLite::Exception& exception) {
            if (!isNotWritable(exception)) {
                throw;
            }
            return std::vector<std::string>{};
        }
    });
}

Result<CheckReport> checkDatabase(const std::filesystem::path& file) {
    CheckReport report;
    auto verdict = SchemaManager(file).inspect();
    if (!verdict) {
        return tl::unexpected<Error>(verdict.error());
    }
    if (verdict->outcome == SchemaOutcome::Damaged) {
        report.problems.push_back(verdict->message);
        return report;
    }
    if (!verdict->usable()) {
        return fail(ErrorCode::Database, verdict->message);
    }
    try {
        SQLite::Database database = sqlite::openReadOnly(file, sqlite::kDefaultBusyTimeout);
        checkPages(database, report);
        if (report.sound()) {  // counts of damaged tables would only repeat the damage
            const SQLite::Transaction moment(database);
            checkRows(database, report);
        }
    } catch (const SQLite::Exception& exception) {
        const int kind = exception.getErrorCode() & 0xff;
        Error error = sqlite::toError(exception, file);
        if (kind != SQLITE_CORRUPT && kind != SQLITE_NOTADB) {
            return tl::unexpected<Error>(std::move(error));
        }
        report.problems.push_back(std::move(error.message));
    }
    return report;
}

Result<VacuumReport> vacuumDatabase(const std::filesystem::path& file) {
    if (auto prepared = prepareForReading(file); !prepared) {
        return tl::unexpected<Error>(prepared.error());
    }
    return sqlite::guarded(file, [&]() -> Result<VacuumReport> {
        VacuumReport report;
        const auto size = [&] {
            std::error_code ignored;
            std::uintmax_t bytes = 0;
            for (const std::filesystem::path& one : {file, sqlite::logOf(file)}) {
                const std::uintmax_t part = std::filesystem::file_size(one, ignored);
                bytes += ignored ? 0 : part;
            }
            return bytes;
        };
        report.bytesBefore = size();
        SQLite::Database database = sqlite::openReadWrite(file, sqlite::kDefaultBusyTimeout, false);
        database.exec("VACUUM");
        database.exec("PRAGMA optimize");
        SQLite::Statement(database, "PRAGMA wal_checkpoint(TRUNCATE)").executeStep();
        report.bytesAfter = size();
        return report;
    });
}

}  // namespace pivot
