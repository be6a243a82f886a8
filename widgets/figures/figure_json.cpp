// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/json_fields.h"
#include "widgets/figures/figure_data.h"

#include <QByteArray>
#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

namespace pivot::figures {
namespace {

// What a file may hold at most: far above any figure that can be read, far below what a machine lacks.
constexpr std::size_t kMostText = 64U << 20U, kMostPoints = 2'000'000, kMostPixels = 64U << 20U,
                      kMostName = 400;
constexpr std::size_t kMostPanels = 16, kMostSeries = 256, kMostNames = 10'000, kMostTiles = 10'000;
constexpr int kMostDepth = 16, kSchemaVersion = 1;

using RoleName = std::pair<Role, std::string_view>;
constexpr std::array kRoles{RoleName{Role::Neutral, "neutral"},
                            RoleName{Role::Effort, "effort"},
                            RoleName{Role::Baseline, "baseline"},
                            RoleName{Role::Chosen, "chosen"},
                            RoleName{Role::Run, "run"},
                            RoleName{Role::Accuracy, "accuracy"},
                            RoleName{Role::Edp, "edp"}};
using MarkName = std::pair<Mark, std::string_view>;
constexpr std::array kMarks{MarkName{Mark::Line, "line"},     MarkName{Mark::LinePoints, "line-points"},
                            MarkName{Mark::Points, "points"}, MarkName{Mark::Dots, "dots"},
                            MarkName{Mark::Bars, "bars"},     MarkName{Mark::Band, "band"}};

template <class Pairs, class Value>
std::string nameIn(const Pairs& pairs, Value value) {
    for (const auto& [one, name] : pairs) {
        if (one == value) {
            return std::string(name);
        }
    }
    return {};
}

/// One object of the file, with the bounds that hold for all of them.
class Fields : public json::Reader {
public:
    Fields(const nlohmann::json& object, const char* what) : Reader(object, what) {}

