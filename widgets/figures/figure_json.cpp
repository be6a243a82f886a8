// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/figure_json_parts.h"

#include <algorithm>
#include <array>
#include <utility>

namespace pivot::figures {
namespace {

constexpr std::size_t kMostText = 64U << 20U, kMostPanels = 16, kMostSeries = 256;
constexpr std::size_t kMostValues = 8'000'000, kMostLists = 1'000'000;  // of a text: each costs memory
constexpr int kMostDepth = 16;
constexpr int kSchemaVersion = 1, kRasterVersion = 2;  // the second has pictures in the drawing's raster

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

}  // namespace

nlohmann::json toJson(const Ink& ink) {
    return {{"role", nameIn(kRoles, ink.role)}, {"index", ink.index}, {"count", ink.count}};
}

Ink inkOf(const nlohmann::json* json, Ink ink) {
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
    fields.number("width", s.width);
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
        fields.number("low", a.low);
        fields.number("high", a.high);
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
        rule.number("at", r.at);
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

static FigureData dataOf(const nlohmann::json& json, std::optional<RasterPlace>& place) {
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
        d.grid = gridOf(*grid, place);
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

std::string documentText(const FigureDocument& document, const RasterPlace* place) {
    const FigureData& d = document.data;
    nlohmann::json data{{"title", d.title}, {"aspect", d.aspect}, {"square", d.square}};
    for (const Panel& panel : d.panels) {
        data["panels"].push_back(toJson(panel));
    }
    if (d.heatMap) {
        data["heat_map"] = toJson(*d.heatMap);
    }
    if (d.grid) {
        data["grid"] = toJson(*d.grid, place);
    }
    if (d.table) {
        data["table"] = toJson(*d.table);
    }
    const int version = place ? kRasterVersion : kSchemaVersion;
    return nlohmann::json{{"schema_version", version}, {"spec", document.spec}, {"data", data}}.dump(
        -1, ' ', false, nlohmann::json::error_handler_t::replace);
}

static Result<void> fetchPictures(ImageGrid& grid, const RasterPlace& place, const RasterReader& samplesOf) {
    if (!samplesOf) {
        return fail(
            ErrorCode::BadFile,
            "the figure's pictures are in the PDF or SVG that this description was taken from: open that");
    }
    const Result<QByteArray> samples = samplesOf(place, grid.channels);
    if (!samples) {
        return tl::unexpected(samples.error());
    }
    auto pixels = picturesIn(*samples, place, grid);
    if (!pixels) {
        return tl::unexpected(pixels.error());
    }
    grid.pixels = std::move(*pixels);
    return {};
}

Result<FigureDocument> readDocument(std::string_view text, const RasterReader& samplesOf) {
    if (text.size() > kMostText) {
        return fail(ErrorCode::BadFile, "the figure's description is larger than 64 MiB; it is none of ours");
    }
    try {
        using Event = nlohmann::json::parse_event_t;
        std::size_t values = 0, lists = 0;
        const auto bounded = [&](int depth, Event event, const nlohmann::json&) {
            values += event == Event::value || event == Event::key ? 1 : 0;
            lists += event == Event::object_start || event == Event::array_start ? 1 : 0;
            if (depth > kMostDepth) {
                json::refuse("it is nested deeper than any figure.");
            }
            if (values > kMostValues || lists > kMostLists) {
                json::refuse("it holds more values than any figure.");
            }
            return true;
        };
        const nlohmann::json json = nlohmann::json::parse(text, bounded);
        const Fields fields(json, "the figure's description");
        int version = 0;
        fields.read("schema_version", version);
        if (version < kSchemaVersion || version > kRasterVersion) {
            return fail(ErrorCode::Unsupported,
                        "the figure was written in version " + std::to_string(version) +
                            " of its description, this program reads versions 1 and 2");
        }
        FigureDocument document;
        if (const nlohmann::json* spec = fields.find("spec")) {
            document.spec = spec->get<FigureSpec>();
        }
        const nlohmann::json* data = fields.find("data");
        if (!data) {
            return fail(ErrorCode::BadFile, "the figure's description has no data to draw");
        }
        std::optional<RasterPlace> place;
        document.data = dataOf(*data, place);
        if (place) {
            if (const auto fetched = fetchPictures(*document.data.grid, *place, samplesOf); !fetched) {
                return tl::unexpected(fetched.error());
            }
        }
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
