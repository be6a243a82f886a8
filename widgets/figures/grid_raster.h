// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/figure_data.h"

#include <QByteArray>
#include <QImage>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace pivot::figures {

struct Scene;

/// Where the pictures of a grid stand in the one raster that a drawing shows them with. A PDF and an SVG hold
/// their pixels there and nowhere else.
struct RasterPlace {
    int width = 0, height = 0;      ///< of the raster, in its own pixels
    int cell = 1;                   ///< of those, a side: one pixel of a picture
    int stepX = 1, stepY = 1;       ///< from a picture to the next one
    std::optional<int> paper = {};  ///< maps: the place in the palette that became the paper's white
    std::vector<std::int64_t> moved =
        {};                   ///< bytes of ImageGrid::pixels that are `paper`, drawn one shade off
    std::string sha256 = {};  ///< of the raster's samples, in hexadecimal
};

/// A raster of more pixels is neither made nor read.
inline constexpr std::int64_t kMostRaster = 64LL << 20;

/// Pictures on white, with `cell` and steps as `place` says; sets the rest of it but the hash. A map is made
/// of the places in its palette, so that its values can be read from it.
[[nodiscard]] QImage gridRaster(const ImageGrid& grid, bool grey, RasterPlace& place);

/// The other way round: the pixels of `grid`, whose sizes and tiles are known, from the samples [height,
/// width, channels] of the raster. BadFile where the pictures do not lie in it.
[[nodiscard]] Result<std::vector<std::uint8_t>> picturesIn(const QByteArray& samples,
                                                           const RasterPlace& place, const ImageGrid& grid);

/// As a PNG, packed as well as can be.
[[nodiscard]] QByteArray pngOfRaster(const QImage& image);

/// In lowercase hexadecimal.
[[nodiscard]] std::string sha256Of(const QByteArray& samples);

/// The rasters of a drawing as PNG, in its order; and where in one of them the figure's pictures can be read
/// from: absent where it has none, or where the raster does not tell everything about them, as grey ones do
/// not about colours.
struct DrawnRasters {
    std::vector<QByteArray> pngs;
    std::optional<RasterPlace> place;
};
[[nodiscard]] DrawnRasters rastersOf(const Scene& scene, const FigureData& data);

}  // namespace pivot::figures