    void text(const char* key, std::string& target) const {
        read(key, target);
        if (target.size() > kMostName) {
            json::refuse(std::string("\"") + key + "\" is longer than any label.");
        }
    }
    template <class Pairs, class Value>
    void name(const char* key, const Pairs& pairs, Value& target) const {
        std::string given = nameIn(pairs, target);
        read(key, given);
        for (const auto& [value, known] : pairs) {
            if (known == given) {
                target = value;
                return;
            }
        }
        json::refuse(std::string("\"") + key + "\" is nothing that is known here.");
    }
    template <class Number>
    void numbers(const char* key, std::vector<Number>& target, std::size_t most = kMostPoints) const {
        for (const nlohmann::json& value : list(key, most)) {
            if (!(std::is_integral_v<Number> ? value.is_number_integer() : value.is_number())) {
                json::refuse(std::string("\"") + key + "\" holds something that is no number.");
            }
            target.push_back(value.get<Number>());
        }
    }
    void names(const char* key, std::vector<std::string>& target) const {
        for (const nlohmann::json& value : list(key, kMostNames)) {
            if (!value.is_string() || value.get_ref<const std::string&>().size() > kMostName) {
                json::refuse(std::string("\"") + key + "\" holds something that is no name.");
            }
            target.push_back(value.get<std::string>());
        }
    }
    [[nodiscard]] const nlohmann::json& list(const char* key, std::size_t most) const {
        static const nlohmann::json none = nlohmann::json::array();
        const nlohmann::json* member = find(key);
        if (member && (!member->is_array() || member->size() > most)) {
            json::refuse(std::string("\"") + key + "\" is no list, or one that is too long.");
        }
        return member ? *member : none;
    }
};

}  // namespace

static nlohmann::json toJson(const Ink& ink) {
    return {{"role", nameIn(kRoles, ink.role)}, {"index", ink.index}, {"count", ink.count}};
}
static Ink inkOf(const nlohmann::json* json, Ink ink = {}) {
    if (json) {
        const Fields fields(*json, "an ink");
        fields.name("role", kRoles, ink.role);
        fields.read("index", ink.index);
        fields.read("count", ink.count);
        if (ink.index < 0 || ink.count < 1 || ink.index >= ink.count || ink.count > 1000) {
            json::refuse("an ink has an index that its count does not hold.");
        }
    }
    return ink;
}

static nlohmann::json toJson(const Series& s) {
    return {{"name", s.name},
            {"ink", toJson(s.ink)},
            {"mark", nameIn(kMarks, s.mark)},
            {"x", s.x},
            {"y", s.y},
            {"low", s.low},
            {"high", s.high},
            {"width", s.width},
            {"hatched", s.hatched},
            {"hollow", s.hollow},
            {"along_x", s.alongX}};
}
static Series seriesOf(const nlohmann::json& json) {
    const Fields fields(json, "a series of the figure");
    Series s;
    fields.text("name", s.name);
    s.ink = inkOf(fields.find("ink"));
    fields.name("mark", kMarks, s.mark);
    fields.numbers("x", s.x);
    fields.numbers("y", s.y);
    fields.numbers("low", s.low);
    fields.numbers("high", s.high);
    fields.read("width", s.width);
    fields.read("hatched", s.hatched);
    fields.read("hollow", s.hollow);
    fields.read("along_x", s.alongX);
    const auto fits = [&s](const std::vector<double>& v) { return v.empty() || v.size() == s.x.size(); };
    const bool banded = s.mark != Mark::Band || (s.low.size() == s.x.size() && s.high.size() == s.x.size());
    if (s.x.size() != s.y.size() || !fits(s.low) || !fits(s.high) || !banded) {
        json::refuse("a series of the figure has columns of different lengths.");
    }
    return s;
}

static nlohmann::json toJson(const Axis& a) {
    return {{"label", a.label},
            {"low", json::orNull(a.low)},
            {"high", json::orNull(a.high)},
            {"categories", a.categories},
            {"logarithmic", a.logarithmic}};
}
static Axis axisOf(const nlohmann::json* json) {
    Axis a;
    if (json) {
        const Fields fields(*json, "an axis");
        fields.text("label", a.label);
        fields.read("low", a.low);
        fields.read("high", a.high);
        fields.names("categories", a.categories);
        fields.read("logarithmic", a.logarithmic);
    }
    return a;
}

static nlohmann::json toJson(const Panel& p) {
    nlohmann::json series = nlohmann::json::array(), rules = nlohmann::json::array();
    for (const Series& s : p.series) {
        series.push_back(toJson(s));
    }
    for (const Rule& r : p.rules) {
        rules.push_back({{"vertical", r.vertical}, {"at", r.at}, {"label", r.label}, {"ink", toJson(r.ink)}});
    }
    return {{"title", p.title}, {"x", toJson(p.x)}, {"y", toJson(p.y)},
            {"series", series}, {"rules", rules},   {"share", p.share}};
}
static Panel panelOf(const nlohmann::json& json) {
    const Fields fields(json, "a panel");
    Panel p;
    fields.text("title", p.title);
    p.x = axisOf(fields.find("x"));
    p.y = axisOf(fields.find("y"));
    for (const nlohmann::json& one : fields.list("series", kMostSeries)) {
        p.series.push_back(seriesOf(one));
    }
    for (const nlohmann::json& one : fields.list("rules", kMostSeries)) {
        const Fields rule(one, "a line of the figure");
        Rule r;
        rule.read("vertical", r.vertical);
        rule.read("at", r.at);
        rule.text("label", r.label);
        r.ink = inkOf(rule.find("ink"), r.ink);
        p.rules.push_back(std::move(r));
    }
    fields.read("share", p.share);
    if (!(p.share >= 0.05 && p.share <= 20)) {
        json::refuse("a panel has no share of the height that can be drawn.");
    }
    return p;
}

static nlohmann::json toJson(const HeatMap& m) {
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
static HeatMap heatMapOf(const nlohmann::json& json) {
    const Fields fields(json, "the map of the figure");
    HeatMap m;
    fields.text("row_label", m.rowLabel);
    fields.text("column_label", m.columnLabel);
    fields.text("value_label", m.valueLabel);
    fields.names("rows", m.rows);
    fields.names("columns", m.columns);
    fields.numbers("values", m.values);
    fields.numbers("counts", m.counts);
    fields.read("low", m.low);
    fields.read("high", m.high);
    const std::size_t cells = m.rows.size() * m.columns.size();
    if (cells == 0 || m.values.size() != cells || (!m.counts.empty() && m.counts.size() != cells)) {
        json::refuse("the map of the figure has not one value a cell.");
    }
    return m;
}

static nlohmann::json toJson(const ImageGrid& g) {
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
    const auto* bytes = reinterpret_cast<const char*>(g.pixels.data());
    nlohmann::json json{
        {"columns", g.columns},
        {"width", g.width},
        {"height", g.height},
        {"channels", g.channels},
        {"tiles", tiles},
        {"keys", keys},
        {"column_heads", g.columnHeads},
        {"row_heads", g.rowHeads},
        {"pixels_base64",
         QByteArray::fromRawData(bytes, static_cast<qsizetype>(g.pixels.size())).toBase64().toStdString()}};
    if (g.scale) {
        json["scale"] = {{"low", g.scale->low},
                         {"high", g.scale->high},
                         {"label", g.scale->label},
                         {"difference", g.scale->difference}};
    }
    return json;
}
static ImageGrid gridOf(const nlohmann::json& json) {
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
        g.scale.emplace();
        s.read("low", g.scale->low);
        s.read("high", g.scale->high);
        s.text("label", g.scale->label);
        s.read("difference", g.scale->difference);
    }
    const bool sizes = g.columns >= 1 && g.columns <= 200 && g.width >= 1 && g.width <= 4096 &&
                       g.height >= 1 && g.height <= 4096 && (g.channels == 1 || g.channels == 3) &&
                       (!g.scale || g.channels == 1) && !g.tiles.empty();
    if (!sizes) {
        json::refuse("the pictures of the figure have no size that can be drawn.");
    }
    std::string text;
    fields.read("pixels_base64", text);
    const QByteArray bytes = QByteArray::fromBase64(QByteArray::fromStdString(text));
    const std::size_t wanted = g.tiles.size() * static_cast<std::size_t>(g.width) *
                               static_cast<std::size_t>(g.height) * static_cast<std::size_t>(g.channels);
    if (wanted > kMostPixels || static_cast<std::size_t>(bytes.size()) != wanted) {
        json::refuse("the pictures of the figure are not as large as they say.");
    }
    g.pixels.assign(bytes.begin(), bytes.end());
    return g;
}

static nlohmann::json toJson(const Table& t) {
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
static Table tableOfJson(const nlohmann::json& json) {
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

static FigureData dataOf(const nlohmann::json& json) {
    const Fields fields(json, "the data of the figure");
    FigureData d;
    fields.text("title", d.title);
    fields.read("aspect", d.aspect);
    fields.read("square", d.square);
    for (const nlohmann::json& one : fields.list("panels", kMostPanels)) {
        d.panels.push_back(panelOf(one));
    }
    if (const nlohmann::json* map = fields.find("heat_map")) {
        d.heatMap = heatMapOf(*map);
    }
    if (const nlohmann::json* grid = fields.find("grid")) {
        d.grid = gridOf(*grid);
    }
    if (const nlohmann::json* table = fields.find("table")) {
        d.table = tableOfJson(*table);
    }
    if (!(d.aspect >= 0.05 && d.aspect <= 5)) {
        json::refuse("the figure has no shape that can be drawn.");
    }
    if (d.panels.empty() && !d.heatMap && !d.grid && !d.table) {
        json::refuse("the figure holds nothing to draw.");
    }
    return d;
}

std::string documentText(const FigureDocument& document) {
    const FigureData& d = document.data;
    nlohmann::json data{{"title", d.title}, {"aspect", d.aspect}, {"square", d.square}};
    for (const Panel& panel : d.panels) {
        data["panels"].push_back(toJson(panel));
    }
    if (d.heatMap) {
        data["heat_map"] = toJson(*d.heatMap);
    }
    if (d.grid) {
        data["grid"] = toJson(*d.grid);
    }
    if (d.table) {
        data["table"] = toJson(*d.table);
    }
    return nlohmann::json{{"schema_version", kSchemaVersion}, {"spec", document.spec}, {"data", data}}.dump(
        -1, ' ', false, nlohmann::json::error_handler_t::replace);
}

Result<FigureDocument> readDocument(std::string_view text) {
    if (text.size() > kMostText) {
        return fail(ErrorCode::BadFile, "the figure's description is larger than 64 MiB; it is none of ours");
    }
    try {
        const auto bounded = [](int depth, nlohmann::json::parse_event_t, const nlohmann::json&) {
            if (depth > kMostDepth) {
                json::refuse("it is nested deeper than any figure.");
            }
            return true;
        };
        const nlohmann::json json = nlohmann::json::parse(text, bounded);
        const Fields fields(json, "the figure's description");
        int version = 0;
        fields.read("schema_version", version);
        if (version != kSchemaVersion) {
            return fail(ErrorCode::Unsupported, "the figure was written in version " +
                                                    std::to_string(version) +
                                                    " of its description, this program reads version 1");
        }
        FigureDocument document;
        if (const nlohmann::json* spec = fields.find("spec")) {
            document.spec = spec->get<FigureSpec>();
        }
        const nlohmann::json* data = fields.find("data");
        if (!data) {
            return fail(ErrorCode::BadFile, "the figure's description has no data to draw");
        }
        document.data = dataOf(*data);
        return document;
    } catch (const nlohmann::json::parse_error&) {
        return fail(ErrorCode::BadFile, "the figure's description is damaged: it is no JSON");
    } catch (const nlohmann::json::exception& e) {
        const std::string what = e.what();  // `[json.exception....] sentence`
        const auto end = what.find("] ");
        return fail(ErrorCode::BadFile, "the figure's description cannot be read: " +
                                            (end == std::string::npos ? what : what.substr(end + 2)));
    }
}

}  // namespace pivot::figures
