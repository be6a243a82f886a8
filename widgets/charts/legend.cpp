// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/legend.h"

#include <QPainter>
#include <algorithm>
#include <cmath>
#include <limits>

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

double Legend::entryWidth(const LegendEntry& entry) const {
    return swatchWidth(entry) + kBeside + QFontMetricsF(font()).horizontalAdvance(entry.text);
}

std::vector<Legend::Line> Legend::lines(double width) const {
    std::vector<Line> lines;
    for (std::size_t i = 0; i < m_entries.size(); ++i) {
        const double own = entryWidth(m_entries[i]);
        if (lines.empty() || lines.back().width + kApart + own > width) {
            lines.push_back({i, 1, own});
        } else {
            ++lines.back().count;
            lines.back().width += kApart + own;
        }
    }
    return lines;
}

QSize Legend::sizeHint() const {
    const std::vector<Line> all = lines(std::numeric_limits<double>::infinity());
    return {all.empty() ? 0 : static_cast<int>(std::ceil(all.front().width)) + 1,
            heightForWidth(QWIDGETSIZE_MAX)};
}

QSize Legend::minimumSizeHint() const {
    double widest = 0;
    for (const LegendEntry& entry : m_entries) {
        widest = std::max(widest, entryWidth(entry));
    }
    return {static_cast<int>(std::ceil(widest)) + 1, heightForWidth(QWIDGETSIZE_MAX)};
}

int Legend::heightForWidth(int width) const {
    const auto count = static_cast<double>(std::max<std::size_t>(1, lines(width).size()));
    return static_cast<int>(std::ceil(count * QFontMetricsF(font()).height()));
}

void Legend::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paint(painter, contentsRect());
}

void Legend::paint(QPainter& painter, const QRectF& box) const {
    painter.setFont(font());
    const std::vector<Line> all = lines(box.width());
    const double height = box.height() / static_cast<double>(std::max<std::size_t>(1, all.size()));
    // As wide as the widest line, at the right; the lines begin below each other.
    double wide = 0;
    for (const Line& line : all) {
        wide = std::max(wide, line.width);
    }
    double y = box.top();
    for (const Line& line : all) {
        double x = std::max(box.left(), box.right() - 1 - wide);
        for (std::size_t i = line.first; i < line.first + line.count; ++i) {
            const double width = entryWidth(m_entries[i]);
            paintEntry(painter, m_entries[i], QRectF(x, y, width, height));
            x += width + kApart;
        }
        y += height;
    }
}

void Legend::paintEntry(QPainter& painter, const LegendEntry& entry, const QRectF& box) const {
    const QRectF swatch(box.left(), box.top() + std::floor((box.height() - kSwatch) / 2.0),
                        swatchWidth(entry), kSwatch);
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
    painter.setPen(m_ink);
    painter.drawText(box.adjusted(swatch.width() + kBeside, 0, 1, 0), Qt::AlignLeft | Qt::AlignVCenter,
                     entry.text);
}

}  // namespace pivot
