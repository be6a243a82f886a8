// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/measured_cost.h"

#include "core/json_fields.h"
#include "core/uuid.h"
#include "db/connection.h"
#include "db/experiment_queries.h"
#include "db/schema_manager.h"

#include <nlohmann/json.hpp>

namespace pivot {

namespace {

template <class Value>
void bindOptional(SQLite::Statement& statement, int index, const std::optional<Value>& value) {
    if (value) {
        statement.bind(index, *value);
    } else {
        statement.bind(index);
    }
}

template <class Value>
nlohmann::json countOrNull(const std::optional<Value>& value) {
    return value ? nlohmann::json(*value) : nlohmann::json(nullptr);
}

}  // namespace

void to_json(nlohmann::json& out, const MeasuredCost& cost) {
    out = {{"effort", countOrNull(cost.effort)},
           {"delay_ms", json::orNull(cost.delayMs)},
           {"delay_sd_ms", json::orNull(cost.delaySdMs)},
           {"delay_samples", countOrNull(cost.delaySamples)},
           {"energy_j", json::orNull(cost.energyJ)},
           {"energy_sd_j", json::orNull(cost.energySdJ)},
           {"energy_samples", countOrNull(cost.energySamples)},
           {"instrument", cost.instrument},
           {"note", json::orNull(cost.note)},
           {"source_file", cost.sourceFile},
           {"source_sha256", cost.sourceSha256},
           {"source_line", cost.sourceLine},
           {"imported_utc", json::orNull(cost.importedUtc)}};
}

namespace sqlite {

std::vector<MeasuredCost> readMeasuredCosts(SQLite::Database& database, std::int64_t row) {
    SQLite::Statement statement(database,
                                "SELECT effort, delay_ms, delay_sd_ms, delay_samples, energy_j, energy_sd_j, "
                                "energy_samples, instrument, "
                                "note, source_file, source_sha256, source_line, imported_utc FROM "
                                "measured_costs WHERE experiment = ? "
                                "ORDER BY imported_utc, source_sha256, source_line");
    statement.bind(1, row);
    const auto number = [&](int column) {
        return statement.getColumn(column).isNull() ? std::nullopt
                                                    : std::optional(statement.getColumn(column).getDouble());
    };
    const auto count = [&](int column) {
        return statement.getColumn(column).isNull() ? std::nullopt
                                                    : std::optional(statement.getColumn(column).getInt64());
    };
    std::vector<MeasuredCost> costs;
    while (statement.executeStep()) {
        MeasuredCost cost;
        if (const auto effort = count(0)) {
            cost.effort = static_cast<int>(*effort);
        }
        cost.delayMs = number(1);
        cost.delaySdMs = number(2);
        cost.delaySamples = count(3);
        cost.energyJ = number(4);
        cost.energySdJ = number(5);
        cost.energySamples = count(6);
        cost.instrument = statement.getColumn(7).getString();
        cost.note = statement.getColumn(8).getString();
        cost.sourceFile = statement.getColumn(9).getString();
        cost.sourceSha256 = statement.getColumn(10).getString();
        cost.sourceLine = statement.getColumn(11).getInt();
        cost.importedUtc = statement.getColumn(12).getString();
        costs.push_back(std::move(cost));
    }
    return costs;
}

}  // namespace sqlite

Result<CostImport> importMeasuredCosts(const std::filesystem::path& file, std::string_view id,
                                       std::string_view csv, const CostSource& source,
                                       std::chrono::milliseconds busyTimeout) {
    if (auto prepared = prepareForReading(file, busyTimeout); !prepared) {
        return tl::unexpected<Error>(prepared.error());
    }
    return sqlite::guarded(file, [&]() -> Result<CostImport> {
        SQLite::Database database = sqlite::openReadWrite(file, busyTimeout, false);
        SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
        const auto key = sqlite::resolveExperiment(database, file, id);
        if (!key) {
            return tl::unexpected<Error>(key.error());
        }
        SQLite::Statement efforts(database, "SELECT count(*) FROM efforts WHERE experiment = ?");
        efforts.bind(1, key->row);
        efforts.executeStep();
        const auto costs = parseMeasuredCosts(csv, source, efforts.getColumn(0).getInt());
        if (!costs) {
            return tl::unexpected<Error>(costs.error());
        }
        CostImport done{.experimentId = key->experimentId};
        const std::string now = utcNow();
        SQLite::Statement insert(
            database,
            "INSERT INTO measured_costs (experiment, effort, delay_ms, delay_sd_ms, delay_samples, energy_j, "
            "energy_sd_j, energy_samples, instrument, note, source_file, source_sha256, source_line, "
            "imported_utc) "
            "VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT (experiment, source_sha256, source_line) DO "
            "NOTHING");
        for (const MeasuredCost& cost : *costs) {
            insert.reset();
            insert.bind(1, key->row);
            bindOptional(insert, 2, cost.effort);
            bindOptional(insert, 3, cost.delayMs);
            bindOptional(insert, 4, cost.delaySdMs);
            bindOptional(insert, 5, cost.delaySamples);
            bindOptional(insert, 6, cost.energyJ);
            bindOptional(insert, 7, cost.energySdJ);
            bindOptional(insert, 8, cost.energySamples);
            insert.bind(9, cost.instrument);
            insert.bind(10, cost.note);
            insert.bind(11, cost.sourceFile);
            insert.bind(12, cost.sourceSha256);
            insert.bind(13, cost.sourceLine);
            insert.bind(14, now);
            (insert.exec() == 1 ? done.stored : done.known) += 1;
        }
        transaction.commit();
        return done;
    });
}

Result<std::int64_t> removeMeasuredCosts(const std::filesystem::path& file, std::string_view id,
                                         std::string_view sourceSha256,
                                         std::chrono::milliseconds busyTimeout) {
    const bool hex = sourceSha256.find_first_not_of("0123456789abcdef") == std::string_view::npos;
    if (!hex || sourceSha256.size() < 8 || sourceSha256.size() > 64) {
        return fail(ErrorCode::Usage,
                    "'" + std::string(sourceSha256) +
                        "' is not the SHA-256 of an imported file: give 8 to 64 digits of it, as "
                        "`pivot db show` has them.");
    }
    if (auto prepared = prepareForReading(file, busyTimeout); !prepared) {
        return tl::unexpected<Error>(prepared.error());
    }
    return sqlite::guarded(file, [&]() -> Result<std::int64_t> {
        SQLite::Database database = sqlite::openReadWrite(file, busyTimeout, false);
        SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
        const auto key = sqlite::resolveExperiment(database, file, id);
        if (!key) {
            return tl::unexpected<Error>(key.error());
        }
        SQLite::Statement remove(
            database, "DELETE FROM measured_costs WHERE experiment = ? AND substr(source_sha256, 1, ?) = ?");
        remove.bind(1, key->row);
        remove.bind(2, static_cast<std::int64_t>(sourceSha256.size()));
        remove.bind(3, std::string(sourceSha256));
        const std::int64_t removed = remove.exec();
        transaction.commit();
        return removed;
    });
}

}  // namespace pivot
