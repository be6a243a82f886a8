// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/grid_raster.h"

#include "widgets/figures/figure_style.h"
#include "widgets/figures/raster_stream.h"
#include "widgets/figures/scene.h"

#include <QBuffer>
#include <QCryptographicHash>
#include <algorithm>
#include <array>
#include <cstring>

namespace pivot::figures {
namespace {

constexpr std::size_t kShades = 256;

std::size_t tileBytes(const ImageGrid& grid) {
    return static_cast<std::size_t>(grid.width) * static_cast<std::size_t>(grid.height) *
           static_cast<std::size_t>(grid.channels);
}

int rowsOf(const ImageGrid& grid) {
    return (static_cast<int>(grid.tiles.size()) + grid.columns - 1) / grid.columns;
}

/// White is on no colour map: it takes the place of the value that the fewest pixels have, mostly none.
void choosePaper(const ImageGrid& grid, RasterPlace& place) {
    std::array<std::size_t, kShades> counts{};
    const std::size_t bytes = tileBytes(grid);
    for (std::size_t i = 0; i < grid.tiles.size(); ++i) {
        for (std::size_t p = i * bytes; p < (i + 1) * bytes && !grid.tiles[i].empty; ++p) {
            ++counts[grid.pixels[p]];
        }
    }
    const auto rarest = std::min_element(counts.begin(), counts.end());
    place.paper = static_cast<int>(rarest - counts.begin());
    place.moved.clear();
    for (std::size_t i = 0; *rarest > 0 && i < grid.tiles.size(); ++i) {
        for (std::size_t p = i * bytes; p < (i + 1) * bytes && !grid.tiles[i].empty; ++p) {
            if (grid.pixels[p] == *place.paper) {
                place.moved.push_back(static_cast<std::int64_t>(p));
            }
        }
    }
}

QList<QRgb> paletteOf(const ImageGrid::Scale& scale, bool grey, int paper) {
    QList<QRgb> palette;
    for (std::size_t i = 0; i < kShades; ++i) {
        palette << colorOnMap(static_cast<double>(i) / (kShades - 1), scale.difference, grey).rgb();
    }
    palette[paper] = qRgb(255, 255, 255);
    return palette;
}

/// One pixel of a picture as the raster has it: a place in the palette, a shade of grey or a colour.
QRgb sampleOf(const ImageGrid& grid, const std::uint8_t* from, bool grey, const RasterPlace& place) {
    if (place.paper) {
        return *from != *place.paper ? *from : static_cast<QRgb>(*from == 0 ? 1 : *from - 1);
    }
    const QColor color =
        grid.channels == 1 ? QColor(from[0], from[0], from[0]) : QColor(from[0], from[1], from[2]);
    return grey ? static_cast<QRgb>(greyOf(color).red()) : grid.channels == 1 ? *from : color.rgb();
}

}  // namespace

QImage gridRaster(const ImageGrid& grid, bool grey, RasterPlace& place) {
    const auto across = static_cast<std::size_t>(grid.width),
               channels = static_cast<std::size_t>(grid.channels);
    place.width = ((grid.columns - 1) * place.stepX + grid.width * place.cell);
    place.height = (rowsOf(grid) - 1) * place.stepY + grid.height * place.cell;
    const bool colors = grid.channels == 3 && !grey;
    QImage raster(place.width, place.height,
                  grid.scale ? QImage::Format_Indexed8
                  : colors   ? QImage::Format_RGB32
                             : QImage::Format_Grayscale8);
    place.paper.reset();
    if (grid.scale) {
        choosePaper(grid, place);
        raster.setColorTable(paletteOf(*grid.scale, grey, *place.paper));
        raster.fill(static_cast<uint>(*place.paper));
    } else {
        raster.fill(Qt::white);
    }
    const auto cell = static_cast<std::size_t>(place.cell), pixel = colors ? sizeof(QRgb) : 1;
    std::vector<uchar> line(across * cell * pixel);
    for (std::size_t i = 0; i < grid.tiles.size(); ++i) {
        const int left = static_cast<int>(i) % grid.columns * place.stepX,
                  top = static_cast<int>(i) / grid.columns * place.stepY;
        for (int y = 0; y < grid.height && !grid.tiles[i].empty; ++y) {
            const auto* from =
                grid.pixels.data() + i * tileBytes(grid) + static_cast<std::size_t>(y) * across * channels;
            for (std::size_t x = 0; x < across; ++x) {
                const QRgb sample = sampleOf(grid, from + x * channels, grey, place);
                for (std::size_t u = x * cell; u < (x + 1) * cell; ++u) {
                    if (colors) {
                        std::memcpy(line.data() + u * pixel, &sample, pixel);
                    } else {
                        line[u] = static_cast<uchar>(sample);
                    }
                }
            }
            for (int v = 0; v < place.cell; ++v) {
                std::memcpy(
                    raster.scanLine(top + y * place.cell + v) + static_cast<std::size_t>(left) * pixel,
                    line.data(), line.size());
            }
        }
    }
    return raster;
}

Result<std::vector<std::uint8_t>> picturesIn(const QByteArray& samples, const RasterPlace& place,
                                             const ImageGrid& grid) {
    const auto reach = [](std::int64_t count, std::int64_t step, std::int64_t length, std::int64_t cell) {
        return (count - 1) * step + length * cell;
    };
    const RasterShape shape{place.width, place.height, grid.channels};
    if (place.cell < 1 || place.stepX < 1 || place.stepY < 1 ||
        reach(grid.columns, place.stepX, grid.width, place.cell) > place.width ||
        reach(rowsOf(grid), place.stepY, grid.height, place.cell) > place.height ||
        static_cast<std::size_t>(samples.size()) != shape.bytes()) {
        return fail(ErrorCode::BadFile, "the figure's pictures do not lie in the raster that it names");
    }
    const auto channels = static_cast<std::size_t>(grid.channels),
               cell = static_cast<std::size_t>(place.cell), columns = static_cast<std::size_t>(grid.columns),
               across = static_cast<std::size_t>(place.width);
    std::vector<std::uint8_t> pixels(grid.tiles.size() * tileBytes(grid));
    auto to = pixels.begin();
    for (std::size_t i = 0; i < grid.tiles.size(); ++i) {
        if (grid.tiles[i].empty) {
            to += static_cast<std::ptrdiff_t>(tileBytes(grid));
            continue;
        }
        const std::size_t left = i % columns * static_cast<std::size_t>(place.stepX),
                          top = i / columns * static_cast<std::size_t>(place.stepY);
        for (std::size_t y = 0; y < static_cast<std::size_t>(grid.height); ++y) {
            const char* line = samples.constData() + ((top + y * cell) * across + left) * channels;
            for (std::size_t x = 0; x < static_cast<std::size_t>(grid.width); ++x) {
                to = std::copy_n(reinterpret_cast<const std::uint8_t*>(line) + x * cell * channels, channels,
                                 to);
            }
        }
    }
    for (const std::int64_t at : place.moved) {
        if (!place.paper || at < 0 || static_cast<std::size_t>(at) >= pixels.size()) {
            return fail(ErrorCode::BadFile, "the figure names pixels that its pictures do not have");
        }
        pixels[static_cast<std::size_t>(at)] = static_cast<std::uint8_t>(*place.paper);
    }
    return pixels;
}

QByteArray pngOfRaster(const QImage& image) {
    QByteArray png;
    QBuffer buffer(&png);
    buffer.open(QIODevice::WriteOnly);
    image.save(&buffer, "PNG", 0);  // not a quality but an effort: 0 is the most
    return png;
}

std::string sha256Of(const QByteArray& samples) {
    return QCryptographicHash::hash(samples, QCryptographicHash::Sha256).toHex().toStdString();
}

DrawnRasters rastersOf(const Scene& scene, const FigureData& data) {
    DrawnRasters rasters;
    for (const auto& item : scene.items) {
        const auto* image = std::get_if<SceneImage>(&item);
        if (!image) {
            continue;
        }
        rasters.pngs.push_back(pngOfRaster(image->image));
        if (!image->pictures || !data.grid) {
            continue;
        }
        // Read again before it is relied upon.
        const Result<PngParts> parts = pngParts(rasters.pngs.back());
        const Result<QByteArray> samples =
            parts ? unpackedSamples(parts->packed, parts->shape, true) : tl::unexpected(parts.error());
        const auto pixels =
            samples ? picturesIn(*samples, *image->pictures, *data.grid) : tl::unexpected(samples.error());
        if (pixels && *pixels == data.grid->pixels) {
            rasters.place = image->pictures;
            rasters.place->sha256 = sha256Of(*samples);
        }
    }
    return rasters;
}

}  // namespace pivot::figures
