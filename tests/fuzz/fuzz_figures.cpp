// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/figure_metadata.h"
#include "widgets/figures/figure_writer.h"
#include "widgets/figures/grid_raster.h"
#include "widgets/figures/raster_stream.h"

#include <QGuiApplication>
#include <cstdint>
#include <cstdlib>
#include <string_view>

using namespace pivot;
using namespace pivot::figures;

namespace {

void draw(const Result<FigureDocument>& document) {
    if (!document) {
        if (document.error().message.empty()) {
            std::abort();
        }
        return;
    }
    for (const FigureFormat format :
         {FigureFormat::Svg, FigureFormat::Pdf, FigureFormat::Pgf, FigureFormat::Csv, FigureFormat::Tex}) {
        const auto written = writeFigure(*document, format);
        if (!written) {
            if (written.error().message.empty()) {
                std::abort();
            }
            continue;
        }
        // What was drawn is read again, and is the same.
        if (format == FigureFormat::Svg || format == FigureFormat::Pdf) {
            const auto again = readMetadata(written->bytes);
            if (!again || !(*again == withoutIdentity(*document))) {
                std::abort();
            }
        }
    }
    (void)figureImage(*document, 36);
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int* count, char*** arguments) {
    qputenv("QT_QPA_PLATFORM", "offscreen");
    static QGuiApplication application(*count, *arguments);
    return 0;
}

/// The bytes as the description that stands packed inside of a file, where they begin as one, or as a whole
/// file, of which a PNG is also taken apart; what can be read is drawn.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto* text = reinterpret_cast<const char*>(data);
    if (std::string_view(text, size).starts_with('{')) {
        draw(readDocument({text, size}, [](const RasterPlace& place, int channels) -> Result<QByteArray> {
            constexpr std::int64_t kEnough = 1 << 22;
            const std::int64_t bytes = std::int64_t{place.width} * place.height * channels;
            return bytes > kEnough ? Result<QByteArray>(fail(ErrorCode::BadFile, "too large to try"))
                                   : QByteArray(static_cast<qsizetype>(bytes), 'x');
        }));
        return 0;
    }
    if (std::string_view(text, size).starts_with("\x89PNG")) {
        const auto parts = pngParts(QByteArrayView(text, static_cast<qsizetype>(size)));
        if (parts && parts->shape.bytes() < (1U << 24U)) {
            (void)unpackedSamples(parts->packed, parts->shape, true);
            (void)unpackedSamples(parts->packed, parts->shape, false);
        }
    }
    draw(readMetadata(QByteArray(text, static_cast<qsizetype>(size))));
    return 0;
}
