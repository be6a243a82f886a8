// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Internal to db/: what the writer, the readers and the maintenance ask of the table of experiments.

#include "core/run_record.h"
#include "db/connection.h"
#include "db/lease.h"
#include "db/measured_cost.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace pivot::sqlite {

/// An experiment of one file: its UUID and its row.
struct ExperimentKey {
    std::int64_t row = 0;
    std::string experimentId;
};

/// The experiment whose UUID begins with `prefix`. NotFound, Ambiguous or Usage in a sentence.
[[nodiscard]] Result<ExperimentKey> resolveExperiment(SQLite::Database& database,
                                                      const std::filesystem::path& file,
                                                      std::string_view prefix);

/// As it was begun. Throws SQLite's or nlohmann's exceptions.
[[nodiscard]] RunRecord readRecord(SQLite::Database& database, std::int64_t row);

[[nodiscard]] std::vector<MeasuredCost> readMeasuredCosts(SQLite::Database& database, std::int64_t row);

/// The columns readLease() reads, in its order.
[[nodiscard]] const char* leaseColumns();
/// From a row of `statement` that has leaseColumns() from column `first` on.
[[nodiscard]] Lease readLease(const SQLite::Statement& statement, int first);
/// `SET` part that takes the lease columns back to NULL.
[[nodiscard]] const char* clearLease();

/// The long texts of a new experiment, and its ladder. `row` is there already.
void insertDocuments(SQLite::Database& database, std::int64_t row, const RunRecord& record);
void insertEfforts(SQLite::Database& database, std::int64_t row, const RunConfig& config);
/// In place of the one before, if any.
void storeReport(SQLite::Database& database, std::int64_t row, const RunReport& report);

[[nodiscard]] RunStatus readStatus(const SQLite::Column& column);
[[nodiscard]] ThresholdSource thresholdSourceFromJson(const nlohmann::json& json);
[[nodiscard]] nlohmann::json toJson(const ThresholdSource& source);

/// JSON text; bytes that are not UTF-8 (in a path, say) become U+FFFD instead of an exception.
[[nodiscard]] std::string dump(const nlohmann::json& json);

}  // namespace pivot::sqlite
