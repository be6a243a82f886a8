// SPDX-License-Identifier: GPL-3.0-or-later
// Maps, pictures and tables of a figure as JSON.
#include "widgets/figures/figure_json_parts.h"

#include <QByteArray>

namespace pivot::figures {

nlohmann::json toJson(const HeatMap& m) {
    return {{"row_label", m.rowLabel},
            {"column_label", m.columnLabel},
            {"value_label", m.valueLabel},
            {"rows", m.rows},
            {"columns", m.columns},
            {"values", m.values},
            {"counts", m.counts},
            {"low", m.low},
            {"high", m.high}};
}

HeatMap heatMapOf(const nlohmann::json& json) {
    const Fields fields(json, "the map of the figure");
    HeatMap m;
    fields.text("row_label", m.rowLabel);
    fields.text("column_label", m.columnLabel);
    fields.text("value_label", m.valueLabel);
    fields.names("rows", m.rows);
    fields.names("columns", m.columns);
    fields.numbers("values", m.values);
    fields.numbers("counts", m.counts);
    fields.number("low", m.low);
    fields.number("high", m.high);
    const std::size_t cells = m.rows.size() * m.columns.size();
    if (cells == 0 || m.values.size() != cells || (!m.counts.empty() && m.counts.size() != cells)) {
        json::refuse("the map of the figure has not one value a cell.");
    }
    return m;
}

static nlohmann::json toJson(const RasterPlace& p) {
    nlohmann::json json{{"width", p.width},  {"height", p.height}, {"cell", p.cell},
                        {"step_x", p.stepX}, {"step_y", p.stepY},  {"sha256", p.sha256}};
    if (p.paper) {
        json["paper"] = *p.paper;
        json["moved"] = p.moved;
    }
    return json;
}

static RasterPlace placeOf(const nlohmann::json& json) {
    const Fields fields(json, "the raster of the figure");
    RasterPlace p;
    fields.read("width", p.width);
    fields.read("height", p.height);
    fields.read("cell", p.cell);
    fields.read("step_x", p.stepX);
    fields.read("step_y", p.stepY);
    fields.text("sha256", p.sha256);
    fields.numbers("moved", p.moved);
    if (fields.find("paper")) {
        fields.read("paper", p.paper.emplace());
    }
    if (p.width < 1 || p.height < 1 || std::int64_t{p.width} * p.height > kMostRaster ||
        (p.paper && (*p.paper < 0 || *p.paper > 255))) {
        json::refuse("the raster of the figure has no size that can be drawn.");
    }
    return p;
}

nlohmann::json toJson(const ImageGrid& g, const RasterPlace* place) {
    nlohmann::json tiles = nlohmann::json::array();
    for (const ImageGrid::Tile& t : g.tiles) {
        nlohmann::json one{{"caption", t.caption}, {"wrong", t.wrong}, {"empty", t.empty}};
        if (t.badge) {
            one["badge"] = toJson(*t.badge);
        }
        tiles.push_back(std::move(one));
    }
    nlohmann::json keys = nlohmann::json::array();
    for (const ImageGrid::Key& key : g.keys) {
        keys.push_back({{"badge", toJson(key.badge)}, {"name", key.name}});
    }
    nlohmann::json json{{"columns", g.columns},          {"width", g.width},       {"height", g.height},
                        {"channels", g.channels},        {"tiles", tiles},         {"keys", keys},
                        {"column_heads", g.columnHeads}, {"row_heads", g.rowHeads}};
    if (place) {
        json["raster"] = toJson(*place);
    } else {
        const auto* bytes = reinterpret_cast<const char*>(g.pixels.data());
        json["pixels_base64"] =
            QByteArray::fromRawData(bytes, static_cast<qsizetype>(g.pixels.size())).toBase64().toStdString();
    }
    if (g.scale) {
        json["scale"] = {{"low", g.scale->low},
                         {"high", g.scale->high},
                         {"label", g.scale->label},
                         {"difference", g.scale->difference}};
    }
    return json;
}

ImageGrid gridOf(const nlohmann::json& json, std::optional<RasterPlace>& place) {
    const Fields fields(json, "the pictures of the figure");
    ImageGrid g;
    fields.read("columns", g.columns);
    fields.read("width", g.width);
    fields.read("height", g.height);
    fields.read("channels", g.channels);
    for (const nlohmann::json& one : fields.list("tiles", kMostTiles)) {
        const Fields tile(one, "a picture of the figure");
        ImageGrid::Tile t;
        tile.text("caption", t.caption);
        tile.read("wrong", t.wrong);
        tile.read("empty", t.empty);
        if (const nlohmann::json* badge = tile.find("badge")) {
            t.badge = inkOf(badge);
        }
        g.tiles.push_back(std::move(t));
    }
    for (const nlohmann::json& one : fields.list("keys", 1000)) {
        const Fields key(one, "a key of the pictures");
        ImageGrid::Key k;
        k.badge = inkOf(key.find("badge"));
        key.text("name", k.name);
        g.keys.push_back(std::move(k));
    }
    fields.names("column_heads", g.columnHeads);
    fields.names("row_heads", g.rowHeads);
    if (const nlohmann::json* scale = fields.find("scale")) {
        const Fields s(*scale, "the scale of the figure");
        g.scale = ImageGrid::Scale{};
        s.number("low", g.scale->low);
        s.number("high", g.scale->high);
        s.text("label", g.scale->label);
        s.read("difference", g.scale->difference);
    }
    const bool sizes = g.columns >= 1 && g.columns <= 200 && g.width >= 1 && g.width <= 4096 &&
                       g.height >= 1 && g.height <= 4096 && (g.channels == 1 || g.channels == 3) &&
                       (!g.scale || g.channels == 1) && !g.tiles.empty();
    if (!sizes) {
        json::refuse("the pictures of the figure have no size that can be drawn.");
    }
    const std::size_t wanted = g.tiles.size() * static_cast<std::size_t>(g.width) *
                               static_cast<std::size_t>(g.height) * static_cast<std::size_t>(g.channels);
    if (wanted > kMostPixels) {
        json::refuse("the pictures of the figure are larger than any that can be drawn.");
    }
    if (const nlohmann::json* raster = fields.find("raster")) {
        place = placeOf(*raster);
        return g;
    }
    std::string text;
    fields.read("pixels_base64", text);
    const QByteArray bytes = QByteArray::fromBase64(QByteArray::fromStdString(text));
    if (static_cast<std::size_t>(bytes.size()) != wanted) {
        json::refuse("the pictures of the figure are not as large as they say.");
    }
    g.pixels.assign(bytes.begin(), bytes.end());
    return g;
}

nlohmann::json toJson(const Table& t) {
    nlohmann::json columns = nlohmann::json::array(), rows = nlohmann::json::array();
    for (const Table::Column& c : t.columns) {
        columns.push_back({{"name", c.name}, {"heading", c.heading}, {"decimals", c.decimals}});
    }
    for (const auto& row : t.rows) {
        nlohmann::json cells = nlohmann::json::array();
        for (const Cell& cell : row) {
            if (const auto* number = std::get_if<double>(&cell)) {
                cells.push_back(*number);
            } else if (const auto* text = std::get_if<std::string>(&cell)) {
                cells.push_back(*text);
            } else {
                cells.push_back(nullptr);
            }
        }
        rows.push_back(std::move(cells));
    }
    return {{"columns", columns}, {"rows", rows}};
}

Table tableOfJson(const nlohmann::json& json) {
    const Fields fields(json, "the table of the figure");
    Table t;
    for (const nlohmann::json& one : fields.list("columns", 200)) {
        const Fields column(one, "a column of the table");
        Table::Column c;
        column.text("name", c.name);
        column.text("heading", c.heading);
        column.read("decimals", c.decimals);
        if (c.decimals < -1 || c.decimals > 17) {
            json::refuse("a column of the table has no number of decimals that can be written.");
        }
        t.columns.push_back(std::move(c));
    }
    for (const nlohmann::json& one : fields.list("rows", kMostNames)) {
        if (!one.is_array() || one.size() != t.columns.size()) {
            json::refuse("a row of the table is not as long as its head.");
        }
        std::vector<Cell>& row = t.rows.emplace_back();
        for (const nlohmann::json& cell : one) {
            if (cell.is_number()) {
                row.emplace_back(cell.get<double>());
            } else if (cell.is_string() && cell.get_ref<const std::string&>().size() <= kMostName) {
                row.emplace_back(cell.get<std::string>());
            } else if (cell.is_null()) {
                row.emplace_back();
            } else {
                json::refuse("the table of the figure holds something that is no number and no text.");
            }
        }
    }
    return t;
}

}  // namespace pivot::figures
