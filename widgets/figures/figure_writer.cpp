// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/figure_writer.h"

#include "core/number_text.h"
#include "widgets/figures/figure_metadata.h"
#include "widgets/figures/figure_scene.h"
#include "widgets/figures/table_writer.h"

#include <zlib.h>

#include <QBuffer>
#include <QFile>
#include <QPainter>
#include <QSaveFile>
#include <cmath>

namespace pivot::figures {
namespace {

constexpr double kPixelsAtMost = 400e6;
constexpr std::size_t kRowsAtMost = 5000;  // of a table that is typeset

QByteArray bytesOf(const std::string& text) {
    return QByteArray(text.data(), static_cast<qsizetype>(text.size()));
}

Result<QImage> imageOf(const Scene& scene, double dpi) {
    const double scale = dpi / 72;
    const QSizeF size = scene.sizePt * scale;
    if (size.width() * size.height() > kPixelsAtMost) {
        return fail(ErrorCode::Usage,
                    "the picture would have more than 400 million pixels: lower the dots an inch");
    }
    QImage image(std::max(1, static_cast<int>(std::lround(size.width()))),
                 std::max(1, static_cast<int>(std::lround(size.height()))), QImage::Format_RGB32);
    if (image.isNull()) {
        return fail(ErrorCode::Usage,
                    "there is no memory for a picture of this size: lower the dots an inch");
    }
    image.fill(Qt::white);
    QPainter painter(&image);
    painter.scale(image.width() / scene.sizePt.width(), image.height() / scene.sizePt.height());
    paintScene(painter, scene);
    return image;
}

void appendNumber(QByteArray& out, quint32 value) {
    for (const unsigned shift : {24U, 16U, 8U, 0U}) {
        out += static_cast<char>((value >> shift) & 0xFFU);
    }
}

/// An uncompressed iTXt chunk of the PNG specification.
QByteArray textChunk(const QByteArray& keyword, const QByteArray& text) {
    const QByteArray body = QByteArray("iTXt") + keyword + QByteArray(5, '\0') + text;
    QByteArray chunk;
    appendNumber(chunk, static_cast<quint32>(body.size() - 4));
    chunk += body;
    appendNumber(chunk, static_cast<quint32>(crc32(0, reinterpret_cast<const Bytef*>(body.constData()),
                                                   static_cast<uInt>(body.size()))));
    return chunk;
}

Result<void> saveOne(const QByteArray& bytes, const std::filesystem::path& file) {
    const QString name = QString::fromStdString(file.string());
    const auto failed = [&](const QString& why) {
        return fail(ErrorCode::Io, file.string() + " cannot be written (" + why.toStdString() +
                                       "): check the folder and its permissions");
    };
    if (QFile old(name); old.open(QIODevice::ReadOnly)) {
        if (old.isSequential()) {  // a pipe: it is written to, not replaced
            old.close();
            return old.open(QIODevice::WriteOnly) && old.write(bytes) == bytes.size()
                       ? Result<void>()
                       : failed(old.errorString());
        }
        if (old.size() == bytes.size() && old.readAll() == bytes) {
            return {};
        }
    }
    QSaveFile out(name);
    if (!out.open(QIODevice::WriteOnly) || out.write(bytes) != bytes.size() || !out.commit()) {
        return failed(out.errorString());
    }
    return {};
}

}  // namespace

Result<QByteArray> pngOf(const Scene& scene, const FigureDocument& document) {
    const int dpi = document.spec.style.dpi;
    Result<QImage> image = imageOf(scene, dpi);
    if (!image) {
        return tl::unexpected(image.error());
    }
    const int perMetre = static_cast<int>(std::lround(dpi / 0.0254));
    image->setDotsPerMeterX(perMetre);
    image->setDotsPerMeterY(perMetre);
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    if (!image->save(&buffer, "PNG")) {
        return fail(ErrorCode::Io, "the picture could not be encoded: try fewer dots an inch");
    }
    // Behind the head of the file, a signature of 8 and a chunk of 25 bytes, where a reader finds it at once.
    QByteArray texts;
    if (const QString words = metadataInWords(document); !words.isEmpty()) {
        texts += textChunk("Description", words.toUtf8()) + textChunk("Software", "PIVOT Workbench");
    }
    QByteArray png = buffer.data();
    return png.insert(33, texts + textChunk("figure", metadataOf(document)));
}

Result<QImage> figureImage(const FigureDocument& document, double dpi) {
    const Result<Scene> scene = sceneOf(document);
    if (!scene) {
        return tl::unexpected(scene.error());
    }
    return imageOf(*scene, dpi);
}

Result<WrittenFigure> writeFigure(const FigureDocument& asked, FigureFormat format, const std::string& name) {
    const FigureDocument document = withoutIdentity(asked);
    if (const auto fits = check(document.spec.style); !fits) {
        return tl::unexpected(fits.error());
    }
    if (format == FigureFormat::Json) {
        return WrittenFigure{bytesOf(documentText(document) + '\n'), {}};
    }
    if (format == FigureFormat::Pgf) {
        return pgfOf(document, name);
    }
    if (!isDrawing(format)) {
        const Table table = tableOf(document.data);
        if (format != FigureFormat::Csv && table.rows.size() > kRowsAtMost) {
            return fail(ErrorCode::Usage, "a table of " + std::to_string(table.rows.size()) +
                                              " rows is nothing to typeset: write it as csv");
        }
        return WrittenFigure{bytesOf(format == FigureFormat::Csv   ? csvOf(table)
                                     : format == FigureFormat::Tex ? latexOf(table)
                                                                   : markdownOf(table)),
                             {}};
    }
    const Result<Scene> scene = sceneOf(document);
    if (!scene) {
        return tl::unexpected(scene.error());
    }
    Result<QByteArray> bytes = format == FigureFormat::Pdf   ? pdfOf(*scene, document)
                               : format == FigureFormat::Png ? pngOf(*scene, document)
                                                             : Result<QByteArray>(svgOf(*scene, document));
    if (!bytes) {
        return tl::unexpected(bytes.error());
    }
    return WrittenFigure{std::move(*bytes), {}};
}

Result<void> saveFigure(const WrittenFigure& figure, const std::filesystem::path& file) {
    for (const SideFile& side : figure.beside) {  // before what names them
        const std::filesystem::path beside = file.parent_path() / (file.stem().string() + side.suffix);
        if (auto saved = saveOne(side.bytes, beside); !saved) {
            return saved;
        }
    }
    return saveOne(figure.bytes, file);
}

Result<FigureFormat> formatOfFile(const std::filesystem::path& file) {
    std::string suffix = QString::fromStdString(file.extension().string()).toLower().toStdString();
    if (suffix.starts_with('.')) {
        suffix.erase(0, 1);
    }
    const Result<FigureFormat> format = parseFigureFormat(suffix);
    if (!format) {
        return fail(ErrorCode::Usage,
                    "the format does not show from the name " + inQuotes(file.filename().string()) +
                        ": give --format, or a suffix such as .pdf, .svg, .png, .pgf, .csv, .json, "
                        ".tex or .md");
    }
    return format;
}

}  // namespace pivot::figures
