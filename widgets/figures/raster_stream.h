// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QByteArray>
#include <string>

// Rasters as PNG and PDF both hold them: rows of 8-bit samples, each behind the number of its filter (PNG
// specification, 9), deflated. What is read may come from anywhere: nothing grows beyond what was asked for.
namespace pivot::figures {

/// What zlib packed, at most `most` bytes of it; what stands behind its end is not looked at. BadFile where
/// it is damaged or larger.
[[nodiscard]] Result<std::string> inflated(QByteArrayView packed, std::size_t most);

/// Shape of a raster: `channels` samples a pixel, 1 or 3.
struct RasterShape {
    int width = 0, height = 0, channels = 1;
    [[nodiscard]] std::size_t bytes() const {
        return static_cast<std::size_t>(width) * static_cast<std::size_t>(height) *
               static_cast<std::size_t>(channels);
    }
    bool operator==(const RasterShape&) const = default;
};

/// A PNG of 8 bits a sample without alpha, taken apart. A palette gives it one channel, the places in it.
struct PngParts {
    RasterShape shape;
    QByteArray palette;  ///< red, green and blue of each place; empty: the samples are grey or colours
    QByteArray packed;   ///< the deflated rows
};
/// BadFile where it is none of those, or interlaced.
[[nodiscard]] Result<PngParts> pngParts(QByteArrayView png);

/// The samples [height, width, channels]. `filtered`: each row begins with the number of its filter. BadFile
/// where there are not exactly as many.
[[nodiscard]] Result<QByteArray> unpackedSamples(QByteArrayView packed, const RasterShape& shape,
                                                 bool filtered);

}  // namespace pivot::figures
