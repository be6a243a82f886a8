// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/layers_text.h"

#include "app/cli/formatted.h"
#include "pivot/layer_spends.h"

#include <algorithm>
#include <optional>

namespace pivot::cli {

namespace {

/// `efforts 1 and 2`: who runs the network, where a report has several.
std::string effortsText(const LayerTable& table) {
    std::string text = table.efforts.size() == 1 ? "effort " : "efforts ";
    for (std::size_t i = 0; i < table.efforts.size(); ++i) {
        text += (i == 0                          ? ""
                 : i + 1 == table.efforts.size() ? " and "
                                                 : ", ") +
                std::to_string(table.efforts[i] + 1);
    }
    return text;
}

std::string tableText(const LayerTable& table, const RunReport& report) {
    std::string text = "\n  layers, " + (report.layers.size() > 1 ? effortsText(table) + ", " : "") +
                       "batch " + std::to_string(table.batch) + " (" +
                       std::string(toString(table.provenance.kind)) + ": " + table.provenance.detail +
                       "):\n" + formatted("  %-20s %10s %10s %14s\n", "", "ms alone", "runs", "ms an image");
    for (const LayerSpend& spend : layerSpendsIn(table, report)) {
        const auto alone = std::ranges::find_if(table.layers, [&](const LayerTime& layer) {
            return layer.piece == spend.piece && layer.block == spend.block;
        });
        text += formatted("  %-20s ", layerName(spend.piece, spend.block).c_str()) +
                (alone != table.layers.end() ? formatted("%10.4f", alone->ms) : formatted("%10s", "-")) +
                formatted(" %10.3f ", spend.runs.value_or(0.0)) +
                (spend.ms ? formatted("%14.4f\n", *spend.ms) : formatted("%14s\n", "-"));
    }
    return text;
}

}  // namespace

std::string layersText(const RunReport& report) {
    std::string text;
    for (const LayerTable& table : report.layers) {
        text += tableText(table, report);
    }
    if (const std::optional<double> ms = spentMs(layerSpends(report)); ms && report.images > 0) {
        text += formatted("  %-42s %14.4f of a delay of %.4f ms\n", "all layers", *ms, report.delayMs);
        if (exceedsDelay(*ms, report.delayMs)) {
            text +=
                "  more than the delay: something else probably used the cores while the layers were timed; "
                "run "
                "it again on an idle machine\n";
        }
    }
    return text;
}

}  // namespace pivot::cli
