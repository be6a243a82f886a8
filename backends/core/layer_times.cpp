// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/layer_times.h"

#include "core/json_fields.h"

#include <array>
#include <set>
#include <utility>

namespace pivot {

namespace {

using Json = nlohmann::json;

// No network that can be loaded is deeper and no ladder longer: bounds on what a file may make us hold.
constexpr int kMostBlocks = 4096;
constexpr std::size_t kMostEfforts = 64;
constexpr double kMostMs = 1e9;
constexpr std::size_t kMostPieces = 2 * static_cast<std::size_t>(kMostBlocks) + 2;

constexpr std::array kPieces{LayerPiece::Embed, LayerPiece::Attention, LayerPiece::Mlp, LayerPiece::Head};

bool isOfBlock(LayerPiece piece) {
    return piece == LayerPiece::Attention || piece == LayerPiece::Mlp;
}

/// The list under `key`; refused where it is none, or longer than `most`.
const Json& listOf(const json::Reader& reader, const char* key, std::size_t most) {
    const Json* list = reader.find(key);
    if (list == nullptr || !list->is_array() || list->size() > most) {
        json::refuse(inQuotes(key) + " of the layers' times is not a list of at most " +
                     std::to_string(most) + ".");
    }
    return *list;
}

LayerTime readLayer(const Json& item) {
    const json::Reader reader(item, "a layer of the report");
    LayerTime layer;
    if (!reader.find("piece") || !reader.find("ms")) {
        json::refuse("A layer of the report lacks its \"piece\" or its \"ms\".");
    }
    reader.readText("piece", layer.piece, parseLayerPiece);
    reader.read("block", layer.block);
    reader.read("ms", layer.ms);
    const bool placed =
        isOfBlock(layer.piece) ? layer.block >= 0 && layer.block < kMostBlocks : layer.block == -1;
    if (!placed) {
        json::refuse("\"block\" of a layer of the report is " + std::to_string(layer.block) +
                     ", which does not go with " + inQuotes(toString(layer.piece)) + ".");
    }
    if (!(layer.ms >= 0 && layer.ms <= kMostMs)) {
        json::refuse("\"ms\" of " + layerName(layer.piece, layer.block) + " of the report is no time.");
    }
    return layer;
}

}  // namespace

std::string_view toString(LayerPiece piece) {
    switch (piece) {
        case LayerPiece::Embed:
            return "embed";
        case LayerPiece::Attention:
            return "attention";
        case LayerPiece::Mlp:
            return "mlp";
        case LayerPiece::Head:
            break;
    }
    return "head";
}

Result<LayerPiece> parseLayerPiece(std::string_view text) {
    for (const LayerPiece piece : kPieces) {
        if (text == toString(piece)) {
            return piece;
        }
    }
    return fail(ErrorCode::Usage,
                inQuotes(text) + " is no piece of a network: there are embed, attention, mlp and head.");
}

std::string layerName(LayerPiece piece, int block) {
    return isOfBlock(piece)
               ? "block " + std::to_string(block) + (piece == LayerPiece::Mlp ? " MLP" : " attention")
               : std::string(toString(piece));
}

void to_json(Json& out, const LayerTable& table) {
    Json layers = Json::array();
    for (const LayerTime& layer : table.layers) {
        layers.push_back({{"piece", toString(layer.piece)},
                          {"block", isOfBlock(layer.piece) ? Json(layer.block) : Json(nullptr)},
                          {"ms", layer.ms}});
    }
    out =
        Json{{"efforts", table.efforts},
             {"batch", table.batch},
             {"batches", table.batches},
             {"provenance", {{"kind", toString(table.provenance.kind)}, {"detail", table.provenance.detail}}},
             {"layers", std::move(layers)}};
}

void from_json(const Json& in, LayerTable& table) {
    const json::Reader reader(in, "the layers' times");
    LayerTable next;
    for (const Json& effort : listOf(reader, "efforts", kMostEfforts)) {
        const auto place = effort.is_number_integer() ? effort.get<std::int64_t>() : -1;
        if (place < 0 || place >= static_cast<std::int64_t>(kMostEfforts)) {
            json::refuse("\"efforts\" of the layers' times names one that no ladder has.");
        }
        next.efforts.push_back(static_cast<int>(place));
    }
    reader.read("batch", next.batch);
    reader.read("batches", next.batches);
    if (const Json* provenance = reader.find("provenance")) {
        const json::Reader fields(*provenance, "the provenance of the layers' times");
        fields.readText("kind", next.provenance.kind, parseProvenanceKind);
        fields.read("detail", next.provenance.detail);
    }
    std::set<std::pair<LayerPiece, int>> seen;
    for (const Json& item : listOf(reader, "layers", kMostPieces)) {
        next.layers.push_back(readLayer(item));
        const LayerTime& layer = next.layers.back();
        if (!seen.emplace(layer.piece, layer.block).second) {
            json::refuse("The layers' times have " + layerName(layer.piece, layer.block) + " twice.");
        }
    }
    table = std::move(next);
}

std::vector<LayerTable> layerTablesFrom(const Json& in) {
    if (!in.is_array() || in.size() > kMostEfforts) {
        json::refuse("\"layers\" of the report is not a list of at most " + std::to_string(kMostEfforts) +
                     " networks.");
    }
    return in.get<std::vector<LayerTable>>();
}

}  // namespace pivot
