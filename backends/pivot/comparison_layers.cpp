// SPDX-License-Identifier: GPL-3.0-or-later
// How often an image runs each layer of the compared experiments, and what it spends there.
#include "pivot/comparison_parts.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

namespace pivot::comparison {

namespace {

/// Of the ladder and where the images ended, whether or not there is a report.
std::vector<LayerEffort> effortsOf(const RunFigures& figures) {
    std::vector<LayerEffort> efforts;
    for (std::size_t k = 0; k < figures.ladder.size() && k < figures.shares.size(); ++k) {
        const Effort& effort = figures.ladder.efforts[k];
        efforts.push_back(
            {effort.skip, effort.modelPath.empty() ? figures.model : effort.modelPath, figures.shares[k]});
    }
    return efforts;
}

int blocksSkippedIn(const ComparedRun& run) {
    int blocks = 0;
    for (const Effort& effort : run.record.config.ladder.efforts) {
        blocks = std::max(blocks, effort.skip.lastSkipped() + 1);
    }
    return blocks;
}

bool hasTimes(const ComparedRun& run) {
    return run.report && !run.report->layers.empty();
}

/// Of the first effort: the record has those of every effort, joined by +.
std::string firstWeights(const ComparedRun& run) {
    return run.record.modelFingerprint.substr(0, run.record.modelFingerprint.find('+'));
}

/// As far as it is known without a model: of the same weights somewhere, or up to the last skipped block.
int blocksOf(const ComparedRun& run, std::span<const ComparedRun> runs) {
    int blocks = blocksSkippedIn(run);
    for (const ComparedRun& other : runs) {
        if (hasTimes(other) && firstWeights(other) == firstWeights(run)) {
            blocks = std::max(blocks, depthOf(other.report->layers.front()));
        }
    }
    return blocks;
}

std::string whyWithoutTimes(const ComparedRun& run) {
    if (!run.report) {
        return "it did not come to its end, and layers are timed after that";
    }
    return run.record.config.layers ? "its layers could not be timed, and its notes say why"
                                    : "it ran without --layers (in the window: Time layers, under More)";
}

/// The same rows in all of them, whichever of their networks is deeper.
void align(std::vector<RunFigures>& runs) {
    std::map<std::pair<int, LayerPiece>, LayerSpend> rows;
    for (const RunFigures& run : runs) {
        for (const LayerSpend& layer : run.layers) {
            rows[layerPlace(layer.piece, layer.block)] = {layer.piece, layer.block, {}, {}};
        }
    }
    for (RunFigures& run : runs) {
        auto own = rows;
        for (const LayerSpend& layer : run.layers) {
            own[layerPlace(layer.piece, layer.block)] = layer;
        }
        run.layers.clear();
        for (const auto& [place, layer] : own) {
            run.layers.push_back(layer);
        }
    }
}

}  // namespace

void addLayers(std::span<const ComparedRun> runs, std::vector<RunFigures>& figures) {
    int blocks = 0;
    for (const ComparedRun& run : runs) {
        blocks = std::max(blocks, blocksSkippedIn(run));
    }
    const bool anyTimes = std::any_of(runs.begin(), runs.end(), hasTimes);
    for (std::size_t i = 0; i < runs.size(); ++i) {
        const RerunMode rerun = runs[i].record.config.rerun;
        const std::vector<LayerEffort> efforts = effortsOf(figures[i]);
        for (const LayerSpend& layer : layerSpends(efforts, rerun, {}, blocks)) {
            if (layer.piece == LayerPiece::Attention) {
                figures[i].attentionRuns.push_back(layer.runs.value_or(0.0));
            }
        }
        if (hasTimes(runs[i])) {
            figures[i].layers = layerSpends(efforts, rerun, runs[i].report->layers, 0);
            figures[i].layersProvenance = runs[i].report->layers.front().provenance;
            continue;
        }
        figures[i].layersReason = whyWithoutTimes(runs[i]);
        if (anyTimes) {
            figures[i].layers = layerSpends(efforts, rerun, {}, blocksOf(runs[i], runs));
        }
    }
    align(figures);
}

}  // namespace pivot::comparison
