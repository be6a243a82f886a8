// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/figure_spec.h"

#include <QByteArray>
#include <cstdint>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace pivot::figures {

/// What a mark stands for; it decides colour, dash, marker and hatch.
enum class Role { Neutral, Effort, Baseline, Chosen, Run, Accuracy, Edp };
struct Ink {
    Role role = Role::Neutral;
    int index = 0, count = 1;  ///< of Effort and Run
    bool operator==(const Ink&) const = default;
};

enum class Mark {
    Line,        ///< a polygon line
    LinePoints,  ///< with markers
    Points,      ///< markers alone
    Dots,        ///< thousands of them: merged where the eye cannot tell them apart
    Bars,        ///< from `low` (0 where it is empty) to the value, `width` wide
    Band         ///< the area between `low` and `high`
};

/// Values of one kind, in the units of the axes.
struct Series {
    std::string name;  ///< in the legend; empty: not there
    Ink ink;
    Mark mark = Mark::Line;
    std::vector<double> x = {}, y = {};  ///< of the same length
    std::vector<double> low = {},
                        high = {};  ///< empty, or an interval of each value (Bars: `low` is where it begins)
    double width = 1.0;             ///< of Bars, in units of their axis
    bool hatched = false;
    bool hollow = false;  ///< bars and markers without filling, dots in a lighter shade
    bool alongX = false;  ///< bars and intervals lie: the value is x, and y is where it stands
    bool operator==(const Series&) const = default;
};

/// A line through the whole plot.
struct Rule {
    bool vertical = true;
    double at = 0;
    std::string label;
    Ink ink{Role::Chosen};
    bool operator==(const Rule&) const = default;
};

struct Axis {
    std::string label;                          ///< with its unit: `delay (ms)`
    std::optional<double> low = {}, high = {};  ///< absent: what the values need
    std::vector<std::string> categories = {};   ///< of places 0, 1, ...; empty: numbers
    bool logarithmic = false;
    bool operator==(const Axis&) const = default;
};

/// One plot. Several stand above each other and share the x axis.
struct Panel {
    std::string title;  ///< short, inside of the plot: `low effort`
    Axis x, y;
    std::vector<Series> series;
    std::vector<Rule> rules;
    double share = 1.0;  ///< of the height, against the other panels
    bool operator==(const Panel&) const = default;
};

/// Values [rows, columns], row-major, each in [low, high], drawn as one raster.
struct HeatMap {
    std::string rowLabel, columnLabel, valueLabel;
    std::vector<std::string> rows, columns;  ///< names; their number is the map's size
    std::vector<double> values;
    std::vector<std::int64_t> counts;  ///< empty, or what is written into each cell where it fits
    double low = 0, high = 1;
    bool operator==(const HeatMap&) const = default;
};

/// Pictures of one size in a grid, row-major.
struct ImageGrid {
    struct Tile {
        std::string caption;
        std::optional<Ink> badge;  ///< the effort that answered
        bool wrong = false;        ///< framed with a dashed line
        bool empty = false;        ///< no picture: `caption` stands in its place
        bool operator==(const Tile&) const = default;
    };
    struct Key {
        Ink badge;
        std::string name;
        bool operator==(const Key&) const = default;
    };
    int columns = 1, width = 1, height = 1, channels = 3;  ///< width, height: pixels of a tile
    std::vector<Tile> tiles;
    std::vector<std::uint8_t> pixels;  ///< [tile, height, width, channels]; empty tiles hold zeros
    std::vector<std::string> columnHeads, rowHeads;
    std::vector<Key> keys;  ///< what the badges mean, below the pictures
    /// One channel that is a place on a colour map, from `low` to `high`.
    struct Scale {
        double low = 0, high = 1;
        std::string label;
        bool difference = false;  ///< around zero
        bool operator==(const Scale&) const = default;
    };
    std::optional<Scale> scale;
    bool operator==(const ImageGrid&) const = default;
};

using Cell = std::variant<std::monostate, double, std::string>;
struct Table {
    struct Column {
        std::string name;     ///< `delay_ms`
        std::string heading;  ///< `Delay (ms)`
        int decimals = -1;    ///< -1: 4 significant digits
        bool operator==(const Column&) const = default;
    };
    std::vector<Column> columns;
    std::vector<std::vector<Cell>> rows;  ///< as long as `columns` each
    bool operator==(const Table&) const = default;
};

/// Everything that is needed to draw a figure: one of panels, heat map, grid and table.
struct FigureData {
    std::string title;  ///< not drawn: a paper has a caption
    std::vector<Panel> panels;
    std::optional<HeatMap> heatMap;
    std::optional<ImageGrid> grid;
    std::optional<Table> table;
    double aspect = 0.62;  ///< height of the plots by their width
    bool square = false;   ///< both axes in the same scale
    bool operator==(const FigureData&) const = default;
};

struct RasterPlace;

/// A figure that knows itself.
struct FigureDocument {
    FigureSpec spec;
    FigureData data;
    bool operator==(const FigureDocument&) const = default;
};

/// As text: an object with `schema_version`, `spec` and `data`. With a `place` (grid_raster.h) it names the
/// raster that a drawing has the pictures in, instead of repeating them.
[[nodiscard]] std::string documentText(const FigureDocument& document, const RasterPlace* place = nullptr);
/// The samples [height, width, channels] of a raster that a text names.
using RasterReader = std::function<Result<QByteArray>(const RasterPlace& place, int channels)>;
/// Reads that text, which may come from anywhere: sizes and depth are bounded, every length is checked.
/// BadFile that says what does not fit, or what `samplesOf` says.
[[nodiscard]] Result<FigureDocument> readDocument(std::string_view text, const RasterReader& samplesOf = {});

/// The column of a table that says which experiment a row is.
inline constexpr auto kIdentityColumn = "experiment_id";

/// The same figure without what tells whose it is, where its style asks for that: no ids, no query.
[[nodiscard]] FigureDocument withoutIdentity(FigureDocument document);

/// The plotted values as rows.
[[nodiscard]] Table tableOf(const FigureData& data);

}  // namespace pivot::figures
