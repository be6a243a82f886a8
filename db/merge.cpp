// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/uuid.h"
#include "db/connection.h"
#include "db/experiment_queries.h"
#include "db/lease.h"
#include "db/maintenance.h"
#include "db/schema_manager.h"

#include <sqlite3.h>

#include <system_error>
#include <utility>

namespace pivot {

namespace {

/// Columns that are the same in both files: all but the local row number, the lease, which the arrival has
/// not, and the copies that triggers make.
constexpr const char* kExperimentColumns =
    "experiment_id, group_id, created_utc, finished_utc, name, starred, device, model, model_fingerprint, "
    "dataset, dataset_range, dataset_fingerprint, mode, rerun, precision, batch, shard_index, shard_count, "
    "image_count, images_done, images_failed, note";

struct Table {
    const char* name;
    const char* columns;  ///< all but `experiment`
    const char* insert = "INSERT";
};

/// In the order in which they refer to each other.
constexpr Table kTables[] = {
    {"experiment_documents", "config, threshold_source, environment, report"},
    {"experiment_tags", "tag"},
    {"measured_costs",
     "effort, delay_ms, delay_sd_ms, delay_samples, energy_j, energy_sd_j, energy_samples, instrument, note, "
     "source_file, source_sha256, source_line, imported_utc"},
    // A shard may be a part of two, where another one was run again: the file remembers the first.
    {"united_shards", "shard_id, shard_index, host", "INSERT OR IGNORE"},
    {"efforts", "effort, skip, model, threshold_nats, tuned"},
    {"segments", "segment, started_utc, ended_utc, host, environment"},
    {"outcomes",
     "image_index, image_key, label, exit_effort, predicted, correct, delay_ns, energy_j, error, segment"},
    {"visits",
     "image_index, effort, entropy_nats, margin, top1_id, top2_id, top3_id, top4_id, top5_id, top1_p, "
     "top2_p, top3_p, "
     "top4_p, top5_p, correct, delay_ns, energy_j"},
};

struct Candidate {
    std::int64_t row = 0;
    std::string experimentId;
};

std::vector<Candidate> candidates(SQLite::Database& database) {
    std::vector<Candidate> found;
    SQLite::Statement statement(
        database, "SELECT id, experiment_id FROM source.experiments WHERE deleted_utc IS NULL ORDER BY id");
    while (statement.executeStep()) {
        found.push_back({statement.getColumn(0).getInt64(), statement.getColumn(1).getString()});
    }
    return found;
}

/// Whether a program that may be alive is writing it.
bool isRunning(SQLite::Database& database, const Candidate& candidate) {
    SQLite::Statement statement(
        database, std::string("SELECT ") + sqlite::leaseColumns() + " FROM source.experiments WHERE id = ?");
    statement.bind(1, candidate.row);
    if (!statement.executeStep()) {
        return false;
    }
    const LeaseState state = judgeLease(sqlite::readLease(statement, 0));
    return !isProvablyDead(state) && state != LeaseState::Silent;
}

/// As an experiment, in the bin or not, or as a part of one that was put together of shards.
bool isInTarget(SQLite::Database& database, const std::string& experimentId) {
    SQLite::Statement statement(database,
                                "SELECT EXISTS (SELECT 1 FROM main.experiments WHERE experiment_id = ?1) OR "
                                "EXISTS (SELECT 1 FROM main.united_shards WHERE shard_id = ?1)");
    statement.bind(1, experimentId);
    statement.executeStep();
    return statement.getColumn(0).getInt() != 0;
}

/// Damage must be found before anything is copied, and be said of the right file.
Result<void> checkSource(const std::filesystem::path& source) {
    return sqlite::guarded(source, [&]() -> Result<void> {
        SQLite::Database database = sqlite::openReadOnly(source, sqlite::kDefaultBusyTimeout);
        SQLite::Statement statement(database, "PRAGMA quick_check(1)");
        if (statement.executeStep() && statement.getColumn(0).getString() != "ok") {
            return fail(ErrorCode::Database, "'" + source.string() + "' is damaged (" +
                                                 statement.getColumn(0).getString() +
                                                 "): nothing was copied, go back to a copy of it.");
        }
        return {};
    });
}

/// Copies one experiment, or notes why not. One transaction: the source is seen as it is at one moment.
void copyExperiment(SQLite::Database& database, const Candidate& candidate, MergeReport& report) {
    SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
    if (isInTarget(database, candidate.experimentId)) {
        report.duplicates.push_back(candidate.experimentId);
        return;
    }
    if (isRunning(database, candidate)) {
        report.running.push_back(candidate.experimentId);
        return;
    }
    SQLite::Statement experiment(
        database,
        std::string("INSERT INTO main.experiments (status, ") + kExperimentColumns +
            ") SELECT CASE WHEN status IN ('running', 'paused') THEN 'interrupted' ELSE status END, " +
            kExperimentColumns + " FROM source.experiments WHERE id = ?");
    experiment.bind(1, candidate.row);
    if (experiment.exec() == 0) {
        return;  // deleted for good meanwhile
    }
    const std::int64_t newRow = database.getLastInsertRowid();
    for (const Table& table : kTables) {
        SQLite::Statement copy(database, std::string(table.insert) + " INTO main." + table.name +
                                             " (experiment, " + table.columns + ") SELECT ?1, " +
                                             table.columns + " FROM source." + table.name +
                                             " WHERE experiment = ?2");
        copy.bind(1, newRow);
        copy.bind(2, candidate.row);
        copy.exec();
    }
    // Shards that this one was put together from would be in the file twice.
    SQLite::Statement parts(
        database,
        "UPDATE main.experiments SET deleted_utc = ? WHERE deleted_utc IS NULL AND experiment_id IN (SELECT "
        "shard_id FROM main.united_shards WHERE experiment = ?)");
    parts.bind(1, utcNow());
    parts.bind(2, newRow);
    parts.exec();
    SQLite::Statement segments(
        database,
        "UPDATE main.segments SET ended_utc = started_utc WHERE experiment = ? AND ended_utc IS NULL");
    segments.bind(1, newRow);
    segments.exec();
    transaction.commit();
    report.copied.push_back(candidate.experimentId);
}

}  // namespace

Result<MergeReport> mergeDatabase(const std::filesystem::path& target, const std::filesystem::path& source) {
    std::error_code ignored;
    if (std::filesystem::equivalent(target, source, ignored)) {
        return fail(ErrorCode::Usage,
                    "'" + source.string() + "' cannot be merged into itself: name two files.");
    }
    const SchemaManager sourceSchema(source);
    auto verdict = sourceSchema.inspect();
    if (!verdict) {
        return tl::unexpected<Error>(verdict.error());
    }
    if (!verdict->usable()) {
        return fail(ErrorCode::Database, verdict->message);
    }
    if (verdict->version != sourceSchema.latestVersion()) {
        return fail(ErrorCode::Database,
                    "'" + source.string() +
                        "' was written by an older version: open it once (`pivot db list --db`) "
                        "to bring it up to date, then merge it.");
    }
    if (auto sound = checkSource(source); !sound) {
        return tl::unexpected<Error>(sound.error());
    }
    if (auto prepared = prepareDatabase(target); !prepared) {
        return tl::unexpected<Error>(prepared.error());
    }
    return sqlite::guarded(target, [&]() -> Result<MergeReport> {
        SQLite::Database database = sqlite::openReadWrite(target, sqlite::kDefaultBusyTimeout, false);
        auto attached = sqlite::guarded(source, [&]() -> Result<void> {
            sqlite::attachReadOnly(database, source, "source");
            return {};
        });
        if (!attached) {
            return tl::unexpected<Error>(attached.error());
        }
        MergeReport report;
        for (const Candidate& candidate : candidates(database)) {
            if (isInTarget(database, candidate.experimentId)) {  // the usual case waits for nobody
                report.duplicates.push_back(candidate.experimentId);
                continue;
            }
            try {
                copyExperiment(database, candidate, report);
            } catch (const SQLite::Exception& exception) {
                if ((exception.getErrorCode() & 0xff) != SQLITE_CONSTRAINT) {
                    throw;
                }
                report.refused.push_back("Experiment " + candidate.experimentId + " of '" + source.string() +
                                         "' contradicts itself (SQLite: " + exception.what() +
                                         ") and was left out: `pivot db check` on that file says where.");
            }
        }
        return report;
    });
}

}  // namespace pivot
