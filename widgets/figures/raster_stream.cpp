// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/raster_stream.h"

#include <zlib.h>

#include <QtEndian>
#include <algorithm>
#include <cstdlib>
#include <limits>

namespace pivot::figures {
namespace {

constexpr QByteArrayView kSignature("\x89PNG\r\n\x1a\n", 8);
constexpr int kMostSide = 1 << 20;

tl::unexpected<Error> damaged() {
    return fail(ErrorCode::BadFile, "it is damaged");
}

int paeth(int left, int above, int corner) {
    const int guess = left + above - corner;
    const int byLeft = std::abs(guess - left), byAbove = std::abs(guess - above),
              byCorner = std::abs(guess - corner);
    return byLeft <= byAbove && byLeft <= byCorner ? left : byAbove <= byCorner ? above : corner;
}

/// Undoes the filter of one row in place; `above` is the finished row before it. False for a filter that
/// there is not.
bool unfilter(int filter, uchar* row, const uchar* above, std::size_t length, std::size_t pixel) {
    if (filter < 0 || filter > 4) {
        return false;
    }
    for (std::size_t i = 0; i < length && filter != 0; ++i) {
        const int left = i >= pixel ? row[i - pixel] : 0, corner = i >= pixel ? above[i - pixel] : 0;
        const int guess = filter == 1   ? left
                          : filter == 2 ? above[i]
                          : filter == 3 ? (left + above[i]) / 2
                                        : paeth(left, above[i], corner);
        row[i] = static_cast<uchar>(row[i] + guess);
    }
    return true;
}

}  // namespace

/// Grows as the data does: a small file that claims to be huge costs what it inflates to.
Result<std::string> inflated(QByteArrayView packed, std::size_t most) {
    z_stream stream{};
    if (packed.size() > std::numeric_limits<int>::max() || inflateInit(&stream) != Z_OK) {
        return fail(ErrorCode::Internal, "zlib could not be started");
    }
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
    stream.avail_in = static_cast<uInt>(packed.size());
    std::string out;
    int state = Z_OK;
    while (state == Z_OK && out.size() <= most) {
        constexpr std::size_t kStep = 256U << 10U;
        const std::size_t had = out.size(), step = std::min(kStep, most + 1 - had);
        out.resize(had + step);
        stream.next_out = reinterpret_cast<Bytef*>(out.data() + had);
        stream.avail_out = static_cast<uInt>(step);
        state = inflate(&stream, Z_NO_FLUSH);
        out.resize(had + step - stream.avail_out);
        if (state == Z_OK && stream.avail_out > 0) {
            state = Z_BUF_ERROR;  // the file ends before its data does
        }
    }
    inflateEnd(&stream);
    if (out.size() > most) {
        return fail(ErrorCode::BadFile, "it is larger than " + std::to_string(most >> 20U) + " MiB");
    }
    if (state != Z_STREAM_END) {
        return damaged();
    }
    return out;
}

Result<PngParts> pngParts(QByteArrayView png) {
    const auto other = [] {
        return fail(ErrorCode::BadFile, "it is no PNG of 8 bits a sample without alpha");
    };
    PngParts parts;
    if (!png.startsWith(kSignature)) {
        return other();
    }
    for (qsizetype at = kSignature.size(); png.size() - at >= 12;) {
        const auto length = qFromBigEndian<quint32>(png.data() + at);
        if (length > png.size() - at - 12) {
            return other();
        }
        const QByteArrayView name = png.sliced(at + 4, 4), body = png.sliced(at + 8, length);
        at += 12 + static_cast<qsizetype>(length);
        if (name == "IHDR" && body.size() == 13) {
            const auto width = qFromBigEndian<quint32>(body.data()),
                       height = qFromBigEndian<quint32>(body.data() + 4);
            const int depth = body[8], kind = body[9], interlaced = body[12];
            const bool known = kind == 0 || kind == 2 || kind == 3;  // grey, colours, palette
            if (width < 1 || width > kMostSide || height < 1 || height > kMostSide || depth != 8 || !known ||
                interlaced != 0) {
                return other();
            }
            parts.shape = {static_cast<int>(width), static_cast<int>(height), kind == 2 ? 3 : 1};
        } else if (name == "PLTE") {
            parts.palette = body.toByteArray();
        } else if (name == "IDAT") {
            parts.packed += body;
        } else if (name == "IEND") {
            break;
        }
    }
    if (parts.shape.width == 0 || parts.packed.isEmpty()) {
        return other();
    }
    return parts;
}

Result<QByteArray> unpackedSamples(QByteArrayView packed, const RasterShape& shape, bool filtered) {
    const auto pixel = static_cast<std::size_t>(shape.channels);
    const std::size_t row = static_cast<std::size_t>(shape.width) * pixel, head = filtered ? 1 : 0;
    const auto rows = static_cast<std::size_t>(shape.height);
    Result<std::string> bytes = inflated(packed, rows * (row + head));
    if (!bytes) {
        return tl::unexpected(bytes.error());
    }
    if (bytes->size() != rows * (row + head)) {
        return damaged();
    }
    QByteArray samples(static_cast<qsizetype>(rows * row), Qt::Uninitialized);
    auto* to = reinterpret_cast<uchar*>(samples.data());
    const QByteArray zeros(static_cast<qsizetype>(row), '\0');
    for (std::size_t y = 0; y < rows; ++y, to += row) {
        const char* from = bytes->data() + y * (row + head);
        std::copy_n(from + head, row, to);
        const uchar* above = y > 0 ? to - row : reinterpret_cast<const uchar*>(zeros.constData());
        if (filtered && !unfilter(static_cast<uchar>(*from), to, above, row, pixel)) {
            return damaged();
        }
    }
    return samples;
}

}  // namespace pivot::figures
