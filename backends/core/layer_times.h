// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/cost.h"

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace pivot {

/// What a network is made of, in the order in which it runs: the embedding, of every block its attention and
/// its MLP, the head.
enum class LayerPiece { Embed, Attention, Mlp, Head };
[[nodiscard]] std::string_view toString(LayerPiece piece);  ///< `embed`, `attention`, `mlp`, `head`
[[nodiscard]] Result<LayerPiece> parseLayerPiece(std::string_view text);
/// `embed`, `block 3 attention`, `block 3 MLP`, `head`.
[[nodiscard]] std::string layerName(LayerPiece piece, int block);

/// The time of one piece, alone.
struct LayerTime {
    LayerPiece piece = LayerPiece::Embed;
    int block = -1;  ///< of Attention and Mlp, from 0
    double ms = 0;   ///< an image; the median of several batches
    bool operator==(const LayerTime&) const = default;
};

/// The time of every piece of one network. It is the same for all efforts with these weights: a path leaves
/// attentions out, and makes none faster.
struct LayerTable {
    std::vector<int> efforts;  ///< of the ladder, from 0, that run this network
    int batch = 0;             ///< images of a call
    int batches = 0;           ///< each piece was timed so often
    Provenance provenance;
    std::vector<LayerTime> layers;  ///< all of them, in the order in which they run
    bool operator==(const LayerTable&) const = default;
};

void to_json(nlohmann::json& json, const LayerTable& table);
/// Throws nlohmann's exceptions: also where there are more pieces than a network has, one is there twice, or
/// a time is none.
void from_json(const nlohmann::json& json, LayerTable& table);
/// The tables of one report: at most one an effort. Throws as above.
[[nodiscard]] std::vector<LayerTable> layerTablesFrom(const nlohmann::json& json);

}  // namespace pivot
