// SPDX-License-Identifier: GPL-3.0-or-later
#include "pivot/layer_spends.h"

#include <algorithm>
#include <limits>
#include <map>

namespace pivot {

namespace {

using Place = std::pair<int, LayerPiece>;

const LayerTable* tableOf(std::span<const LayerTable> tables, std::size_t effort) {
    const auto found = std::ranges::find_if(tables, [effort](const LayerTable& table) {
        return std::ranges::find(table.efforts, static_cast<int>(effort)) != table.efforts.end();
    });
    return found == tables.end() ? nullptr : &*found;
}

/// Counts what images run and sums up what it takes.
class Ledger {
public:
    /// `times`: null where nothing was timed. `runs` may be 0: the piece is there all the same.
    void add(LayerPiece piece, int block, double runs, const LayerTable* times) {
        auto [at, isNew] = m_spends.try_emplace(layerPlace(piece, block));
        LayerSpend& spend = at->second;
        if (isNew) {
            spend = {piece, block, 0.0, 0.0};
        }
        *spend.runs += runs;
        const std::optional<double> ms = msOf(piece, block, times);
        spend.ms = spend.ms && ms ? std::optional(*spend.ms + runs * *ms) : std::nullopt;
    }
    [[nodiscard]] std::vector<LayerSpend> take() {
        std::vector<LayerSpend> layers;
        for (auto& [place, spend] : m_spends) {
            layers.push_back(spend);
        }
        return layers;
    }

private:
    [[nodiscard]] std::optional<double> msOf(LayerPiece piece, int block, const LayerTable* times) {
        if (times == nullptr) {
            return std::nullopt;
        }
        auto [known, isNew] = m_times.try_emplace(times);
        for (const LayerTime& layer : times->layers) {
            if (!isNew) {
                break;
            }
            known->second.emplace(layerPlace(layer.piece, layer.block), layer.ms);
        }
        const auto found = known->second.find(layerPlace(piece, block));
        return found == known->second.end() ? std::nullopt : std::optional(found->second);
    }

    std::map<Place, LayerSpend> m_spends;
    std::map<const LayerTable*, std::map<Place, double>> m_times;
};

}  // namespace

std::pair<int, LayerPiece> layerPlace(LayerPiece piece, int block) {
    return {piece == LayerPiece::Embed  ? -1
            : piece == LayerPiece::Head ? std::numeric_limits<int>::max()
                                        : block,
            piece};
}

int depthOf(const LayerTable& table) {
    int depth = 0;
    for (const LayerTime& layer : table.layers) {
        depth = std::max(depth, layer.block + 1);
    }
    return depth;
}

namespace {

/// `only`: where it is given, the one network whose pieces count.
std::vector<LayerSpend> spendsOf(std::span<const LayerEffort> efforts, RerunMode rerun,
                                 std::span<const LayerTable> tables, int blocks,
                                 const LayerTable* only = nullptr) {
    Ledger ledger;
    double reaching = 1.0;  // of the images
    for (std::size_t k = 0; k < efforts.size(); ++k) {
        const double here = reaching;
        reaching = std::max(0.0, reaching - efforts[k].share);
        const LayerTable* table = tableOf(tables, k);
        if (only != nullptr && table != only) {
            continue;
        }
        const int depth = table != nullptr ? depthOf(*table) : blocks;
        const bool oneNetwork = k > 0 && (table != nullptr ? table == tableOf(tables, k - 1)
                                                           : efforts[k].weights == efforts[k - 1].weights);
        const bool keepsPrefix = oneNetwork && rerun == RerunMode::Prefix;
        const int start =
            keepsPrefix ? SkipConfig::firstDifference(efforts[k - 1].skip, efforts[k].skip, depth) : 0;
        ledger.add(LayerPiece::Embed, -1, keepsPrefix ? 0.0 : here, table);
        for (int block = 0; block < depth; ++block) {
            const double runs = block >= start ? here : 0.0;
            ledger.add(LayerPiece::Attention, block, efforts[k].skip.isSkipped(block) ? 0.0 : runs, table);
            ledger.add(LayerPiece::Mlp, block, runs, table);
        }
        ledger.add(LayerPiece::Head, -1, here, table);
    }
    return ledger.take();
}

std::vector<LayerEffort> effortsOf(const RunReport& report) {
    std::vector<LayerEffort> efforts;
    for (const EffortReport& effort : report.efforts) {
        efforts.push_back({effort.skip, effort.model, effort.share});
    }
    return efforts;
}

}  // namespace

std::vector<LayerSpend> layerSpends(std::span<const LayerEffort> efforts, RerunMode rerun,
                                    std::span<const LayerTable> tables, int blocks) {
    return spendsOf(efforts, rerun, tables, blocks);
}

std::vector<LayerSpend> layerSpends(const RunReport& report) {
    return report.layers.empty() ? std::vector<LayerSpend>()
                                 : spendsOf(effortsOf(report), report.rerun, report.layers, 0);
}

std::vector<LayerSpend> layerSpendsIn(const LayerTable& network, const RunReport& report) {
    return spendsOf(effortsOf(report), report.rerun, report.layers, 0, &network);
}

std::optional<double> spentMs(std::span<const LayerSpend> layers) {
    double sum = 0;
    for (const LayerSpend& layer : layers) {
        if (!layer.ms) {
            return std::nullopt;
        }
        sum += *layer.ms;
    }
    return layers.empty() ? std::nullopt : std::optional(sum);
}

bool exceedsDelay(double spentMs, double delayMs) {
    constexpr double kTolerance = 1.25;
    return spentMs > kTolerance * delayMs;
}

}  // namespace pivot
