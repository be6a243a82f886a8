// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/bench_text.h"

#include "app/cli/formatted.h"

#include <nlohmann/json.hpp>
#include <set>
#include <utility>

namespace pivot::cli {

namespace {

double gmacsOf(const LayerTime& layer, const ModelMacs& macs) {
    switch (layer.piece) {
        case LayerPiece::Embed:
            return macs.embed;
        case LayerPiece::Attention:
            return macs.block.attention();
        case LayerPiece::Mlp:
            return macs.block.mlp;
        case LayerPiece::Head:
            break;
    }
    return macs.head;
}

std::string layersText(const BenchRow& row) {
    std::string text = "\nlayers, " + row.device + " " + std::string(toString(row.precision)) + ", batch " +
                       std::to_string(row.result.batch) + ", skip " + row.result.skip.toString() + ":\n" +
                       formatted("  %-20s %10s %10s %10s\n", "", "ms/image", "GMACs", "GOP/s");
    for (const LayerTime& layer : row.result.layers) {
        const double gmacs = gmacsOf(layer, row.macs);
        text += formatted("  %-20s %10.4f %10.4f %10.1f\n", layerName(layer.piece, layer.block).c_str(),
                          layer.ms, gmacs, layer.ms > 0 ? 2e3 * gmacs / layer.ms : 0.0);
    }
    return text;
}

}  // namespace

nlohmann::json benchJson(const BenchRow& row) {
    const BenchResult& r = row.result;
    nlohmann::json json{
        {"device", row.device},
        {"precision", toString(row.precision)},
        {"numerics", r.numerics},
        {"threads", r.threads},
        {"batch", r.batch},
        {"skip", r.skip.toString()},
        {"warmup", {{"batches", r.warmup}, {"mean_ms", r.warmupMs}}},
        {"batches", r.batches},
        {"throughput_img_s", r.throughputImgS},
        {"mean_ms", r.meanMs},
        {"batch_ms", {{"p50", r.batchMs.p50}, {"p95", r.batchMs.p95}, {"p99", r.batchMs.p99}}},
        {"gmacs", row.gmacs()},
        {"gop_s", row.gopS()},
        {"limit_gop_s", nullptr},
        {"limit_shapes", nullptr},
        {"share_of_limit", nullptr}};
    if (r.limit) {
        json["limit_gop_s"] = r.limit->gopS;
        json["limit_shapes"] = r.limit->shapes;
        json["share_of_limit"] = *row.shareOfLimit();
    }
    if (!r.layers.empty()) {
        json["layers"] = nlohmann::json::array();
        for (const LayerTime& layer : r.layers) {
            json["layers"].push_back({{"name", layerName(layer.piece, layer.block)},
                                      {"ms", layer.ms},
                                      {"gmacs", gmacsOf(layer, row.macs)}});
        }
    }
    return json;
}

std::string benchText(const std::vector<BenchRow>& rows) {
    std::string text =
        formatted("%-14s %-5s %5s  %-24s %10s %9s %9s %9s %8s %8s %6s\n", "device", "", "batch", "skip",
                  "img/s", "p50 ms", "p95 ms", "p99 ms", "GMACs", "GOP/s", "limit");
    std::set<std::string> shapes, notes;
    for (const BenchRow& row : rows) {
        const BenchResult& r = row.result;
        const auto share = row.shareOfLimit();
        text +=
            formatted("%-14s %-5s %5d  %-24s %10.1f %9.3f %9.3f %9.3f %8.3f %8.1f %6s\n", row.device.c_str(),
                      std::string(toString(row.precision)).c_str(), r.batch, r.skip.toString().c_str(),
                      r.throughputImgS, r.batchMs.p50, r.batchMs.p95, r.batchMs.p99, row.gmacs(), row.gopS(),
                      share ? formatted("%.0f %%", 100.0 * *share).c_str() : "-");
        if (std::string note = fallbackNote(row.precision, r.numerics); !note.empty()) {
            notes.insert(std::move(note));
        }
        if (r.limit) {
            shapes.insert(formatted("%.0f GOP/s: ", r.limit->gopS) + r.limit->shapes);
        }
    }
    if (!rows.empty()) {
        text += formatted(
            "%d batches of warm-up are not counted (mean %.3f ms in the first row); pixels are random\n",
            rows.front().result.warmup, rows.front().result.warmupMs);
    }
    for (const std::string& note : notes) {
        text += note + "\n";
    }
    for (const std::string& shape : shapes) {
        text += "limit " + shape + "\n";
    }
    for (const BenchRow& row : rows) {
        if (!row.result.layers.empty()) {
            text += layersText(row);
        }
    }
    return text;
}

}  // namespace pivot::cli
