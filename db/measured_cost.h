// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pivot {

/// A delay, an energy or both, of one image, that another instrument measured. It stands beside what the run
/// found and replaces nothing.
struct MeasuredCost {
    std::optional<int> effort;                 ///< 0 = the cheapest; absent: an image on its whole way
    std::optional<double> delayMs, delaySdMs;  ///< mean and standard deviation
    std::optional<std::int64_t> delaySamples;
    std::optional<double> energyJ, energySdJ;
    std::optional<std::int64_t> energySamples;
    std::string instrument, note;
    std::string sourceFile, sourceSha256;  ///< name and SHA-256 (hex) of the imported file
    int sourceLine = 0;                    ///< of that file, from 1
    std::string importedUtc;               ///< empty before it is stored
    bool operator==(const MeasuredCost&) const = default;
};
/// The object under `measured_costs[]` of `pivot db show`; unknown is null.
void to_json(nlohmann::json& json, const MeasuredCost& cost);

/// The file that costs are read from.
struct CostSource {
    std::string name;        ///< without its folder
    std::string sha256;      ///< of its bytes, hex
    std::string instrument;  ///< for rows that name none; empty: every row must
};

/// Largest file that is read.
inline constexpr std::size_t kMostCostBytes = 1U << 20U;

/// Rows from CSV with a header. Columns, in any order: `effort` (0 = the cheapest; empty or `all`: the whole
/// way); `delay_ms`, `energy_j` and `delay_sd_ms`, `energy_sd_j`, each in the unit at the end of its name (s,
/// ms, us, ns; j, mj, uj, nj); `delay_samples`, `energy_samples` or `samples` for both; `instrument`, `note`.
/// BadFile with the line for anything else: an unknown or doubled column, a number that is none or not
/// positive, an effort that a ladder of `efforts` has not, a row that measures nothing.
[[nodiscard]] Result<std::vector<MeasuredCost>> parseMeasuredCosts(std::string_view csv,
                                                                   const CostSource& source, int efforts);

struct CostImport {
    std::string experimentId;
    std::size_t stored = 0, known = 0;  ///< rows that are new; rows that were imported before
};
/// Parses `csv` for the ladder of experiment `id` (or a unique prefix) and stores its rows in one
/// transaction.
[[nodiscard]] Result<CostImport> importMeasuredCosts(
    const std::filesystem::path& database, std::string_view id, std::string_view csv,
    const CostSource& source, std::chrono::milliseconds busyTimeout = std::chrono::milliseconds(15000));

/// Takes every row back that came from the file with this SHA-256 (or a prefix of at least 8 digits); how
/// many.
[[nodiscard]] Result<std::int64_t> removeMeasuredCosts(
    const std::filesystem::path& database, std::string_view id, std::string_view sourceSha256,
    std::chrono::milliseconds busyTimeout = std::chrono::milliseconds(15000));

}  // namespace pivot
