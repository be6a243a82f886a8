// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/build_parts.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace pivot::figures {
namespace {

/// U+2212 is as wide as a plus; a hyphen is not.
std::string number(double value, int decimals, bool withSign) {
    char text[40];
    std::snprintf(text, sizeof text, withSign ? "%+.*f" : "%.*f", decimals, value);
    std::string out = text;
    if (out.front() == '-') {
        out.replace(0, 1, "\u2212");
    }
    return out;
}

/// `98.20 [97.9, 98.5]`
Cell withInterval(const std::optional<double>& value, const std::optional<Interval>& interval, double scale,
                  int decimals, bool withSign = false) {
    if (!value) {
        return {};
    }
    const auto text = [&](double one) { return number(scale * one, decimals, withSign); };
    return interval ? text(*value) + " [" + text(interval->low) + ", " + text(interval->high) + "]"
                    : text(*value);
}

/// Small ones by a bound, as papers print them.
Cell pValue(const std::optional<double>& value) {
    constexpr double kLeast = 0.001;
    return !value ? Cell() : *value < kLeast ? Cell(std::string("< 0.001")) : Cell(number(*value, 3, false));
}

bool hasAny(const Table& table, std::size_t column) {
    return std::any_of(table.rows.begin(), table.rows.end(), [column](const std::vector<Cell>& row) {
        return !std::holds_alternative<std::monostate>(row[column]);
    });
}

}  // namespace

FigureData buildComparisonTable(const Comparison& comparison, const std::vector<std::string>& names) {
    Table table;
    table.columns = {
        {kIdentityColumn, "Experiment"},      {"name", "Configuration"},
        {"accuracy_percent", "Accuracy (%)"}, {"accuracy_difference_points", "Difference (points)"},
        {"mcnemar_p", "McNemar p"},           {"delay_reduction", "Delay (×)"},
        {"energy_reduction", "Energy (×)"},   {"edp_reduction", "EDP (×)"}};
    for (std::size_t i = 0; i < comparison.runs.size(); ++i) {
        const RunFigures& run = comparison.runs[i];
        std::vector<Cell> row{shortId(run.experimentId), i < names.size() ? Cell(names[i]) : Cell(),
                              withInterval(run.accuracy, run.accuracyCi95, 100, 2)};
        const auto pair = std::find_if(comparison.pairs.begin(), comparison.pairs.end(),
                                       [i](const RunPair& one) { return one.run == i; });
        if (pair == comparison.pairs.end()) {  // the reference: nothing is set against it
            row.resize(table.columns.size());
        } else {
            const auto& difference = pair->accuracyDifference;
            row.push_back(difference ? withInterval(difference->value, difference->ci95, 100, 2, true)
                                     : Cell());
            row.push_back(pValue(pair->mcnemarHolm ? pair->mcnemarHolm : pair->mcnemarMidP));
            row.push_back(withInterval(pair->delayReduction, pair->delayCi95, 1, 2));
            row.push_back(withInterval(pair->energyReduction, pair->energyCi95, 1, 2));
            row.push_back(withInterval(pair->edpReduction, pair->edpCi95, 1, 2));
        }
        table.rows.push_back(std::move(row));
    }
    for (std::size_t column = table.columns.size(); column-- > 2;) {  // what nobody knows takes no room
        if (!hasAny(table, column)) {
            table.columns.erase(table.columns.begin() + static_cast<std::ptrdiff_t>(column));
            for (std::vector<Cell>& row : table.rows) {
                row.erase(row.begin() + static_cast<std::ptrdiff_t>(column));
            }
        }
    }
    FigureData data;
    data.title = "Comparison with the first experiment";
    data.table = std::move(table);
    return data;
}

}  // namespace pivot::figures
