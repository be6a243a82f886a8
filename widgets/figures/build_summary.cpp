// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/build_parts.h"

#include <optional>

namespace pivot::figures {
namespace {

Cell cellOf(const std::optional<double>& value, double scale = 1.0) {
    return value ? Cell(*value * scale) : Cell();
}

}  // namespace

Result<FigureData> buildSummary(std::span<const Source> sources) {
    Table table;
    table.columns = {{kIdentityColumn, "Experiment"},
                     {"model", "Model"},
                     {"dataset", "Data"},
                     {"device", "Device"},
                     {"precision", "Precision"},
                     {"skips", "Skipped attention"},
                     {"images", "Images", 0},
                     {"accuracy_percent", "Accuracy (%)", 2},
                     {"low_share_percent", "Ended early (%)", 1},
                     {"delay_ms", "Delay (ms)"},
                     {"energy_mj", "Energy (mJ)"},
                     {"edp_gain", "EDP gain (×)", 2}};
    for (const Source& source : sources) {
        const RunReport& r = source.report;
        std::string skips;
        for (const EffortReport& effort : r.efforts) {
            skips += (skips.empty() ? "" : " | ") + effort.skip.toString();
        }
        const std::string name = nameOf(r);
        table.rows.push_back({r.experimentId.substr(0, 8), name.substr(0, name.rfind(" on ")),
                              source.dataset.empty() ? Cell() : Cell(source.dataset), r.device,
                              computedPrecision(r.precision, r.numerics), skips,
                              static_cast<double>(r.images), cellOf(r.accuracy, 100),
                              Cell(100 * r.efforts.front().share), r.delayMs, cellOf(r.energyJ, 1000),
                              cellOf(r.edpReduction)});
    }
    FigureData data;
    data.title = "Summary of the experiments";
    data.table = std::move(table);
    return data;
}

}  // namespace pivot::figures
