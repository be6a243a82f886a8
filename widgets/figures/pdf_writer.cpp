// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/figure_metadata.h"
#include "widgets/figures/figure_writer.h"
#include "widgets/figures/grid_raster.h"
#include "widgets/figures/pdf_edits.h"
#include "widgets/figures/raster_stream.h"
#include "widgets/figures/scene.h"

#include <QBuffer>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>
#include <cmath>

namespace pivot::figures {
namespace {

constexpr int kUnitsPerPt = 10;  // so that the tenths of a pt, on which dots stand, are whole numbers

/// XMP as ISO 16684-1 has it, with the figure's data in a namespace of its own.
QByteArray xmpOf(const FigureDocument& document, const RasterPlace* place) {
    const auto text = [](const QString& words) { return words.toHtmlEscaped().toUtf8(); };
    QByteArray out =
        "<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
        "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF "
        "xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><rdf:Description rdf:about=\"\" "
        "xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:figure=\"urn:figure-data:1\">\n";
    if (!document.data.title.empty()) {
        out += "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">" +
               text(QString::fromStdString(document.data.title)) + "</rdf:li></rdf:Alt></dc:title>\n";
    }
    if (const QString words = metadataInWords(document); !words.isEmpty()) {
        out += "<dc:description><rdf:Alt><rdf:li xml:lang=\"x-default\">" + text(words) +
               "</rdf:li></rdf:Alt></dc:description>\n";
    }
    return out + "<figure:data>" + metadataOf(document, place) +
           "</figure:data>\n</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end=\"r\"?>";
}

/// Qt writes three channels of each image, unfiltered. Its place is taken by the rows of the PNG, which a PDF
/// holds as they are (ISO 32000-1, 7.4.4.4): smaller, and a map keeps the places in its palette.
Result<void> putRaster(PdfEdits& edits, qsizetype& from, const QByteArray& png) {
    const Result<PngParts> parts = pngParts(png);
    const qsizetype key = edits.find("/Subtype /Image", from);
    const qsizetype begin = edits.bytes().lastIndexOf("<<", key);
    const qsizetype stream = edits.bytes().indexOf("\nstream\n", key),
                    end = edits.bytes().indexOf("\nendstream", stream);
    if (!parts || key < 0 || begin < 0 || stream < 0 || end < 0) {
        return fail(ErrorCode::Internal, "a raster could not be put into the PDF; please report this");
    }
    const RasterShape& shape = parts->shape;
    const QByteArray colors = !parts->palette.isEmpty() && shape.channels == 1
                                  ? "[/Indexed /DeviceRGB " +
                                        QByteArray::number(parts->palette.size() / 3 - 1) + " <" +
                                        parts->palette.toHex() + ">]"
                                  : QByteArray(shape.channels == 1 ? "/DeviceGray" : "/DeviceRGB");
    const QByteArray width = QByteArray::number(shape.width);
    const QByteArray object = "<<\n/Type /XObject\n/Subtype /Image\n/Width " + width + "\n/Height " +
                              QByteArray::number(shape.height) + "\n/BitsPerComponent 8\n/ColorSpace " +
                              colors + "\n/Filter /FlateDecode\n/DecodeParms <</Predictor 15 " + "/Colors " +
                              QByteArray::number(shape.channels) + " /Columns " + width + ">>\n/Length " +
                              QByteArray::number(parts->packed.size()) + "\n>>\nstream\n" + parts->packed;
    edits.replace(begin, end - begin, object);
    from = begin + object.size();
    return {};
}

/// What Qt cannot leave out or say: the date, which would make each file another one, a page of no whole pt,
/// and small rasters.
Result<QByteArray> finished(QByteArray bytes, const QSizeF& sizePt, const std::vector<QByteArray>& rasters) {
    std::optional<PdfEdits> edits = PdfEdits::of(std::move(bytes));
    if (!edits) {
        return fail(ErrorCode::Internal, "the PDF that Qt wrote has no table of offsets; please report this");
    }
    for (const char* key : {"/CreationDate (", "/ModDate ("}) {
        if (const qsizetype at = edits->find(key); at >= 0) {
            const qsizetype end = edits->bytes().indexOf(')', at);
            edits->replace(at, end + 1 - at, {});
        }
    }
    if (const qsizetype at = edits->find("/MediaBox ["); at >= 0) {
        const qsizetype end = edits->bytes().indexOf(']', at);
        edits->replace(at, end + 1 - at,
                       "/MediaBox [0 0 " + QByteArray::number(sizePt.width(), 'g', 8) + ' ' +
                           QByteArray::number(sizePt.height(), 'g', 8) + ']');
    }
    qsizetype from = 0;
    for (const QByteArray& png : rasters) {
        if (const auto put = putRaster(*edits, from, png); !put) {
            return tl::unexpected(put.error());
        }
    }
    return edits->bytes();
}

}  // namespace

Result<QByteArray> pdfOf(const Scene& scene, const FigureDocument& document) {
    const DrawnRasters rasters = rastersOf(scene, document.data);
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    // Pages of Qt have whole pt, counted from the top: a height of none would shift what is painted.
    const double height = std::ceil(scene.sizePt.height() - 1e-6);
    {
        QPdfWriter writer(&buffer);
        if (!document.spec.style.anonymous) {
            writer.setTitle(QString::fromStdString(document.data.title));
            writer.setCreator(QStringLiteral("PIVOT Workbench"));
        }
        writer.setDocumentXmpMetadata(xmpOf(document, rasters.place ? &*rasters.place : nullptr));
        writer.setResolution(72 * kUnitsPerPt);
        writer.setPageSize(QPageSize(QSizeF(std::ceil(scene.sizePt.width() - 1e-6), height), QPageSize::Point,
                                     {}, QPageSize::ExactMatch));
        writer.setPageMargins({});
        QPainter painter(&writer);
        if (!painter.isActive()) {
            return fail(ErrorCode::Internal, "the PDF could not be begun; please report this");
        }
        painter.scale(kUnitsPerPt, kUnitsPerPt);
        paintScene(painter, scene);
    }
    return finished(buffer.data(), {scene.sizePt.width(), height}, rasters.pngs);
}

}  // namespace pivot::figures
