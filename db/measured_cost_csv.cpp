// SPDX-License-Identifier: GPL-3.0-or-later
// Costs measured elsewhere, from CSV: columns by name with their units, and nothing guessed.
#include "core/number_text.h"
#include "db/csv_text.h"
#include "db/measured_cost.h"

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <utility>

namespace pivot {

namespace {

constexpr std::string_view kColumns =
    "effort, delay_ms, delay_sd_ms, energy_j, energy_sd_j (or s, us, ns; mj, uj, nj), delay_samples, "
    "energy_samples, samples, instrument, note";

struct Unit {
    std::string_view name;
    double factor;  ///< to ms or J
};
constexpr std::array<Unit, 4> kTimes{{{"s", 1e3}, {"ms", 1.0}, {"us", 1e-3}, {"ns", 1e-6}}};
constexpr std::array<Unit, 4> kEnergies{{{"j", 1.0}, {"mj", 1e-3}, {"uj", 1e-6}, {"nj", 1e-9}}};

std::string lowered(std::string_view text) {
    std::string lower(trimmed(text));
    std::ranges::transform(lower, lower.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return lower;
}

/// What a column is for, and the factor of its unit.
struct Column {
    std::string meaning;  ///< `delay`, `delay_sd`, `effort`, ...
    double factor = 1.0;
};

std::optional<Column> columnOf(const std::string& name) {
    for (const char* plain : {"effort", "delay_samples", "energy_samples", "samples", "instrument", "note"}) {
        if (name == plain) {
            return Column{name};
        }
    }
    const auto quantity = [&](std::string_view prefix, const auto& units) -> std::optional<Column> {
        for (const Unit& unit : units) {
            if (name == std::string(prefix) + "_" + std::string(unit.name)) {
                return Column{std::string(prefix), unit.factor};
            }
        }
        return std::nullopt;
    };
    for (const char* time : {"delay_sd", "delay"}) {
        if (auto found = quantity(time, kTimes)) {
            return found;
        }
    }
    for (const char* energy : {"energy_sd", "energy"}) {
        if (auto found = quantity(energy, kEnergies)) {
            return found;
        }
    }
    return std::nullopt;
}

/// One row under its header. Every take...() says what was wrong in m_problem; the first one counts.
class RowReader {
public:
    RowReader(const std::vector<Column>& columns, const CsvRow& row) : m_columns(columns), m_row(row) {}

    [[nodiscard]] std::string text(std::string_view meaning) const {
        for (std::size_t i = 0; i < m_columns.size(); ++i) {
            if (m_columns[i].meaning == meaning) {
                return std::string(trimmed(m_row.fields[i]));
            }
        }
        return {};
    }

    std::optional<double> number(std::string_view meaning, bool zeroIsFine) {
        const std::string field = text(meaning);
        if (field.empty()) {
            return std::nullopt;
        }
        const auto value = parseNumber(field);
        if (!value || *value < 0 || (*value == 0 && !zeroIsFine)) {
            refuse(std::string(meaning) + " is " + inQuotes(field) + " and not a positive number");
            return std::nullopt;
        }
        for (const Column& column : m_columns) {
            if (column.meaning == meaning) {
                return *value * column.factor;
            }
        }
        return value;
    }

    std::optional<std::int64_t> count(std::string_view meaning) {
        const std::string field = text(meaning);
        if (field.empty()) {
            return std::nullopt;
        }
        const auto value = parseInteger(field);
        if (!value || *value < 1) {
            refuse(std::string(meaning) + " is " + inQuotes(field) + " and not a whole number above zero");
            return std::nullopt;
        }
        return *value;
    }

    void refuse(const std::string& problem) {
        if (m_problem.empty()) {
            m_problem = problem;
        }
    }
    [[nodiscard]] const std::string& problem() const { return m_problem; }

private:
    const std::vector<Column>& m_columns;
    const CsvRow& m_row;
    std::string m_problem;
};

MeasuredCost readRow(RowReader& row, int efforts) {
    MeasuredCost cost;
    const std::string effort = lowered(row.text("effort"));
    if (!effort.empty() && effort != "all") {
        const auto number = parseInteger(effort);
        if (!number || *number < 0 || *number >= efforts) {
            row.refuse("effort is " + inQuotes(effort) + ", and the experiment has the efforts 0 to " +
                       std::to_string(efforts - 1) + " (or all)");
        } else {
            cost.effort = static_cast<int>(*number);
        }
    }
    cost.delayMs = row.number("delay", false);
    cost.delaySdMs = row.number("delay_sd", true);
    cost.energyJ = row.number("energy", false);
    cost.energySdJ = row.number("energy_sd", true);
    const auto both = row.count("samples");
    const auto ofDelay = row.count("delay_samples");
    const auto ofEnergy = row.count("energy_samples");
    if (cost.delayMs) {
        cost.delaySamples = ofDelay ? ofDelay : both;
    }
    if (cost.energyJ) {
        cost.energySamples = ofEnergy ? ofEnergy : both;
    }
    if (!cost.delayMs && !cost.energyJ) {
        row.refuse("there is neither a delay nor an energy");
    }
    if ((cost.delaySdMs && !cost.delayMs) || (cost.energySdJ && !cost.energyJ)) {
        row.refuse("there is a standard deviation without its mean");
    }
    cost.instrument = row.text("instrument");
    cost.note = row.text("note");
    return cost;
}

Result<std::vector<Column>> readHeader(const CsvRow& header, const std::string& name) {
    std::vector<Column> columns;
    if (header.fields.size() == 1 && header.fields.front().find(';') != std::string::npos) {
        return fail(
            ErrorCode::BadFile,
            "'" + name + "' is separated by semicolons: save it with commas, and numbers with points.");
    }
    for (const std::string& field : header.fields) {
        auto column = columnOf(lowered(field));
        if (!column) {
            return fail(ErrorCode::BadFile, "'" + name + "' has the column " + inQuotes(field) +
                                                ", which is none of " + std::string(kColumns) + ".");
        }
        if (std::ranges::any_of(columns, [&](const Column& c) { return c.meaning == column->meaning; })) {
            return fail(ErrorCode::BadFile,
                        "'" + name + "' has two columns for " + column->meaning + ": leave one of them out.");
        }
        columns.push_back(std::move(*column));
    }
    return columns;
}

}  // namespace

Result<std::vector<MeasuredCost>> parseMeasuredCosts(std::string_view csv, const CostSource& source,
                                                     int efforts) {
    auto rows = parseCsv(csv, source.name, {.bytes = kMostCostBytes});
    if (!rows) {
        return tl::unexpected<Error>(rows.error());
    }
    if (rows->size() < 2) {
        return fail(ErrorCode::BadFile, "'" + source.name +
                                            "' has no row of costs: it wants a header such as "
                                            "effort,delay_ms,energy_j,samples,instrument and rows below it.");
    }
    const auto columns = readHeader(rows->front(), source.name);
    if (!columns) {
        return tl::unexpected<Error>(columns.error());
    }
    std::vector<MeasuredCost> costs;
    for (std::size_t i = 1; i < rows->size(); ++i) {
        const CsvRow& row = (*rows)[i];
        const auto refuse = [&](const std::string& problem) {
            return fail(ErrorCode::BadFile, "'" + source.name + "', line " + std::to_string(row.line) + ": " +
                                                problem + "; nothing was imported.");
        };
        if (row.fields.size() != columns->size()) {
            return refuse("there are " + std::to_string(row.fields.size()) + " fields under " +
                          std::to_string(columns->size()) + " columns");
        }
        RowReader reader(*columns, row);
        MeasuredCost cost = readRow(reader, efforts);
        if (cost.instrument.empty()) {
            cost.instrument = source.instrument;
        }
        if (cost.instrument.empty()) {
            reader.refuse("no instrument is named: add a column instrument, or name it for the whole file");
        }
        if (!reader.problem().empty()) {
            return refuse(reader.problem());
        }
        cost.sourceFile = source.name;
        cost.sourceSha256 = source.sha256;
        cost.sourceLine = row.line;
        costs.push_back(std::move(cost));
    }
    return costs;
}

}  // namespace pivot
