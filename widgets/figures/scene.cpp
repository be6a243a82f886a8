// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/scene.h"

#include <QFont>
#include <QFontDatabase>
#include <QFontMetricsF>
#include <QPainter>
#include <QPen>
#include <algorithm>
#include <cmath>

namespace pivot::figures {
namespace {

// Text is laid out large and without hinting, and scaled: the same widths on every device.
constexpr int kLayoutPixels = 100;

/// Sans serif fonts in the TrueType format, that PDF readers and publishers take as they are.
QString family() {
    const QStringList there = QFontDatabase::families();
    for (const char* wanted : {"Liberation Sans", "Arimo", "DejaVu Sans"}) {
        if (there.contains(QLatin1String(wanted))) {
            return QLatin1String(wanted);
        }
    }
    return {};
}

const QFont& font(bool bold) {
    const auto made = [](bool isBold) {
        QFont f;
        if (const QString name = family(); !name.isEmpty()) {
            f = QFont(name);
        }
        f.setPixelSize(kLayoutPixels);
        f.setHintingPreference(QFont::PreferNoHinting);
        f.setKerning(true);
        f.setBold(isBold);
        return f;
    };
    static const QFont plain = made(false), heavy = made(true);
    return bold ? heavy : plain;
}

double alignShift(const SceneText& text) {
    const double width = textWidth(text.text, text.sizePt, text.bold);
    return text.align == TextAlign::Left ? 0.0 : text.align == TextAlign::Centre ? -width / 2 : -width;
}

QPen penOf(const QColor& color, double widthPt, const std::vector<double>& dash) {
    QPen pen(color, widthPt, Qt::SolidLine, Qt::FlatCap, Qt::MiterJoin);
    if (!dash.empty()) {
        QList<qreal> pattern;
        for (const double length : dash) {
            pattern << length / widthPt;  // Qt counts in widths of the pen
        }
        if (pattern.size() % 2 == 1) {
            pattern << pattern.last();
        }
        pen.setDashPattern(pattern);
    }
    return pen;
}

void paint(QPainter& painter, const ScenePath& item) {
    painter.setPen(item.stroke.isValid() ? penOf(item.stroke, item.widthPt, item.dash) : QPen(Qt::NoPen));
    painter.setBrush(item.fill.isValid() ? QBrush(item.fill) : QBrush());
    painter.drawPath(item.path);
}

void paint(QPainter& painter, const SceneDots& item) {
    // A line of no length with round ends is a dot, in every PDF reader too; Qt drops one of exactly none.
    QPainterPath path;
    for (const QPoint& dot : item.tenths) {
        path.moveTo(dot);
        path.lineTo(dot.x() + 0.01, dot.y());
    }
    painter.save();
    painter.scale(0.1, 0.1);
    painter.setPen(QPen(item.color, 10 * item.diameterPt, Qt::SolidLine, Qt::RoundCap));
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(path);
    painter.restore();
}

void paint(QPainter& painter, const SceneText& item) {
    painter.save();
    painter.translate(item.at);
    if (item.upwards) {
        painter.rotate(-90);
    }
    painter.translate(alignShift(item), 0);
    painter.scale(item.sizePt / kLayoutPixels, item.sizePt / kLayoutPixels);
    painter.setFont(font(item.bold));
    painter.setPen(item.color);
    painter.drawText(QPointF(0, 0), item.text);
    painter.restore();
}

void paint(QPainter& painter, const SceneImage& item) {
    painter.setRenderHint(QPainter::SmoothPixmapTransform, false);
    painter.drawImage(item.rect, item.image);
}

}  // namespace

void paintScene(QPainter& painter, const Scene& scene) {
    painter.setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing |
                           QPainter::LosslessImageRendering);
    for (const auto& item : scene.items) {
        std::visit([&painter](const auto& one) { paint(painter, one); }, item);
    }
}

double textWidth(const QString& text, double sizePt, bool bold) {
    return QFontMetricsF(font(bold)).horizontalAdvance(text) * sizePt / kLayoutPixels;
}

QPainterPath textOutline(const SceneText& text) {
    QPainterPath path;
    path.addText(QPointF(0, 0), font(text.bold), text.text);
    QTransform place;
    place.translate(text.at.x(), text.at.y());
    if (text.upwards) {
        place.rotate(-90);
    }
    place.translate(alignShift(text), 0);
    place.scale(text.sizePt / kLayoutPixels, text.sizePt / kLayoutPixels);
    return place.map(path);
}

double capHeight(double sizePt) {
    return 0.72 * sizePt;  // of the fonts above, within a hundredth
}

}  // namespace pivot::figures
