// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/experiment_queries.h"

#include <algorithm>
#include <vector>

namespace pivot::sqlite {

Result<ExperimentKey> resolveExperiment(SQLite::Database& database, const std::filesystem::path& file,
                                        std::string_view prefix) {
    std::string wanted(prefix);
    for (char& character : wanted) {
        if (character >= 'A' && character <= 'F') {
            character = static_cast<char>(character - 'A' + 'a');
        }
        const bool fits = (character >= '0' && character <= '9') || (character >= 'a' && character <= 'f') ||
                          character == '-';
        if (!fits) {
            return fail(ErrorCode::Usage,
                        "'" + std::string(prefix) +
                            "' is not the id of an experiment: an id has the digits 0-9 and a-f.");
        }
    }
    if (wanted.empty() || wanted.size() > 36) {
        return fail(
            ErrorCode::Usage,
            "'" + std::string(prefix) + "' is not the id of an experiment: give up to 36 characters of it.");
    }
    // 'g' follows every digit an id may have, so this is a range of the unique index.
    SQLite::Statement statement(database,
                                "SELECT id, experiment_id FROM experiments WHERE experiment_id >= ?1 AND "
                                "experiment_id < ?1 || 'g' ORDER BY experiment_id LIMIT 4");
    statement.bind(1, wanted);
    std::vector<ExperimentKey> found;
    while (statement.executeStep()) {
        found.push_back({statement.getColumn(0).getInt64(), statement.getColumn(1).getString()});
    }
    if (found.empty()) {
        return fail(ErrorCode::NotFound, "There is no experiment " + wanted + " in '" + file.string() +
                                             "': `pivot db list` shows what is there.");
    }
    if (found.size() > 1) {
        std::string some =
            found[0].experimentId + ", " + found[1].experimentId + (found.size() > 2 ? ", ..." : "");
        return fail(ErrorCode::Ambiguous,
                    "Several experiments begin with " + wanted + " (" + some + "): give more of the id.");
    }
    return found.front();
}

RunRecord readRecord(SQLite::Database& database, std::int64_t row) {
    SQLite::Statement statement(
        database,
        "SELECT experiment_id, group_id, config, threshold_source, model_fingerprint, "
        "dataset_fingerprint, dataset_range, image_count, environment, created_utc "
        "FROM experiments JOIN experiment_documents ON experiment = id WHERE id = ?");
    statement.bind(1, row);
    if (!statement.executeStep()) {
        throw SQLite::Exception("the experiment has been deleted meanwhile");
    }
    RunRecord record;
    record.experimentId = statement.getColumn(0).getString();
    record.groupId = statement.getColumn(1).getString();
    record.config = nlohmann::json::parse(statement.getColumn(2).getString()).get<RunConfig>();
    record.thresholdSource =
        thresholdSourceFromJson(nlohmann::json::parse(statement.getColumn(3).getString()));
    record.modelFingerprint = statement.getColumn(4).getString();
    record.datasetFingerprint = statement.getColumn(5).getString();
    record.datasetRange = statement.getColumn(6).getString();
    record.imageCount = statement.getColumn(7).getInt64();
    record.environment = nlohmann::json::parse(statement.getColumn(8).getString());
    record.createdUtc = statement.getColumn(9).getString();
    return record;
}

void insertDocuments(SQLite::Database& database, std::int64_t row, const RunRecord& record) {
    SQLite::Statement statement(database,
                                "INSERT INTO experiment_documents (experiment, config, threshold_source, "
                                "environment) VALUES (?,?,?,?)");
    statement.bind(1, row);
    statement.bind(2, dump(nlohmann::json(record.config)));
    statement.bind(3, dump(toJson(record.thresholdSource)));
    statement.bind(4, dump(record.environment));
    statement.exec();
}

void insertEfforts(SQLite::Database& database, std::int64_t row, const RunConfig& config) {
    SQLite::Statement statement(
        database,
        "INSERT INTO efforts (experiment, effort, skip, model, threshold_nats, tuned) VALUES (?,?,?,?,?,?)");
    int index = 0;
    for (const Effort& effort : config.ladder.efforts) {
        statement.reset();
        statement.bind(1, row);
        statement.bind(2, index++);
        statement.bind(3, effort.skip.toString());
        statement.bind(4, effort.modelPath);
        if (effort.thresholdNats) {
            statement.bind(5, *effort.thresholdNats);
        } else {
            statement.bind(5);
        }
        statement.bind(6, effort.tuned ? 1 : 0);
        statement.exec();
    }
}

void storeReport(SQLite::Database& database, std::int64_t row, const RunReport& report) {
    SQLite::Statement statement(database, "UPDATE experiment_documents SET report = ? WHERE experiment = ?");
    statement.bind(1, dump(nlohmann::json(report)));
    statement.bind(2, row);
    statement.exec();
}

const char* leaseColumns() {
    return "lease_id, lease_host, lease_boot_id, lease_pid_namespace, lease_pid, lease_pid_start, "
           "lease_heartbeat_utc, (julianday('now') - julianday(lease_heartbeat_utc)) * 86400.0";
}

Lease readLease(const SQLite::Statement& statement, int first) {
    // NULL reads as an empty text or 0: nobody holds it.
    Lease lease;
    lease.id = statement.getColumn(first).getString();
    lease.holder.host = statement.getColumn(first + 1).getString();
    lease.holder.bootId = statement.getColumn(first + 2).getString();
    lease.holder.pidNamespace = statement.getColumn(first + 3).getInt64();
    lease.holder.pid = statement.getColumn(first + 4).getInt64();
    lease.holder.pidStart = statement.getColumn(first + 5).getInt64();
    lease.heartbeatUtc = statement.getColumn(first + 6).getString();
    lease.heartbeatAgeSeconds = statement.getColumn(first + 7).getDouble();
    return lease;
}

const char* clearLease() {
    return "lease_id = NULL, lease_host = NULL, lease_boot_id = NULL, lease_pid_namespace = NULL, lease_pid "
           "= NULL, "
           "lease_pid_start = NULL, lease_heartbeat_utc = NULL";
}

RunStatus readStatus(const SQLite::Column& column) {
    const auto status = parseRunStatus(column.getString());
    if (!status) {
        throw SQLite::Exception("an experiment has the status '" + column.getString() + "'");
    }
    return *status;
}

ThresholdSource thresholdSourceFromJson(const nlohmann::json& json) {
    ThresholdSource source;
    source.split = json.at("split").get<std::string>();
    source.objective = json.at("objective").get<std::string>();
    source.onReportedImages = json.at("on_reported_images").get<bool>();
    return source;
}

nlohmann::json toJson(const ThresholdSource& source) {
    return {{"split", source.split},
            {"objective", source.objective},
            {"on_reported_images", source.onReportedImages}};
}

std::string dump(const nlohmann::json& json) {
    return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace pivot::sqlite
