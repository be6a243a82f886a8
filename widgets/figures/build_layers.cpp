// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/build_parts.h"

#include <algorithm>

namespace pivot::figures {
namespace {

constexpr double kGroup = 0.8;  // of the room of a block: what its bars fill

int depthOf(std::span<const NamedLayers> runs) {
    int depth = 0;
    for (const NamedLayers& run : runs) {
        for (const LayerSpend& layer : run.layers) {
            depth = std::max(depth, layer.block + 1);
        }
    }
    return depth;
}

double mostMs(std::span<const NamedLayers> runs) {
    double most = 0;
    for (const NamedLayers& run : runs) {
        for (const LayerSpend& layer : run.layers) {
            most = std::max(most, layer.ms.value_or(0.0));
        }
    }
    return most;
}

/// The bars of one experiment in one of the two panels, beside those of the others.
Series barsOf(const NamedLayers& run, std::size_t index, std::size_t count, bool attention, int depth) {
    Series bars;
    bars.name = count > 1 ? run.name : "";
    bars.ink = runInk(index, count, Role::Accuracy);
    bars.mark = Mark::Bars;
    bars.width = kGroup / static_cast<double>(count);
    bars.hatched = index % 2 == 1;  // so that neighbours differ without colour
    const double beside = bars.width * (static_cast<double>(index) - static_cast<double>(count - 1) / 2);
    for (const LayerSpend& layer : run.layers) {
        if (layer.ms && (layer.piece == LayerPiece::Attention) == attention) {
            const int place = layer.piece == LayerPiece::Embed  ? 0
                              : layer.piece == LayerPiece::Head ? depth + 1
                                                                : layer.block + 1;
            bars.x.push_back(rounded(place + beside, 6));
            bars.y.push_back(rounded(*layer.ms, 6));
        }
    }
    return bars;
}

}  // namespace

FigureData buildLayerBars(std::span<const NamedLayers> runs) {
    const int depth = depthOf(runs);
    FigureData data;
    data.title = "What an image spends in each layer";
    data.aspect = 0.34;
    for (const bool attention : {true, false}) {
        Panel panel;
        panel.title = attention ? "attention" : "MLP, embedding (E) and head (H)";
        panel.x.label = "block";
        panel.x.categories.emplace_back("E");  // short, so that every block has its number
        for (int block = 0; block < depth; ++block) {
            panel.x.categories.push_back(std::to_string(block));
        }
        panel.x.categories.emplace_back("H");
        panel.y = {"mean time (ms)", 0.0, 1.1 * mostMs(runs), {}, false};  // one scale: the two are compared
        for (std::size_t i = 0; i < runs.size(); ++i) {
            panel.series.push_back(barsOf(runs[i], i, runs.size(), attention, depth));
        }
        data.panels.push_back(std::move(panel));
    }
    return data;
}

Result<FigureData> buildLayers(std::span<const Source> sources) {
    const std::vector<std::string> names = namesOf(sources);
    std::vector<NamedLayers> runs;
    for (std::size_t s = 0; s < sources.size(); ++s) {
        const RunReport& report = sources[s].report;
        runs.push_back({names[s], layerSpends(report)});
        if (!spentMs(runs.back().layers)) {
            return fail(ErrorCode::Usage, "experiment " + report.experimentId +
                                              " has no times of its layers: run it again with --layers");
        }
    }
    FigureData data = buildLayerBars(runs);
    data.title +=
        ", " + (sources.size() == 1 ? nameOf(sources.front().report) : names.front() + " and others");
    return data;
}

}  // namespace pivot::figures
