// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/run_writer.h"

#include "core/log.h"
#include "core/uuid.h"
#include "db/experiment_queries.h"
#include "db/lease.h"
#include "db/schema_manager.h"

#include <sqlite3.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace pivot::sqlite {

namespace {

/// For many rows in order, one writer, and nobody who waits for a single one of them.
constexpr const char* kSettings[] = {
    // A commit is not flushed: the log is when it is folded into the file, and at the end of the run. A power
    // cut may take the last transactions along; the file stays sound.
    "PRAGMA synchronous = NORMAL",
    // Two look-ups a row, for what write() sees to: every effort, segment and outcome is there before its
    // visits.
    "PRAGMA foreign_keys = OFF",
    "PRAGMA cache_size = -32768",         // KiB
    "PRAGMA wal_autocheckpoint = 4000"};  // pages: every page of a table's edge is folded back less often

/// Whether the file is no longer where it was opened. SQLite would go on writing to it, and to a log under
/// the old name that nobody finds beside the new one.
bool hasMoved(SQLite::Database& database) {
    int moved = 0;
    sqlite3_file_control(database.getHandle(), "main", SQLITE_FCNTL_HAS_MOVED, &moved);
    return moved != 0;
}

/// Somebody else holds the lease now. Not SQLite's failure, so not its exception.
struct LeaseLost {};

}  // namespace

RunWriter::RunWriter(std::filesystem::path file, std::chrono::milliseconds busyTimeout)
    : m_file(std::move(file)), m_busyTimeout(busyTimeout) {}

Result<void> RunWriter::open() {
    if (auto prepared = prepareDatabase(m_file, m_busyTimeout); !prepared) {
        return tl::unexpected<Error>(prepared.error());
    }
    return guarded(m_file, [&]() -> Result<void> {
        m_database.emplace(openReadWrite(m_file, m_busyTimeout, false));
        for (const char* setting : kSettings) {
            m_database->exec(setting);
        }
        m_statements = std::make_unique<ResultStatements>(*m_database);
        return {};
    });
}

template <class Body>
Result<void> RunWriter::inTransaction(Body&& body) {
    m_locked = false;
    if (hasMoved(*m_database)) {
        return fail(ErrorCode::Io,
                    "'" + m_file.string() +
                        "' was moved, removed or replaced while a run was writing to it: put "
                        "it back in its place, where its '-wal' is still, and resume the run.");
    }
    try {
        return guarded(m_file, [&]() -> Result<void> {
            try {
                // IMMEDIATE: waits for its turn here, where waiting is possible, and not in the middle.
                SQLite::Transaction transaction(*m_database, SQLite::TransactionBehavior::IMMEDIATE);
                if (Result<void> done = body(); !done) {
                    return done;
                }
                transaction.commit();
                return {};
            } catch (const SQLite::Exception& exception) {
                const int kind = exception.getErrorCode() & 0xff;
                m_locked = kind == SQLITE_BUSY || kind == SQLITE_LOCKED;
                throw;
            }
        });
    } catch (const LeaseLost&) {
        m_leaseId.clear();
        return fail(ErrorCode::Database,
                    "Experiment " + m_experimentId +
                        " was taken over by another program: this one stops writing to it.");
    }
}

void RunWriter::claimLease(std::int64_t row) {
    const ProcessIdentity self = currentProcess();
    const std::string leaseId = newUuid();
    SQLite::Statement statement(
        *m_database,
        "UPDATE experiments SET lease_id = ?, lease_host = ?, lease_boot_id = ?, "
        "lease_pid_namespace = ?, lease_pid = ?, lease_pid_start = ?, lease_heartbeat_utc = ? "
        "WHERE id = ?");
    statement.bind(1, leaseId);
    statement.bind(2, self.host);
    statement.bind(3, self.bootId);
    statement.bind(4, self.pidNamespace);
    statement.bind(5, self.pid);
    statement.bind(6, self.pidStart);
    statement.bind(7, utcNow());
    statement.bind(8, row);
    statement.exec();
    m_row = row;
    m_leaseId = leaseId;
}

