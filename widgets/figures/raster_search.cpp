// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/raster_search.h"

#include "widgets/figures/raster_stream.h"

#include <algorithm>
#include <cctype>

namespace pivot::figures {
namespace {

constexpr qsizetype kMostDictionary = 8192;
constexpr int kMostLooked = 1000, kMostUnpacked = 8;

/// One image of the file that has the right size.
struct Candidate {
    QByteArrayView packed;
    bool filtered = true, readable = true;
};

/// The number behind a key of a dictionary; -1 where there is none.
qint64 numberAt(QByteArrayView dictionary, QByteArrayView key) {
    qsizetype at = dictionary.indexOf(key);
    if (at < 0) {
        return -1;
    }
    at += key.size();
    while (at < dictionary.size() && std::isspace(static_cast<uchar>(dictionary[at])) != 0) {
        ++at;
    }
    qint64 number = -1;
    for (; at < dictionary.size() && dictionary[at] >= '0' && dictionary[at] <= '9' && number < 1'000'000'000;
         ++at) {
        number = std::max<qint64>(0, number) * 10 + (dictionary[at] - '0');
    }
    return number;
}

/// What `visit` is shown of a PDF (ISO 32000-1, 8.9.5): image objects with their size in the dictionary.
/// Their length is not looked at: zlib knows where its data ends.
template <class Visit>
void visitPdf(QByteArrayView file, const RasterPlace& place, const Visit& visit) {
    qsizetype at = 0;
    for (int looked = 0; looked < kMostLooked && (at = file.indexOf("/Image", at)) >= 0; ++looked, ++at) {
        const QByteArrayView before =
            file.sliced(std::max<qsizetype>(0, at - kMostDictionary), std::min(at, kMostDictionary));
        const QByteArrayView behind = file.sliced(at, std::min(file.size() - at, kMostDictionary));
        const qsizetype begin = before.lastIndexOf("obj"), stream = behind.indexOf("stream");
        if (begin < 0 || stream < 0) {
            continue;
        }
        const qsizetype from = at - before.size() + begin, head = at + stream;
        const QByteArrayView dictionary = file.sliced(from, head - from);
        if (numberAt(dictionary, "/Width") != place.width ||
            numberAt(dictionary, "/Height") != place.height) {
            continue;
        }
        qsizetype data = head + 6;
        data += data < file.size() && file[data] == '\r' ? 1 : 0;
        data += data < file.size() && file[data] == '\n' ? 1 : 0;
        const qint64 predictor = numberAt(dictionary, "/Predictor");
        const bool packed = dictionary.contains("/FlateDecode") && !dictionary.contains("/DCTDecode") &&
                            numberAt(dictionary, "/BitsPerComponent") == 8 &&
                            (predictor < 0 || predictor == 1 || predictor >= 10);
        const QByteArrayView rest = file.sliced(std::min(data, file.size()));
        if (!visit(Candidate{rest, predictor >= 10, packed})) {
            return;
        }
    }
}

/// Of an SVG: PNG images inside of it.
template <class Visit>
void visitSvg(QByteArrayView file, const RasterPlace& place, int channels, const Visit& visit) {
    constexpr QByteArrayView kHead("data:image/png;base64,");
    qsizetype at = 0;
    for (int looked = 0; looked < kMostLooked && (at = file.indexOf(kHead, at)) >= 0; ++looked) {
        at += kHead.size();
        const auto* end =
            std::find_if(file.begin() + at, file.end(), [](char c) { return c == '"' || c == '\''; });
        QByteArray text = file.sliced(at, end - file.begin() - at).toByteArray();
        text.replace("&#10;", "");  // as editors break lines; decoding leaves other spaces out
        const Result<PngParts> parts = pngParts(QByteArray::fromBase64(text));
        if (parts && (parts->shape.width != place.width || parts->shape.height != place.height)) {
            continue;
        }
        if (parts && !visit(Candidate{parts->packed, true, parts->shape.channels == channels})) {
            return;
        }
    }
}

}  // namespace

Result<QByteArray> embeddedSamples(QByteArrayView file, const RasterPlace& place, int channels) {
    int sized = 0;
    std::optional<QByteArray> found;
    const auto visit = [&](const Candidate& candidate) {
        ++sized;
        if (candidate.readable) {
            Result<QByteArray> samples =
                unpackedSamples(candidate.packed, {place.width, place.height, channels}, candidate.filtered);
            if (samples && sha256Of(*samples) == place.sha256) {
                found = std::move(*samples);
            }
        }
        return !found && sized < kMostUnpacked;
    };
    if (file.first(std::min<qsizetype>(file.size(), 1024)).contains("%PDF-")) {
        visitPdf(file, place, visit);
    } else {
        visitSvg(file, place, channels, visit);
    }
    if (found) {
        return std::move(*found);
    }
    const std::string size = std::to_string(place.width) + " x " + std::to_string(place.height) + " pixels";
    if (sized == 0) {
        return fail(ErrorCode::NotFound,
                    "the raster of " + size +
                        " that holds this figure's pictures is not in the file: another "
                        "program has taken it out or resized it; export the figure again");
    }
    return fail(ErrorCode::BadFile,
                "the raster of " + size +
                    " in this file is not the one that the figure was written with: another "
                    "program has changed it; export the figure again");
}

}  // namespace pivot::figures
