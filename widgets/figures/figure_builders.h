// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/outcome.h"
#include "core/run_report.h"
#include "widgets/figures/figure_data.h"

#include <functional>
#include <optional>
#include <span>
#include <string>
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

/// A figure of every kind but gallery, attention and plot, which need pictures or the window. Most are of one
/// experiment; threshold-sweep, accuracy-edp, delay and summary-table compare several. Usage error that says
/// what an experiment lacks: labels, a profiled run, a second effort.
[[nodiscard]] Result<FigureData> buildFigure(FigureKind kind, std::span<const Source> sources,
                                             const BuildOptions& options = {});

/// Which images a gallery shows.
struct GalleryPick {
    enum class Kind { Listed, Hardest, Easiest, Wrong, Flipped } kind = Kind::Hardest;
    std::vector<std::int64_t> listed;  ///< indices in the whole split
    std::size_t count = 24;            ///< of the other kinds
};
/// `hardest 24`, `easiest 12`, `wrong 24`, `flipped 24` (the efforts disagree), or `5,17,108`. Usage error
/// that lists them.
[[nodiscard]] Result<GalleryPick> parseGalleryPick(std::string_view text);
/// The images, in the order they are shown in; Usage error where one was not run or none is chosen.
[[nodiscard]] Result<std::vector<const ImageResult*>> pickImages(const Source& source,
                                                                 const GalleryPick& pick);

/// Pixels of one image: [height, width, channels], 1 or 3 channels.
struct Picture {
    int width = 0, height = 0, channels = 0;
    std::vector<std::uint8_t> pixels;
};
/// All pictures take the size of the first; as many stand beside each other as `widthIn` has room for.
[[nodiscard]] Result<FigureData> buildGallery(const Source& source,
                                              std::span<const ImageResult* const> images,
                                              const std::function<Result<Picture>(const Outcome&)>& pictureOf,
                                              double widthIn);

/// `low`, `middle`, `high`, or `effort 2`; with one effort alone `path`.
[[nodiscard]] std::string effortName(std::size_t index, std::size_t count);
/// `fashion-anypath on cpu:onednn`.
[[nodiscard]] std::string nameOf(const RunReport& report);

}  // namespace pivot::figures
