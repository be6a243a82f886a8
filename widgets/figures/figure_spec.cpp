// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/figure_spec.h"

#include "core/json_fields.h"
#include "core/number_text.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <utility>

namespace pivot::figures {
namespace {

using KindName = std::pair<FigureKind, std::string_view>;
constexpr std::array kKinds{KindName{FigureKind::EntropyHistogram, "entropy-histogram"},
                            KindName{FigureKind::ThresholdSweep, "threshold-sweep"},
                            KindName{FigureKind::AccuracyEdp, "accuracy-edp"},
                            KindName{FigureKind::Delay, "delay"},
                            KindName{FigureKind::Layers, "layers"},
                            KindName{FigureKind::Reliability, "reliability"},
                            KindName{FigureKind::Confusion, "confusion"},
                            KindName{FigureKind::PerClass, "per-class"},
                            KindName{FigureKind::EntropyScatter, "entropy-scatter"},
                            KindName{FigureKind::Gallery, "gallery"},
                            KindName{FigureKind::Attention, "attention"},
                            KindName{FigureKind::SummaryTable, "summary-table"},
                            KindName{FigureKind::ComparisonTable, "comparison-table"},
                            KindName{FigureKind::Plot, "plot"}};

using FormatName = std::pair<FigureFormat, std::string_view>;
constexpr std::array kFormats{FormatName{FigureFormat::Pdf, "pdf"}, FormatName{FigureFormat::Svg, "svg"},
                              FormatName{FigureFormat::Png, "png"}, FormatName{FigureFormat::Pgf, "pgf"},
                              FormatName{FigureFormat::Csv, "csv"}, FormatName{FigureFormat::Json, "json"},
                              FormatName{FigureFormat::Tex, "tex"}, FormatName{FigureFormat::Markdown, "md"}};

constexpr std::size_t kMostExperiments = 1000;

template <class Pairs, class Value>
std::string_view nameIn(const Pairs& pairs, Value value) {
    for (const auto& [one, name] : pairs) {
        if (one == value) {
            return name;
        }
    }
    return {};
}

template <class Pairs>
auto valueIn(const Pairs& pairs, std::string_view text, const char* what)
    -> Result<std::remove_const_t<decltype(pairs[0].first)>> {
    std::string names;
    for (const auto& [value, name] : pairs) {
        if (name == text) {
            return value;
        }
        names += (names.empty() ? "" : ", ") + std::string(name);
    }
    return fail(ErrorCode::Usage, inQuotes(text) + " is no " + what + "; there are " + names);
}

}  // namespace

std::string_view toString(FigureKind kind) {
    return nameIn(kKinds, kind);
}

Result<FigureKind> parseFigureKind(std::string_view text) {
    return valueIn(kKinds, text, "figure");
}

const std::vector<FigureKind>& figureKinds() {
    static const std::vector<FigureKind> all = [] {
        std::vector<FigureKind> kinds;
        for (const auto& [kind, name] : kKinds) {
            kinds.push_back(kind);
        }
        return kinds;
    }();
    return all;
}

std::string_view toString(FigureFormat format) {
    return nameIn(kFormats, format);
}

Result<FigureFormat> parseFigureFormat(std::string_view text) {
    return valueIn(kFormats, text, "format of a figure");
}

bool isDrawing(FigureFormat format) {
    return format == FigureFormat::Pdf || format == FigureFormat::Svg || format == FigureFormat::Png ||
           format == FigureFormat::Pgf;
}

const std::vector<WidthPreset>& widthPresets() {
    static const std::vector<WidthPreset> all{{"ieee1", "IEEE, one column", 3.5, 8.0},
                                              {"ieee2", "IEEE, two columns", 7.16, 8.0},
                                              {"acm1", "ACM, one column", 3.33, 8.0},
                                              {"acm2", "ACM, two columns", 7.0, 8.0},
                                              {"neurips", "NeurIPS, text width", 5.5, 9.0}};
    return all;
}

Result<void> setWidth(FigureStyle& style, std::string_view text) {
    std::string names;
    for (const WidthPreset& preset : widthPresets()) {
        if (preset.name == text) {
            style.preset = preset.name;
            style.widthIn = preset.widthIn;
            style.fontPt = preset.fontPt;
            return {};
        }
        names += preset.name + ", ";
    }
    const bool inches = text.ends_with("in");
    const auto number = inches ? parseNumber(text.substr(0, text.size() - 2)) : std::nullopt;
    if (!number) {
        return fail(ErrorCode::Usage,
                    inQuotes(text) + " is no width: give one of " + names + "or inches such as 4.2in");
    }
    style.preset.clear();
    style.widthIn = *number;
    return check(style);
}

Result<void> check(const FigureStyle& style) {
    const auto outside = [](double value, double low, double high) {
        return !(value >= low && value <= high);
    };
    if (outside(style.widthIn, 1.0, 20.0)) {
        return fail(ErrorCode::Usage, "a figure is 1 to 20 inches wide, not " + numberText(style.widthIn));
    }
    if (style.heightIn != 0.0 && outside(style.heightIn, 0.5, 20.0)) {
        return fail(ErrorCode::Usage, "a figure is 0.5 to 20 inches high, not " + numberText(style.heightIn));
    }
    if (outside(style.fontPt, 4.0, 24.0)) {
        return fail(ErrorCode::Usage, "text of a figure has 4 to 24 pt, not " + numberText(style.fontPt));
    }
    if (style.dpi < 36 || style.dpi > 2400) {
        return fail(ErrorCode::Usage,
                    "a picture has 36 to 2400 dots an inch, not " + std::to_string(style.dpi));
    }
    return {};
}

void to_json(nlohmann::json& json, const FigureStyle& style) {
    json = {{"preset", style.preset},      {"width_in", style.widthIn}, {"height_in", style.heightIn},
            {"font_pt", style.fontPt},     {"dpi", style.dpi},          {"grey", style.grey},
            {"anonymous", style.anonymous}};
}

void from_json(const nlohmann::json& json, FigureStyle& style) {
    const json::Reader reader(json, "the style of the figure");
    style = {};
    reader.read("preset", style.preset);
    reader.read("width_in", style.widthIn);
    reader.read("height_in", style.heightIn);
    reader.read("font_pt", style.fontPt);
    reader.read("dpi", style.dpi);
    reader.read("grey", style.grey);
    reader.read("anonymous", style.anonymous);
    if (const auto fits = check(style); !fits) {
        json::refuse(fits.error().message);
    }
}

void to_json(nlohmann::json& json, const FigureSpec& spec) {
    json = {{"figure", toString(spec.kind)},
            {"experiments", spec.experiments},
            {"query", spec.query},
            {"style", spec.style}};
}

void from_json(const nlohmann::json& json, FigureSpec& spec) {
    const json::Reader reader(json, "the figure's description");
    spec = {};
    reader.readText("figure", spec.kind, parseFigureKind);
    reader.read("query", spec.query);
    if (const nlohmann::json* ids = reader.find("experiments")) {
        if (!ids->is_array() || ids->size() > kMostExperiments) {
            json::refuse("\"experiments\" of the figure is no list of at most 1,000 ids.");
        }
        for (const nlohmann::json& id : *ids) {
            if (!id.is_string() || id.get_ref<const std::string&>().size() > 200) {
                json::refuse("\"experiments\" of the figure holds something that is no id.");
            }
            spec.experiments.push_back(id.get<std::string>());
        }
    }
    if (const nlohmann::json* style = reader.find("style")) {
        spec.style = style->get<FigureStyle>();
    }
}

}  // namespace pivot::figures
