// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace pivot::figures {

/// What is drawn. Their names on the command line are those of toString().
enum class FigureKind {
    EntropyHistogram,  ///< images over the score, an effort a panel, with the threshold
    ThresholdSweep,    ///< accuracy, share and EDP over the first threshold
    AccuracyEdp,       ///< runs on the plane of EDP and accuracy
    Delay,             ///< distribution of the delay, by effort
    Layers,            ///< what an image spends in each attention and MLP
    Reliability,       ///< how often answers of one confidence are right
    Confusion,         ///< which class was taken for which
    PerClass,          ///< accuracy of each class, by effort
    EntropyScatter,    ///< entropy of the first against the last effort, a dot an image
    Gallery,       ///< chosen images with the effort that answered, or what changed between two experiments
    Attention,     ///< maps of attention of chosen images, computed again
    SummaryTable,  ///< one row an experiment
    ComparisonTable,  ///< experiments against the first, with intervals and McNemar's test
    Plot              ///< a plot of the window as it stood
};
[[nodiscard]] std::string_view toString(FigureKind kind);  ///< `entropy-histogram`, ...
/// Usage error that lists the names.
[[nodiscard]] Result<FigureKind> parseFigureKind(std::string_view text);
[[nodiscard]] const std::vector<FigureKind>& figureKinds();

enum class FigureFormat { Pdf, Svg, Png, Pgf, Csv, Json, Tex, Markdown };
[[nodiscard]] std::string_view toString(FigureFormat format);  ///< also the file's suffix: `pdf`, ..., `md`
[[nodiscard]] Result<FigureFormat> parseFigureFormat(std::string_view text);
/// Whether the format is a drawing, and not values or a table.
[[nodiscard]] bool isDrawing(FigureFormat format);

/// A width that a publisher asks for, with text that fits beside its own.
struct WidthPreset {
    std::string name;       ///< `ieee1`
    std::string forPeople;  ///< `IEEE, one column`
    double widthIn = 3.5;
    double fontPt = 8.0;
};
/// IEEE: 3.5 and 7.16 in (IEEE Author Center). ACM: \columnwidth and \textwidth of acmart sigconf, 241 and
/// 506 pt. NeurIPS: 5.5 in of text.
[[nodiscard]] const std::vector<WidthPreset>& widthPresets();

/// How it is drawn. Everything is light.
struct FigureStyle {
    std::string preset = "ieee1";  ///< of widthPresets(), or empty where the width was given in inches
    double widthIn = 3.5;
    double fontPt = 8.0;
    double heightIn = 0.0;   ///< 0: what suits the figure
    int dpi = 300;           ///< of a PNG
    bool grey = false;       ///< no colour at all
    bool anonymous = false;  ///< leaves out what tells whose figure it is: ids, names of runs, the program
    bool operator==(const FigureStyle&) const = default;
};
/// Sets preset, width and size of text from `ieee1`, `acm2`, `neurips` or `4.2in`; Usage error that lists
/// them.
[[nodiscard]] Result<void> setWidth(FigureStyle& style, std::string_view text);
/// Usage error where a size is not one that can be printed (1 to 20 in, 4 to 24 pt, 36 to 2400 dpi).
[[nodiscard]] Result<void> check(const FigureStyle& style);

/// What a figure was asked for: with the plotted data beside it, enough to draw it again.
struct FigureSpec {
    FigureKind kind = FigureKind::Plot;
    std::vector<std::string> experiments;  ///< whole ids; empty where anonymous
    std::string query;                     ///< what was chosen of them: `hardest 24`; empty: everything
    FigureStyle style;
    bool operator==(const FigureSpec&) const = default;
};

/// How `pivot export --figure` is told to draw the same of the store; texts are empty where nothing is said.
struct FigureRecipe {
    FigureKind kind = FigureKind::Plot;
    std::string images = {}, maps = {}, token = {}, over = {};
    bool operator==(const FigureRecipe&) const = default;
};

void to_json(nlohmann::json& json, const FigureStyle& style);
void from_json(const nlohmann::json& json, FigureStyle& style);  ///< throws nlohmann's exceptions
void to_json(nlohmann::json& json, const FigureSpec& spec);
void from_json(const nlohmann::json& json, FigureSpec& spec);  ///< throws nlohmann's exceptions

}  // namespace pivot::figures
