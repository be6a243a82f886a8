// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/figure_data.h"

#include <algorithm>
#include <cmath>

namespace pivot::figures {
namespace {

/// Columns that no row fills are left out: most figures have no interval.
Table withoutEmptyColumns(Table table) {
    for (std::size_t c = table.columns.size(); c-- > 0;) {
        const bool used = std::any_of(table.rows.begin(), table.rows.end(), [c](const auto& row) {
            const auto* text = std::get_if<std::string>(&row[c]);
            return text ? !text->empty() : row[c].index() != 0;
        });
        if (!used && !table.rows.empty()) {
            const auto at = static_cast<std::ptrdiff_t>(c);
            table.columns.erase(table.columns.begin() + at);
            for (auto& row : table.rows) {
                row.erase(row.begin() + at);
            }
        }
    }
    return table;
}

/// What stands beside the middle of its category, as several bars do, is of that category.
Cell categoryOr(const Axis& axis, double value) {
    const auto place = static_cast<std::size_t>(std::max(0.0, std::round(value)));
    return place < axis.categories.size() && std::abs(value - static_cast<double>(place)) < 0.5
               ? Cell(axis.categories[place])
               : Cell(value);
}

Table tableOfPanels(const std::vector<Panel>& panels) {
    const Axis& x = panels.front().x;
    Table table;
    table.columns = {
        {"panel", "Panel"},
        {"series", "Series"},
        {"x", x.label.empty() ? "x" : x.label},
        {"y", panels.size() == 1 && !panels.front().y.label.empty() ? panels.front().y.label : "y"},
        {"low", "Low"},
        {"high", "High"}};
    for (const Panel& panel : panels) {
        const std::string name = panel.title.empty() && panels.size() > 1 ? panel.y.label : panel.title;
        for (const Series& s : panel.series) {
            for (std::size_t i = 0; i < s.x.size(); ++i) {
                table.rows.push_back({name, s.name, categoryOr(panel.x, s.x[i]), categoryOr(panel.y, s.y[i]),
                                      s.low.empty() ? Cell() : Cell(s.low[i]),
                                      s.high.empty() ? Cell() : Cell(s.high[i])});
            }
        }
        for (const Rule& r : panel.rules) {
            table.rows.push_back({name, r.label, r.vertical ? Cell(r.at) : Cell(),
                                  r.vertical ? Cell() : Cell(r.at), Cell(), Cell()});
        }
    }
    return withoutEmptyColumns(std::move(table));
}

Table tableOfMap(const HeatMap& map) {
    Table table;
    table.columns = {
        {"row", map.rowLabel}, {"column", map.columnLabel}, {"value", map.valueLabel}, {"count", "Count", 0}};
    for (std::size_t r = 0; r < map.rows.size(); ++r) {
        for (std::size_t c = 0; c < map.columns.size(); ++c) {
            const std::size_t at = r * map.columns.size() + c;
            table.rows.push_back({map.rows[r], map.columns[c], map.values[at],
                                  map.counts.empty() ? Cell() : Cell(static_cast<double>(map.counts[at]))});
        }
    }
    return withoutEmptyColumns(std::move(table));
}

Table tableOfGrid(const ImageGrid& grid) {
    Table table;
    table.columns = {{"place", "Place", 0},  {"row", "Row"},          {"column", "Column"},
                     {"caption", "Caption"}, {"effort", "Effort", 0}, {"wrong", "Wrong", 0}};
    const auto columns = static_cast<std::size_t>(grid.columns);
    const auto head = [](const std::vector<std::string>& heads, std::size_t at) {
        return at < heads.size() ? Cell(heads[at]) : Cell();
    };
    for (std::size_t i = 0; i < grid.tiles.size(); ++i) {
        const ImageGrid::Tile& tile = grid.tiles[i];
        table.rows.push_back({static_cast<double>(i), head(grid.rowHeads, i / columns),
                              head(grid.columnHeads, i % columns), tile.caption,
                              tile.badge ? Cell(static_cast<double>(tile.badge->index)) : Cell(),
                              tile.badge ? Cell(tile.wrong ? 1.0 : 0.0) : Cell()});
    }
    return withoutEmptyColumns(std::move(table));
}

}  // namespace

Table tableOf(const FigureData& data) {
    if (data.table) {
        return *data.table;
    }
    if (!data.panels.empty()) {
        return tableOfPanels(data.panels);
    }
    if (data.heatMap) {
        return tableOfMap(*data.heatMap);
    }
    return data.grid ? tableOfGrid(*data.grid) : Table();
}

FigureDocument withoutIdentity(FigureDocument document) {
    if (!document.spec.style.anonymous) {
        return document;
    }
    document.spec.experiments.clear();
    document.spec.query.clear();
    document.data.title.clear();
    // The names of runs are given by people, or are ids: a number tells them apart as well.
    const auto rename = [](const Ink& ink, std::string& name) {
        if (ink.role == Role::Run && !name.empty()) {
            name = "run " + std::to_string(ink.index + 1);
        }
    };
    for (Panel& panel : document.data.panels) {
        for (Series& series : panel.series) {
            rename(series.ink, series.name);
        }
        for (Rule& rule : panel.rules) {
            rename(rule.ink, rule.label);
        }
    }
    if (document.data.table) {
        Table& table = *document.data.table;
        for (std::size_t c = table.columns.size(); c-- > 0;) {
            if (table.columns[c].name == kIdentityColumn) {
                const auto at = static_cast<std::ptrdiff_t>(c);
                table.columns.erase(table.columns.begin() + at);
                for (auto& row : table.rows) {
                    row.erase(row.begin() + at);
                }
            }
        }
    }
    return document;
}

}  // namespace pivot::figures
