// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run_report.h"

#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace pivot {

/// What one layer is to an image, on average over the easy and the hard ones.
struct LayerSpend {
    LayerPiece piece = LayerPiece::Embed;
    int block = -1;              ///< of attention and MLP
    std::optional<double> runs;  ///< so often an image runs it, all efforts together; absent: not known
    std::optional<double> ms;    ///< spent in it: the piece's time x runs; absent where it was not timed
    bool operator==(const LayerSpend&) const = default;
};

/// Where a layer stands in the order in which a network runs; to sort by.
[[nodiscard]] std::pair<int, LayerPiece> layerPlace(LayerPiece piece, int block);

/// An effort as far as it decides what an image runs.
struct LayerEffort {
    SkipConfig skip;
    std::string weights;  ///< neighbours with the same are one network
    double share = 0;     ///< of the images, ended here
};

/// Every piece of the network in the order in which it runs. The first effort runs on every image, each later
/// one on those that the earlier ones did not keep; a re-run from a kept prefix begins at the first block
/// that differs and does without the embedding. Efforts that `tables` name have the depth of their table, and
/// share a prefix within it; without tables they have `blocks` blocks, and no times.
[[nodiscard]] std::vector<LayerSpend> layerSpends(std::span<const LayerEffort> efforts, RerunMode rerun,
                                                  std::span<const LayerTable> tables, int blocks);

/// The same of a report with times of layers; empty without.
[[nodiscard]] std::vector<LayerSpend> layerSpends(const RunReport& report);
/// Of that only what is run in one of the report's networks.
[[nodiscard]] std::vector<LayerSpend> layerSpendsIn(const LayerTable& network, const RunReport& report);

/// All layers together, ms an image; absent where one of them is.
[[nodiscard]] std::optional<double> spentMs(std::span<const LayerSpend> layers);

/// Whether layers sum up to so much more than their run's delay that another load probably held the cores
/// while they were timed, alone and after the run. On an idle machine the two are about the same.
[[nodiscard]] bool exceedsDelay(double spentMs, double delayMs);

/// The blocks of a table's network: one more than the last it names.
[[nodiscard]] int depthOf(const LayerTable& table);

}  // namespace pivot
