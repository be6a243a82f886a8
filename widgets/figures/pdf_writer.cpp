// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/figure_metadata.h"
#include "widgets/figures/figure_writer.h"
#include "widgets/figures/pdf_edits.h"
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
QByteArray xmpOf(const FigureDocument& document) {
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
    return out + "<figure:data>" + metadataOf(document) +
           "</figure:data>\n</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end=\"r\"?>";
}

/// What Qt cannot leave out or say: the date, which would make each file another one, and a page of no whole
/// pt.
Result<QByteArray> finished(QByteArray bytes, const QSizeF& sizePt) {
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
    return edits->bytes();
}

}  // namespace

Result<QByteArray> pdfOf(const Scene& scene, const FigureDocument& document) {
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
        writer.setDocumentXmpMetadata(xmpOf(document));
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
    return finished(buffer.data(), {scene.sizePt.width(), height});
}

}  // namespace pivot::figures
