// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/effort.h"
#include "pivot/entropy.h"
#include "pivot/routing.h"
#include "widgets/figures/figure_builders.h"

// What the builders share.
namespace pivot::figures {

[[nodiscard]] Result<FigureData> buildEntropyHistogram(const Source& source);
[[nodiscard]] Result<FigureData> buildEntropyScatter(const Source& source);
[[nodiscard]] Result<FigureData> buildReliability(const Source& source);
[[nodiscard]] Result<FigureData> buildDelay(std::span<const Source> sources);
[[nodiscard]] Result<FigureData> buildSweep(std::span<const Source> sources, const BuildOptions& options);
[[nodiscard]] Result<FigureData> buildAccuracyEdp(std::span<const Source> sources,
                                                  const BuildOptions& options);
[[nodiscard]] Result<FigureData> buildConfusion(const Source& source);
[[nodiscard]] Result<FigureData> buildPerClass(std::span<const Source> sources);
[[nodiscard]] Result<FigureData> buildLayers(std::span<const Source> sources);
[[nodiscard]] Result<FigureData> buildSummary(std::span<const Source> sources);

[[nodiscard]] inline Ink effortInk(std::size_t index, std::size_t count) {
    return {Role::Effort, static_cast<int>(index), static_cast<int>(count)};
}
/// One of several experiments, or what the figure is about where there is one alone.
[[nodiscard]] inline Ink runInk(std::size_t index, std::size_t count, Role alone) {
    return count == 1 ? Ink{alone} : Ink{Role::Run, static_cast<int>(index), static_cast<int>(count)};
}
/// Pictures of one size, without their tiles; as many beside each other as fit, each about `tileIn` wide.
/// `indices`: not empty.
[[nodiscard]] Result<ImageGrid> pictureGrid(std::span<const std::int64_t> indices, const PictureOf& pictureOf,
                                            double widthIn, double tileIn);
/// Says what the badges of the tiles mean, where there are several efforts.
void addEffortKeys(ImageGrid& grid, std::size_t efforts);
/// The name of a class, its number where that is not known, `none` for an image without an answer.
[[nodiscard]] std::string answerName(const std::vector<std::string>& labels, int id);
/// `normalized entropy`, `margin`, `largest probability`.
[[nodiscard]] std::string scoreLabel(ScoreKind score);
/// The place on that axis; four decimals are finer than any print.
[[nodiscard]] double scorePlace(const RunReport& report, double hardness);
[[nodiscard]] std::optional<double> thresholdPlace(const RunReport& report, std::size_t effort);
[[nodiscard]] Thresholds thresholdsOf(const RunReport& report);
/// To so many decimals: values that no print tells apart take less room in the file.
[[nodiscard]] double rounded(double value, int decimals);

}  // namespace pivot::figures