void RunWriter::renewLease(std::int64_t moreImages, std::int64_t moreFailed) {
    SQLite::Statement statement(
        *m_database,
        "UPDATE experiments SET lease_heartbeat_utc = ?, images_done = images_done + ?, "
        "images_failed = images_failed + ? WHERE id = ? AND lease_id = ?");
    statement.bind(1, utcNow());
    statement.bind(2, moreImages);
    statement.bind(3, moreFailed);
    statement.bind(4, m_row);
    statement.bind(5, m_leaseId);
    if (statement.exec() != 1) {
        throw LeaseLost{};
    }
}

void RunWriter::openSegment(const nlohmann::json& environment) {
    SQLite::Statement last(*m_database,
                           "SELECT coalesce(max(segment), 0) FROM segments WHERE experiment = ?");
    last.bind(1, m_row);
    last.executeStep();
    m_segment = last.getColumn(0).getInt() + 1;
    SQLite::Statement statement(
        *m_database,
        "INSERT INTO segments (experiment, segment, started_utc, host, environment) VALUES (?,?,?,?,?)");
    statement.bind(1, m_row);
    statement.bind(2, m_segment);
    statement.bind(3, utcNow());
    statement.bind(4, currentProcess().host);
    statement.bind(5, dump(environment));
    statement.exec();
}

void RunWriter::endSegment(const std::string& endedUtc) {
    SQLite::Statement statement(
        *m_database, "UPDATE segments SET ended_utc = ? WHERE experiment = ? AND ended_utc IS NULL");
    statement.bind(1, endedUtc);
    statement.bind(2, m_row);
    statement.exec();
}

