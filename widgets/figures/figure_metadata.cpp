// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/figure_metadata.h"

#include "widgets/figures/raster_search.h"
#include "widgets/figures/raster_stream.h"

#include <zlib.h>

#include <QFile>
#include <QStringList>
#include <algorithm>

namespace pivot::figures {
namespace {

constexpr QByteArrayView kMarker("figure-data-v1:");
constexpr qsizetype kMostFile = 256LL << 20;
constexpr std::size_t kMostInflated = 64U << 20U;
constexpr qint64 kHead = 256LL << 10;

QByteArray deflated(const std::string& text) {
    uLongf size = compressBound(static_cast<uLong>(text.size()));
    QByteArray out(static_cast<qsizetype>(size), Qt::Uninitialized);
    compress2(reinterpret_cast<Bytef*>(out.data()), &size, reinterpret_cast<const Bytef*>(text.data()),
              static_cast<uLong>(text.size()), Z_BEST_COMPRESSION);
    out.truncate(static_cast<qsizetype>(size));
    return out;
}

bool isBase64(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' ||
           c == '/' || c == '=';
}

}  // namespace

QByteArray metadataOf(const FigureDocument& document, const RasterPlace* place) {
    // The full stop keeps what follows in the file from being taken for more.
    return kMarker.toByteArray() + deflated(documentText(document, place)).toBase64() + '.';
}

QString metadataInWords(const FigureDocument& document) {
    const FigureSpec& spec = document.spec;
    if (spec.style.anonymous) {
        return {};
    }
    QStringList words{QStringLiteral("figure %1").arg(QString::fromUtf8(toString(spec.kind)))};
    QStringList ids;
    for (const std::string& id : spec.experiments) {
        ids << QString::fromStdString(id);
    }
    if (!ids.isEmpty()) {
        words << QStringLiteral("experiments %1").arg(ids.join(QLatin1Char(' ')));
    }
    if (!spec.query.empty()) {
        words << QStringLiteral("query %1").arg(QString::fromStdString(spec.query));
    }
    return words.join(QStringLiteral("; "));
}

Result<FigureDocument> readMetadata(const QByteArray& bytes) {
    const qsizetype marker = bytes.indexOf(kMarker);
    if (marker < 0) {
        return fail(
            ErrorCode::NotFound,
            "there is no figure data in this file: it is none of this program's figures, or another program "
            "has taken the data out");
    }
    const char* begin = bytes.constData() + marker + kMarker.size();
    const char* end = std::find_if_not(begin, bytes.constData() + bytes.size(), isBase64);
    auto packed = QByteArray::fromBase64Encoding(QByteArray(begin, end - begin),
                                                 QByteArray::AbortOnBase64DecodingErrors);
    if (!packed) {
        return fail(ErrorCode::BadFile, "the figure's data in this file is damaged; export the figure again");
    }
    const Result<std::string> text = inflated(packed.decoded, kMostInflated);
    if (!text) {
        return fail(ErrorCode::BadFile, "the figure's description in this file cannot be unpacked: " +
                                            text.error().message + "; export the figure again");
    }
    return readDocument(*text, [&bytes](const RasterPlace& place, int channels) {
        return embeddedSamples(bytes, place, channels);
    });
}

Result<FigureDocument> readFigureFile(const std::filesystem::path& file) {
    const auto named = [&](Error error) {
        error.message = file.filename().string() + ": " + error.message;
        return tl::unexpected<Error>(std::move(error));
    };
    QFile in(QString::fromStdString(file.string()));
    if (!in.open(QIODevice::ReadOnly)) {
        return named(
            {ErrorCode::Io, "it cannot be read (" + in.errorString().toStdString() + "); check its name"});
    }
    if (in.size() > kMostFile) {
        return named({ErrorCode::BadFile, "it is larger than 256 MiB, which no figure of ours is"});
    }
    const QByteArray bytes = in.read(kMostFile);
    Result<FigureDocument> document =
        bytes.trimmed().startsWith('{')
            ? readDocument({bytes.constData(), static_cast<std::size_t>(bytes.size())})
            : readMetadata(bytes);
    if (!document) {
        return named(document.error());
    }
    return document;
}

bool looksLikeFigure(const std::filesystem::path& file) {
    QFile in(QString::fromStdString(file.string()));
    if (!in.open(QIODevice::ReadOnly)) {
        return false;
    }
    return in.read(kHead).contains(kMarker);
}

}  // namespace pivot::figures
