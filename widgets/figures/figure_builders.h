// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/outcome.h"
#include "core/run_report.h"
#include "pivot/comparison.h"
#include "pivot/effort_attention.h"
#include "pivot/layer_spends.h"
#include "widgets/figures/figure_data.h"

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pivot::figures {

/// A stored experiment, as figures are made of it.
struct Source {
    RunReport report;
    std::vector<ImageResult> results;  ///< every image, failed ones too
    std::vector<std::string> labels;   ///< class names; empty where not known
    std::string dataset;               ///< for people: `Fashion-MNIST test[0:10000]`
};

/// Over what a sweep is drawn.
enum class SweepOver { Threshold, Share };

struct BuildOptions {
    SweepOver over = SweepOver::Threshold;
    int sweepPoints = 200;
};

/// A figure of every kind but gallery, attention, comparison-table and plot, which need more than the
/// sources. Most are of one experiment; threshold-sweep, accuracy-edp, delay, layers, per-class and
/// summary-table compare several. Usage error that says what an experiment lacks: labels, a profiled run, a
/// second effort, times of its layers.
[[nodiscard]] Result<FigureData> buildFigure(FigureKind kind, std::span<const Source> sources,
                                             const BuildOptions& options = {});

/// Which images a gallery shows. `Flipped` of one experiment: its first and last effort disagree; of two: one
/// of them is right and the other wrong, `Gained` and `Lost` by which.
struct GalleryPick {
    enum class Kind { Listed, Hardest, Easiest, Wrong, Flipped, Gained, Lost } kind = Kind::Hardest;
    std::vector<std::int64_t> listed;  ///< indices in the whole split
    std::size_t count = 24;            ///< of the other kinds
};
/// `hardest 24`, `easiest 12`, `wrong 24`, `flipped 24`, `gained 24`, `lost 24`, or `5,17,108`. Usage error
/// that lists them.
[[nodiscard]] Result<GalleryPick> parseGalleryPick(std::string_view text);
/// The images, in the order they are shown in; Usage error where one was not run, none is chosen, or two
/// experiments would be needed.
[[nodiscard]] Result<std::vector<const ImageResult*>> pickImages(const Source& source,
                                                                 const GalleryPick& pick);

/// Pixels of one image: [height, width, channels], 1 or 3 channels.
struct Picture {
    int width = 0, height = 0, channels = 0;
    std::vector<std::uint8_t> pixels;
};
/// Pixels of an image by its index in the whole split.
using PictureOf = std::function<Result<Picture>(std::int64_t imageIndex)>;
/// All pictures take the size of the first; as many stand beside each other as `widthIn` has room for.
[[nodiscard]] Result<FigureData> buildGallery(const Source& source,
                                              std::span<const ImageResult* const> images,
                                              const PictureOf& pictureOf, double widthIn);
/// Images that the reference and the other experiment of `pair` did not both get right or wrong, by index,
/// each with what the one and then the other said. Usage error where the two are not of the same images, or
/// no image flipped.
[[nodiscard]] Result<FigureData> buildFlips(const Comparison& comparison, const RunPair& pair,
                                            const GalleryPick& pick, const PictureOf& pictureOf,
                                            double widthIn);

/// The statistics of a comparison as a table for paper: accuracy and its difference to the first experiment
/// in points, McNemar's p (Holm's, where there are several), and how many times less delay, energy and EDP an
/// image takes; 95 % intervals in brackets. `names`: one an experiment. What nobody knows has no column.
[[nodiscard]] FigureData buildComparisonTable(const Comparison& comparison,
                                              const std::vector<std::string>& names);
/// One for each source, no two the same: what tells them apart, else model and device.
[[nodiscard]] std::vector<std::string> namesOf(std::span<const Source> sources);

/// Maps of attention as rows of a figure.
struct NamedMaps {
    std::string name;  ///< of whom: `low`, `image 17, low`
    MapGrid maps;
};
/// Which rows of a MapGrid are shown.
enum class AttentionRows { All, Heads, Mean, Largest, Rollout };
[[nodiscard]] Result<AttentionRows> parseAttentionRows(std::string_view text);  ///< `all`, `heads`, ...
/// Maps below each other in one scale, a column a block. Of networks with many heads, `All` leaves out the
/// single heads. Usage error where no map is there, or more rows than a figure has room for.
[[nodiscard]] Result<FigureData> buildAttention(std::span<const NamedMaps> all, AttentionRows rows);

/// What an image spends in the layers of one experiment.
struct NamedLayers {
    std::string name;  ///< in the legend
    std::vector<LayerSpend> layers;
};
/// Bars by block, one an experiment: the attentions above, the MLPs with the embedding and the head below, on
/// one scale.
[[nodiscard]] FigureData buildLayerBars(std::span<const NamedLayers> runs);

/// `low`, `middle`, `high`, or `effort 2`; with one effort alone `path`.
[[nodiscard]] std::string effortName(std::size_t index, std::size_t count);
/// `fashion-anypath on cpu:onednn`.
[[nodiscard]] std::string nameOf(const RunReport& report);

}  // namespace pivot::figures
