// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/shard_union.h"

#include "core/shard_config.h"
#include "core/uuid.h"
#include "db/connection.h"
#include "db/experiment_queries.h"
#include "db/result_queries.h"
#include "db/schema_manager.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <tuple>

namespace pivot {

namespace {

struct ShardRow {
    std::int64_t row = 0;
    std::string experimentId;
};

/// What is known of one experiment's shards: the newest complete one at each index.
struct ShardSet {
    std::string groupId, device;
    int count = 0;
    std::map<int, ShardRow> complete;

    [[nodiscard]] std::vector<int> missing() const {
        std::vector<int> indices;
        for (int index = 1; index <= count; ++index) {
            if (!complete.contains(index)) {
                indices.push_back(index);
            }
        }
        return indices;
    }
};

std::vector<ShardSet> findSets(SQLite::Database& database) {
    std::map<std::tuple<std::string, std::string, int>, ShardSet> sets;
    SQLite::Statement statement(
        database,
        "SELECT id, experiment_id, group_id, device, shard_index, shard_count, status = 'complete' FROM "
        "experiments WHERE shard_count IS NOT NULL AND deleted_utc IS NULL ORDER BY created_utc, id");
    while (statement.executeStep()) {
        const std::string group = statement.getColumn(2).getString();
        const std::string device = statement.getColumn(3).getString();
        const int count = statement.getColumn(5).getInt();
        ShardSet& set = sets[{group, device, count}];
        set.groupId = group;
        set.device = device;
        set.count = count;
        if (statement.getColumn(6).getInt() != 0) {
            set.complete[statement.getColumn(4).getInt()] = {statement.getColumn(0).getInt64(),
                                                             statement.getColumn(1).getString()};
        }
    }
    std::vector<ShardSet> found;
    for (auto& [key, set] : sets) {
        found.push_back(std::move(set));
    }
    return found;
}

/// The ids of the shards added without carry, marked as a UUID of version 8 (one's own making): the same for
/// the same shards on every machine, and as unlikely to occur twice as theirs.
std::string idOfWhole(const ShardSet& set) {
    constexpr std::string_view kHex = "0123456789abcdef";
    std::string whole = "00000000-0000-0000-0000-000000000000";
    for (const auto& [index, shard] : set.complete) {
        for (std::size_t i = 0; i < whole.size(); ++i) {
            const auto a = kHex.find(whole[i]);
            const auto b =
                i < shard.experimentId.size() ? kHex.find(shard.experimentId[i]) : std::string::npos;
            if (a != std::string_view::npos && b != std::string_view::npos) {
                whole[i] = kHex[a ^ b];
            }
        }
    }
    whole[14] = '8';
    whole[19] = kHex[8U | (kHex.find(whole[19]) & 3U)];
    return whole;
}

std::optional<RunReport> readReport(SQLite::Database& database, std::int64_t row) {
    SQLite::Statement statement(database, "SELECT report FROM experiment_documents WHERE experiment = ?");
    statement.bind(1, row);
    if (!statement.executeStep() || statement.getColumn(0).isNull()) {
        return std::nullopt;
    }
    return nlohmann::json::parse(statement.getColumn(0).getString()).get<RunReport>();
}

int lastSegment(SQLite::Database& database, std::int64_t row) {
    SQLite::Statement last(database, "SELECT coalesce(max(segment), 0) FROM segments WHERE experiment = ?");
    last.bind(1, row);
    last.executeStep();
    return last.getColumn(0).getInt();
}

/// Reads what the shards say of themselves; a Usage error where they are not parts of one experiment.
Result<ShardParts> readParts(SQLite::Database& database, const ShardSet& set) {
    ShardParts parts;
    for (const auto& [index, shard] : set.complete) {
        RunRecord record = sqlite::readRecord(database, shard.row);
        std::optional<RunReport> report = readReport(database, shard.row);
        const auto differs = [&](const char* what) {
            return fail(ErrorCode::Usage, "Shard " + toString(record.config.shard) + " (" +
                                              shard.experimentId + ") has another " + what +
                                              " than shard 1 (" + set.complete.begin()->second.experimentId +
                                              "): they stay apart; run it again as the others were run.");
        };
        if (!report || record.config.shard != Shard{index, set.count}) {
            return fail(ErrorCode::Database,
                        "Shard " + std::to_string(index) + " (" + shard.experimentId +
                            ") has no report: `pivot db check` says what is wrong with it.");
        }
        if (!parts.records.empty()) {
            const RunRecord& first = parts.records.front();
            if (record.modelFingerprint != first.modelFingerprint) {
                return differs("model");
            }
            if (record.datasetRange != first.datasetRange) {
                return differs("range of images");
            }
            if (!(sharedByShards(record.config) == sharedByShards(first.config))) {
                return differs("configuration");
            }
        }
        parts.record.imageCount += record.imageCount;
        parts.records.push_back(std::move(record));
        parts.reports.push_back(std::move(*report));
    }
    // Every n-th image from the i-th on: as many in each, or one more in the first ones.
    for (std::size_t i = 1; i < parts.records.size(); ++i) {
        const std::int64_t before = parts.records[i - 1].imageCount, here = parts.records[i].imageCount;
        if (here > before || parts.records.front().imageCount > here + 1) {
            return fail(ErrorCode::Usage, "Shard " + toString(parts.records[i].config.shard) + " has " +
                                              std::to_string(here) + " images and shard 1 has " +
                                              std::to_string(parts.records.front().imageCount) +
                                              ": they are not parts of the same images and stay apart.");
        }
    }
    const RunRecord& first = parts.records.front();
    parts.record.experimentId = idOfWhole(set);
    parts.record.groupId = first.groupId;
    parts.record.config = withoutShard(first.config);
    parts.record.thresholdSource = first.thresholdSource;
    parts.record.modelFingerprint = first.modelFingerprint;
    parts.record.datasetRange = first.datasetRange;
    parts.record.environment = first.environment;
    parts.record.createdUtc = std::ranges::min(parts.records, {}, &RunRecord::createdUtc).createdUtc;
    parts.forEachImage = [&database, &set](const std::function<void(const ImageResult&, int)>& take) {
        int before = 0;
        for (const auto& [index, shard] : set.complete) {
            sqlite::forEachStored(database, shard.row, [&](const StoredResult& stored) {
                take(stored.result, before + stored.segment);
                return true;
            });
            before += lastSegment(database, shard.row);
        }
    };
    return parts;
}

void execute(SQLite::Database& database, const char* sql, std::int64_t whole, std::int64_t shard,
             std::int64_t extra = 0) {
    SQLite::Statement statement(database, sql);
    statement.bind(1, whole);
    statement.bind(2, shard);
    if (statement.getBindParameterCount() > 2) {
        statement.bind(3, extra);
    }
    statement.exec();
}

std::int64_t insertWhole(SQLite::Database& database, const ShardSet& set, const RunRecord& record,
                         const RunReport& report) {
    SQLite::Statement insert(
        database,
        "INSERT INTO experiments (experiment_id, group_id, status, created_utc, device, model, "
        "model_fingerprint, "
        "dataset, dataset_range, dataset_fingerprint, mode, rerun, precision, batch, image_count) SELECT ?, "
        "group_id, 'complete', ?, device, model, model_fingerprint, dataset, dataset_range, ?, mode, rerun, "
        "precision, batch, ? FROM experiments WHERE id = ?");
    insert.bind(1, record.experimentId);
    insert.bind(2, record.createdUtc);
    insert.bind(3, record.datasetFingerprint);
    insert.bind(4, record.imageCount);
    insert.bind(5, set.complete.begin()->second.row);
    insert.exec();
    const std::int64_t whole = database.getLastInsertRowid();
    sqlite::insertDocuments(database, whole, record);
    sqlite::insertEfforts(database, whole, record.config);
    sqlite::storeReport(database, whole, report);
    return whole;
}

/// Rows of one shard become rows of the whole; its segments follow those that are there.
void copyShard(SQLite::Database& database, std::int64_t whole, int index, const ShardRow& shard) {
    const int before = lastSegment(database, whole);
    execute(database,
            "INSERT INTO segments (experiment, segment, started_utc, ended_utc, host, environment) SELECT "
            "?1, segment "
            "+ ?3, started_utc, ended_utc, host, environment FROM segments WHERE experiment = ?2",
            whole, shard.row, before);
    execute(
        database,
        "INSERT INTO outcomes (experiment, image_index, image_key, label, exit_effort, predicted, correct, "
        "delay_ns, energy_j, error, segment) SELECT ?1, image_index, image_key, label, exit_effort, "
        "predicted, "
        "correct, delay_ns, energy_j, error, segment + ?3 FROM outcomes WHERE experiment = ?2",
        whole, shard.row, before);
    execute(
        database,
        "INSERT INTO visits (experiment, image_index, effort, entropy_nats, margin, top1_id, top2_id, "
        "top3_id, "
        "top4_id, top5_id, top1_p, top2_p, top3_p, top4_p, top5_p, correct, delay_ns, energy_j) SELECT ?1, "
        "image_index, effort, entropy_nats, margin, top1_id, top2_id, top3_id, top4_id, top5_id, top1_p, "
        "top2_p, "
        "top3_p, top4_p, top5_p, correct, delay_ns, energy_j FROM visits WHERE experiment = ?2",
        whole, shard.row);
    execute(database,
            "INSERT INTO experiment_tags (experiment, tag) SELECT ?1, tag FROM experiment_tags WHERE "
            "experiment = ?2 "
            "ON CONFLICT DO NOTHING",
            whole, shard.row);
    execute(
        database,
        "INSERT INTO measured_costs (experiment, effort, delay_ms, delay_sd_ms, delay_samples, energy_j, "
        "energy_sd_j, energy_samples, instrument, note, source_file, source_sha256, source_line, "
        "imported_utc) "
        "SELECT ?1, effort, delay_ms, delay_sd_ms, delay_samples, energy_j, energy_sd_j, energy_samples, "
        "instrument, note, source_file, source_sha256, source_line, imported_utc FROM measured_costs WHERE "
        "experiment = ?2 ON CONFLICT DO NOTHING",
        whole, shard.row);
    execute(
        database,
        "UPDATE experiments SET name = CASE experiments.name WHEN '' THEN s.name ELSE experiments.name END, "
        "note = CASE experiments.note WHEN '' THEN s.note ELSE experiments.note END, "
        "starred = max(experiments.starred, s.starred), "
        "finished_utc = max(coalesce(experiments.finished_utc, ''), coalesce(s.finished_utc, '')), "
        "images_done = experiments.images_done + s.images_done, "
        "images_failed = experiments.images_failed + s.images_failed FROM (SELECT * FROM experiments "
        "WHERE id = "
        "?2) AS s WHERE experiments.id = ?1",
        whole, shard.row);
    execute(
        database,
        "INSERT OR IGNORE INTO united_shards (shard_id, experiment, shard_index, host) SELECT experiment_id, "
        "?1, ?3, "
        "coalesce((SELECT host FROM segments WHERE experiment = ?2 ORDER BY segment DESC LIMIT 1), '') FROM "
        "experiments WHERE id = ?2",
        whole, shard.row, index);
}

bool isThere(SQLite::Database& database, const std::string& experimentId) {
    SQLite::Statement statement(
        database, "SELECT count(*) FROM experiments WHERE experiment_id = ? AND deleted_utc IS NULL");
    statement.bind(1, experimentId);
    statement.executeStep();
    return statement.getColumn(0).getInt() != 0;
}

/// False when another program was quicker.
bool store(SQLite::Database& database, const ShardSet& set, const RunRecord& record,
           const RunReport& report) {
    SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
    SQLite::Statement there(
        database,
        "SELECT count(*) FROM experiments WHERE id = ? AND experiment_id = ? AND deleted_utc "
        "IS NULL AND status = 'complete'");
    for (const auto& [index, shard] : set.complete) {
        there.reset();
        there.bind(1, shard.row);
        there.bind(2, shard.experimentId);
        there.executeStep();
        if (there.getColumn(0).getInt() != 1) {
            return false;
        }
    }
    there.reset();
    if (isThere(database, record.experimentId)) {
        return false;
    }
    // One that was put together and deleted before makes room for this one.
    SQLite::Statement again(database,
                            "DELETE FROM experiments WHERE experiment_id = ? AND deleted_utc IS NOT NULL");
    again.bind(1, record.experimentId);
    again.exec();
    const std::int64_t whole = insertWhole(database, set, record, report);
    const std::string now = utcNow();
    for (const auto& [index, shard] : set.complete) {
        copyShard(database, whole, index, shard);
        SQLite::Statement bin(database, "UPDATE experiments SET deleted_utc = ? WHERE id = ?");
        bin.bind(1, now);
        bin.bind(2, shard.row);
        bin.exec();
    }
    transaction.commit();
    return true;
}

}  // namespace

Result<ShardUnion> uniteShards(const std::filesystem::path& file, const ReportOnWhole& reportOn,
                               std::chrono::milliseconds busyTimeout) {
    if (auto prepared = prepareForReading(file, busyTimeout); !prepared) {
        return tl::unexpected<Error>(prepared.error());
    }
    return sqlite::guarded(file, [&]() -> Result<ShardUnion> {
        SQLite::Database database = sqlite::openReadWrite(file, busyTimeout, false);
        ShardUnion done;
        for (const ShardSet& set : findSets(database)) {
            if (const std::vector<int> missing = set.missing(); !missing.empty()) {
                done.incomplete.push_back({set.groupId, set.device, set.count, missing});
                continue;
            }
            if (isThere(database, idOfWhole(set))) {
                continue;  // its shards were taken out of the bin again
            }
            auto parts = readParts(database, set);
            if (!parts) {
                done.refused.push_back(parts.error().message);
                continue;
            }
            const auto whole = reportOn(*parts);
            if (!whole) {
                done.refused.push_back(whole.error().message);
                continue;
            }
            parts->record.datasetFingerprint = whole->datasetFingerprint;
            if (store(database, set, parts->record, whole->report)) {
                done.united.push_back({parts->record.experimentId, set.count, parts->record.imageCount});
            }
        }
        return done;
    });
}

}  // namespace pivot