Result<void> RunWriter::begin(const RunRecord& record) {
    if (record.experimentId.size() != 36) {
        return fail(ErrorCode::Internal,
                    "An experiment needs a UUID, and '" + record.experimentId + "' is none.");
    }
    m_experimentId = record.experimentId;
    auto begun = inTransaction([&]() -> Result<void> {
        SQLite::Statement existing(*m_database, "SELECT count(*) FROM experiments WHERE experiment_id = ?");
        existing.bind(1, record.experimentId);
        existing.executeStep();
        if (existing.getColumn(0).getInt() != 0) {
            return fail(ErrorCode::Usage, "Experiment " + record.experimentId + " is already in '" +
                                              m_file.string() +
                                              "': resume it instead of beginning it again.");
        }
        SQLite::Statement statement(
            *m_database,
            "INSERT INTO experiments (experiment_id, group_id, status, created_utc, device, model, "
            "model_fingerprint, "
            "dataset, dataset_range, dataset_fingerprint, mode, rerun, precision, batch, image_count, "
            "shard_index, shard_count) VALUES (?,?,'running',?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
        const RunConfig& config = record.config;
        statement.bind(1, record.experimentId);
        statement.bind(2, record.groupId);
        statement.bind(3, record.createdUtc.empty() ? utcNow() : record.createdUtc);
        statement.bind(4, config.device);
        statement.bind(5, config.model);
        statement.bind(6, record.modelFingerprint);
        statement.bind(7, config.dataset);
        statement.bind(8, record.datasetRange);
        statement.bind(9, record.datasetFingerprint);
        statement.bind(10, std::string(toString(config.mode)));
        statement.bind(11, std::string(toString(config.rerun)));
        statement.bind(12, std::string(toString(config.precision)));
        statement.bind(13, config.batch);
        statement.bind(14, record.imageCount);
        if (!config.shard.isWhole()) {
            statement.bind(15, config.shard.index);
            statement.bind(16, config.shard.count);
        }
        statement.exec();
        claimLease(m_database->getLastInsertRowid());
        insertDocuments(*m_database, m_row, record);
        insertEfforts(*m_database, m_row, config);
        openSegment(record.environment);
        m_efforts = static_cast<int>(config.ladder.size());
        return {};
    });
    if (!begun) {
        m_leaseId.clear();
    }
    return begun;
}

Result<std::string> RunWriter::takeOver(std::string_view prefix) {
    auto taken = inTransaction([&]() -> Result<void> {
        auto key = resolveExperiment(*m_database, m_file, prefix);
        if (!key) {
            return tl::unexpected<Error>(key.error());
        }
        m_experimentId = key->experimentId;
        SQLite::Statement statement(*m_database, std::string("SELECT status, deleted_utc IS NOT NULL, ") +
                                                     leaseColumns() + " FROM experiments WHERE id = ?");
        statement.bind(1, key->row);
        statement.executeStep();
        const RunStatus status = readStatus(statement.getColumn(0));
        const bool inBin = statement.getColumn(1).getInt() != 0;
        const Lease lease = readLease(statement, 2);
        statement.reset();
        if (inBin) {
            return fail(ErrorCode::Usage,
                        "Experiment " + m_experimentId +
                            " is in the bin: take it out (`pivot db restore`) before resuming it.");
        }
        if (status == RunStatus::Complete) {
            return fail(ErrorCode::Usage,
                        "Experiment " + m_experimentId + " is complete: there is nothing to resume.");
        }
        switch (judgeLease(lease)) {
            case LeaseState::Alive:
                return fail(ErrorCode::Database, "Experiment " + m_experimentId +
                                                     " is being run by process " +
                                                     std::to_string(lease.holder.pid) +
                                                     " on this machine: wait for it or "
                                                     "stop it before resuming.");
            case LeaseState::Foreign:
                return fail(ErrorCode::Database,
                            "Experiment " + m_experimentId + " is being run on '" + lease.holder.host +
                                "' (last sign of life " + lease.heartbeatUtc +
                                "): stop it there and wait ten minutes before resuming it here.");
            case LeaseState::Silent:
                log::warning("Experiment " + m_experimentId + " is taken over from '" + lease.holder.host +
                             "', which has been silent since " + lease.heartbeatUtc + ".");
                break;
            case LeaseState::None:
            case LeaseState::Dead:
                break;
        }
        SQLite::Statement end(*m_database,
                              "UPDATE segments SET ended_utc = coalesce(nullif(?, ''), started_utc) "
                              "WHERE experiment = ? AND ended_utc IS NULL");
        end.bind(1, lease.heartbeatUtc);
        end.bind(2, key->row);
        end.exec();
        if (status == RunStatus::Running || status == RunStatus::Paused) {
            SQLite::Statement mark(*m_database, "UPDATE experiments SET status = 'interrupted' WHERE id = ?");
            mark.bind(1, key->row);
            mark.exec();
        }
        claimLease(key->row);
        return {};
    });
    if (!taken) {
        m_leaseId.clear();
        return tl::unexpected<Error>(taken.error());
    }
    return m_experimentId;
}

Result<void> RunWriter::beginAgain(const RunRecord& record) {
    return inTransaction([&]() -> Result<void> {
        renewLease(0, 0);
        const RunRecord stored = readRecord(*m_database, m_row);
        const auto differs = [&](const char* what) {
            return fail(ErrorCode::Usage, std::string("The ") + what + " is not the one that experiment " +
                                              m_experimentId +
                                              " began with: start a new experiment instead.");
        };
        if (record.experimentId != stored.experimentId) {
            return differs("id");
        }
        if (record.modelFingerprint != stored.modelFingerprint) {
            return differs("model");
        }
        if (record.datasetFingerprint != stored.datasetFingerprint ||
            record.datasetRange != stored.datasetRange || record.imageCount != stored.imageCount) {
            return differs("data set");
        }
        if (record.config.device != stored.config.device ||
            record.config.precision != stored.config.precision) {
            return differs("device or precision");
        }
        if (!(record.config.ladder == stored.config.ladder)) {
            return differs("ladder of efforts");
        }
        SQLite::Statement statement(
            *m_database, "UPDATE experiments SET status = 'running', finished_utc = NULL WHERE id = ?");
        statement.bind(1, m_row);
        statement.exec();
        openSegment(record.environment);
        m_efforts = static_cast<int>(stored.config.ladder.size());
        return {};
    });
}

bool RunWriter::visitsFit(const ImageResult& result) const {
    return std::ranges::all_of(
        result.visits, [&](const Visit& visit) { return visit.effort >= 0 && visit.effort < m_efforts; });
}

Result<void> RunWriter::write(const std::vector<ImageResult>& results) {
    return inTransaction([&]() -> Result<void> {
        renewLease(0, 0);
        m_statements->startCounting();
        std::int64_t failed = 0;
        for (const ImageResult& result : results) {
            if (!visitsFit(result)) {
                return fail(ErrorCode::Internal, "An image of experiment " + m_experimentId +
                                                     " visited an effort that its ladder has not.");
            }
            failed += result.outcome.error.empty() ? 0 : 1;
        }
        m_statements->insert(m_row, m_segment, results);
        const auto inserted = static_cast<std::int64_t>(results.size());
        renewLease(inserted - m_statements->replaced(), failed - m_statements->replacedFailed());
        return {};
    });
}

Result<void> RunWriter::heartbeat(std::optional<RunStatus> status) {
    if (m_leaseId.empty()) {
        return {};
    }
    auto beat = inTransaction([&]() -> Result<void> {
        renewLease(0, 0);
        if (status) {
            SQLite::Statement statement(*m_database, "UPDATE experiments SET status = ? WHERE id = ?");
            statement.bind(1, std::string(toString(*status)));
            statement.bind(2, m_row);
            statement.exec();
        }
        return {};
    });
    if (!beat && !m_leaseId.empty()) {
        // A missed beat loses nothing; a disk that stays full is reported by the next rows.
        log::debug("A heartbeat was missed: " + beat.error().message);
        return {};
    }
    return beat;
}

Result<void> RunWriter::finish(RunStatus status, const RunReport& report) {
    // This commit is flushed, and with it every one before: when it returns, a power cut loses nothing.
    try {
        m_database->exec("PRAGMA synchronous = FULL");
    } catch (const SQLite::Exception& exception) {
        return tl::unexpected<Error>(toError(exception, m_file));
    }
    auto finished = inTransaction([&]() -> Result<void> {
        renewLease(0, 0);
        const std::string now = utcNow();
        SQLite::Statement statement(
            *m_database, std::string("UPDATE experiments SET status = ?, finished_utc = ?, ") + clearLease() +
                             " WHERE id = ?");
        statement.bind(1, std::string(toString(status)));
        statement.bind(2, now);
        statement.bind(3, m_row);
        statement.exec();
        storeReport(*m_database, m_row, report);
        endSegment(now);
        return {};
    });
    if (finished) {
        m_leaseId.clear();
    }
    return finished;
}

void RunWriter::release() noexcept {
    if (m_leaseId.empty()) {
        return;
    }
    try {
        const auto released = inTransaction([&]() -> Result<void> {
            renewLease(0, 0);
            SQLite::Statement statement(
                *m_database, std::string("UPDATE experiments SET ") + clearLease() + " WHERE id = ?");
            statement.bind(1, m_row);
            statement.exec();
            endSegment(utcNow());
            return {};
        });
        if (!released) {
            log::warning(released.error().message);
        }
    } catch (const std::exception& exception) {
        log::warning(std::string("The lease of an experiment could not be given back: ") + exception.what());
    }
    m_leaseId.clear();
}

}  // namespace pivot::sqlite
