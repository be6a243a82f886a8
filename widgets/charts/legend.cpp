// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/legend.h"

#include <QPainter>
#include <cmath>

namespace pivot {
namespace {

constexpr int kSwatch = 10;
constexpr int kLineSwatch = 22;
constexpr int kBeside = 4;  // between a swatch and its text
constexpr int kApart = 12;  // between entries

int swatchWidth(const LegendEntry& entry) {
    return entry.kind == LegendEntry::Kind::Line ? kLineSwatch : kSwatch;
}

}  // namespace

Legend::Legend(QWidget* parent) : QWidget(parent) {
    setFont(fonts::small(font()));
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void Legend::setEntries(std::vector<LegendEntry> entries, const QColor& ink) {
    if (entries == m_entries && ink == m_ink) {
        return;
    }
    m_entries = std::move(entries);
    m_ink = ink;
    setAccessibleName(texts().join(QStringLiteral(", ")));
    setVisible(!m_entries.empty());
    updateGeometry();
    update();
}

QStringList Legend::texts() const {
    QStringList texts;
    for (const LegendEntry& entry : m_entries) {
        texts << entry.text;
    }
    return texts;
}

QSize Legend::sizeHint() const {
    const QFontMetricsF metrics(font());
    double width = 0;
    for (const LegendEntry& entry : m_entries) {
        width +=
            (width > 0 ? kApart : 0) + swatchWidth(entry) + kBeside + metrics.horizontalAdvance(entry.text);
    }
    return {static_cast<int>(std::ceil(width)) + 1, static_cast<int>(std::ceil(metrics.height()))};
}

void Legend::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paint(painter, rect());
}

void Legend::paint(QPainter& painter, const QRectF& box) const {
    painter.setFont(font());
    const QFontMetricsF metrics(font());
    double x = box.left();
    for (const LegendEntry& entry : m_entries) {
        const QRectF swatch(x, box.top() + std::floor((box.height() - kSwatch) / 2.0), swatchWidth(entry),
                            kSwatch);
        painter.setPen(entry.outline);
        painter.setBrush(entry.brush);
        switch (entry.kind) {
            case LegendEntry::Kind::Fill:
                painter.drawRoundedRect(swatch, 2, 2);
                break;
            case LegendEntry::Kind::Mark:
                paintMarker(painter, entry.marker, swatch.center(), 8);
                break;
            case LegendEntry::Kind::Line:
                painter.drawLine(QPointF(swatch.left(), swatch.center().y()),
                                 QPointF(swatch.right(), swatch.center().y()));
                break;
        }
        x += swatchWidth(entry) + kBeside;
        const double width = metrics.horizontalAdvance(entry.text);
        painter.setPen(m_ink);
        painter.drawText(QRectF(x, box.top(), width + 1, box.height()), Qt::AlignLeft | Qt::AlignVCenter,
                         entry.text);
        x += width + kApart;
    }
}

}  // namespace pivot
