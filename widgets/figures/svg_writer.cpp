// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/figure_metadata.h"
#include "widgets/figures/figure_writer.h"
#include "widgets/figures/grid_raster.h"
#include "widgets/figures/scene.h"

#include <array>
#include <charconv>
#include <cmath>

namespace pivot::figures {
namespace {

/// Hundredths of a pt, without what says nothing: `.5`, `-3`.
void append(QByteArray& out, double value) {
    const long hundredths = std::lround(value * 100);
    std::array<char, 32> text{};
    const auto end =
        std::to_chars(text.data(), text.data() + text.size(), static_cast<double>(hundredths) / 100);
    QByteArrayView number(text.data(), end.ptr - text.data());
    if (number.startsWith("0.")) {
        number = number.sliced(1);
    } else if (number.startsWith("-0.")) {
        out += '-';
        number = number.sliced(2);
    }
    out += number;
}

void append(QByteArray& out, double x, double y) {
    append(out, x);
    if (std::lround(y * 100) >= 0) {
        out += ' ';
    }
    append(out, y);
}

QByteArray pathData(const QPainterPath& path) {
    QByteArray out;
    QPointF start;
    for (int i = 0; i < path.elementCount(); ++i) {
        const QPainterPath::Element& e = path.elementAt(i);
        switch (e.type) {
            case QPainterPath::MoveToElement:
                start = e;
                out += 'M';
                append(out, e.x, e.y);
                break;
            case QPainterPath::LineToElement: {
                const bool ends = i + 1 == path.elementCount() || path.elementAt(i + 1).isMoveTo();
                if (ends && QPointF(e) == start) {
                    out += 'Z';
                    break;
                }
                out += 'L';
                append(out, e.x, e.y);
                break;
            }
            case QPainterPath::CurveToElement:
                out += 'C';
                append(out, e.x, e.y);
                for (const int next : {i + 1, i + 2}) {
                    out += ' ';
                    append(out, path.elementAt(next).x, path.elementAt(next).y);
                }
                i += 2;
                break;
            case QPainterPath::CurveToDataElement:
                break;
        }
    }
    return out;
}

QByteArray attribute(const char* name, const QColor& color) {
    return QByteArray(" ") + name + "=\"" + (color.isValid() ? color.name().toLatin1() : QByteArray("none")) +
           '"';
}

QByteArray escaped(const QString& text) {
    QString clean;
    for (const QChar c : text) {  // XML has no other control characters
        if (c.unicode() >= 0x20 || c == QLatin1Char('\n') || c == QLatin1Char('\t')) {
            clean += c;
        }
    }
    return clean.toHtmlEscaped().toUtf8();
}

void write(QByteArray& out, const ScenePath& item) {
    out += "<path" + attribute("fill", item.fill);
    if (item.fill.isValid() && item.path.fillRule() == Qt::OddEvenFill) {
        out += " fill-rule=\"evenodd\"";
    }
    if (item.stroke.isValid()) {
        out += attribute("stroke", item.stroke) + " stroke-width=\"";
        append(out, item.widthPt);
        out += '"';
        if (!item.dash.empty()) {
            out += " stroke-dasharray=\"";
            for (std::size_t i = 0; i < item.dash.size(); ++i) {
                out += i > 0 ? " " : "";
                append(out, item.dash[i]);
            }
            out += '"';
        }
    }
    out += " d=\"" + pathData(item.path) + "\"/>\n";
}

/// One path of lines a tenth of a pt long (readers drop those of no length), whose round ends are the dots. A
/// step from dot to dot is some seven bytes.
void write(QByteArray& out, const SceneDots& item) {
    if (item.tenths.empty()) {
        return;
    }
    out += "<path transform=\"scale(.1)\" fill=\"none\"" + attribute("stroke", item.color) +
           " stroke-linecap=\"round\" stroke-width=\"";
    append(out, 10 * item.diameterPt);
    out += "\" d=\"";
    QPoint last;
    bool first = true;
    for (const QPoint& dot : item.tenths) {
        const QPoint step = dot - last;
        out += first ? 'M' : 'm';
        out += QByteArray::number(step.x());
        if (step.y() >= 0) {
            out += ' ';
        }
        out += QByteArray::number(step.y()) + "h1";
        last = dot + QPoint(1, 0);
        first = false;
    }
    out += "\"/>\n";
}

/// As outlines, so that no reader lacks the font; the text itself stands beside them for who cannot see it.
void write(QByteArray& out, const SceneText& item) {
    out += "<path aria-label=\"" + escaped(item.text) + '"' + attribute("fill", item.color) + " d=\"" +
           pathData(textOutline(item)) + "\"/>\n";
}

void write(QByteArray& out, const SceneImage& item, const QByteArray& png) {
    out += "<image x=\"";
    append(out, item.rect.x());
    out += "\" y=\"";
    append(out, item.rect.y());
    out += "\" width=\"";
    append(out, item.rect.width());
    out += "\" height=\"";
    append(out, item.rect.height());
    out +=
        "\" preserveAspectRatio=\"none\" style=\"image-rendering:pixelated\" "
        "xlink:href=\"data:image/png;base64," +
        png.toBase64() + "\"/>\n";
}

}  // namespace

QByteArray svgOf(const Scene& scene, const FigureDocument& document) {
    QByteArray size, box;
    append(box, scene.sizePt.width(), scene.sizePt.height());
    size += "width=\"";
    append(size, scene.sizePt.width());
    size += "pt\" height=\"";
    append(size, scene.sizePt.height());
    size += "pt\" viewBox=\"0 0 " + box + '"';
    QByteArray out =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" "
        "xmlns:xlink=\"http://www.w3.org/1999/xlink\" role=\"img\" " +
        size + ">\n";
    if (!document.data.title.empty()) {
        out += "<title>" + escaped(QString::fromStdString(document.data.title)) + "</title>\n";
    }
    if (const QString words = metadataInWords(document); !words.isEmpty()) {
        out += "<desc>" + escaped(words) + "</desc>\n";
    }
    const DrawnRasters rasters = rastersOf(scene, document.data);
    out += "<metadata><![CDATA[" + metadataOf(document, rasters.place ? &*rasters.place : nullptr) +
           "]]></metadata>\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n";
    auto png = rasters.pngs.begin();
    for (const auto& item : scene.items) {
        if (const auto* image = std::get_if<SceneImage>(&item)) {
            write(out, *image, *png++);
        } else if (const auto* path = std::get_if<ScenePath>(&item)) {
            write(out, *path);
        } else if (const auto* dots = std::get_if<SceneDots>(&item)) {
            write(out, *dots);
        } else if (const auto* text = std::get_if<SceneText>(&item)) {
            write(out, *text);
        }
    }
    return out + "</svg>\n";
}

}  // namespace pivot::figures
