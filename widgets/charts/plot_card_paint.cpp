// SPDX-License-Identifier: GPL-3.0-or-later
// What a card paints over its plot, and its plot on paper.
#include "widgets/charts/plot_card.h"
#include "widgets/charts/plot_view.h"
#include "widgets/charts/plot_zoom.h"

#include <QAbstractAxis>
#include <QGraphicsLayout>
#include <QGraphicsLineItem>
#include <QGraphicsScene>
#include <QGraphicsTextItem>
#include <QPainter>
#include <QStyleOptionGraphicsItem>
#include <algorithm>

namespace pivot {
namespace {

constexpr double kReadoutPadding = 6;
constexpr double kReadoutApart = 12;  // between a place and the box with its values

/// Covers what reaches out of the plot and paints the axes there again.
void coverMargins(QPainter& painter, const QGraphicsScene& scene, const QRectF& all, const QRectF& plot) {
    painter.setPen(Qt::NoPen);
    painter.setBrush(Qt::white);
    const QRectF edge = plot.adjusted(-1, -1, 1, 1);
    painter.drawRect(QRectF(all.left(), all.top(), all.width(), edge.top() - all.top()));
    painter.drawRect(QRectF(all.left(), edge.bottom(), all.width(), all.bottom() - edge.bottom()));
    painter.drawRect(QRectF(all.left(), all.top(), edge.left() - all.left(), all.height()));
    painter.drawRect(QRectF(edge.right(), all.top(), all.right() - edge.right(), all.height()));
    QStyleOptionGraphicsItem option;
    for (QGraphicsItem* item : scene.items(Qt::AscendingOrder)) {
        const bool ofAxis =
            qgraphicsitem_cast<QGraphicsTextItem*>(item) || qgraphicsitem_cast<QGraphicsLineItem*>(item);
        const bool inside = item->sceneBoundingRect().intersects(plot.adjusted(2, 2, -2, -2));
        if (ofAxis && !inside && item->isVisible()) {
            painter.save();
            painter.setTransform(item->sceneTransform(), true);
            item->paint(&painter, &option, nullptr);
            painter.restore();
        }
    }
}

}  // namespace

void PlotCard::paintReadout(QPainter& painter, const QRectF& plot) const {
    if (m_readout < 0) {
        return;
    }
    const Readout values = readout(m_readout);
    if (values.lines.isEmpty()) {
        return;
    }
    if (values.crosshair) {
        painter.setPen(QPen(theme().muted, 1.0));
        painter.drawLine(QPointF(values.place.x(), plot.top()), QPointF(values.place.x(), plot.bottom()));
    }
    for (const auto& [mark, color] : values.marks) {
        painter.setPen(QPen(theme().surface, 1.5));
        painter.setBrush(color);
        painter.drawEllipse(mark, 4.5, 4.5);
    }
    const QFontMetricsF metrics(painter.font());
    double width = 0;
    for (const QString& line : values.lines) {
        width = std::max(width, metrics.horizontalAdvance(line));
    }
    const double lineHeight = metrics.height();
    QRectF box(0, 0, width + 2 * kReadoutPadding,
               static_cast<double>(values.lines.size()) * lineHeight + 2 * kReadoutPadding);
    // At the side with more room, so that the box never covers the place it speaks of.
    const bool atRight = values.place.x() + kReadoutApart + box.width() <= m_view->width() - 2.0;
    box.moveLeft(atRight ? values.place.x() + kReadoutApart
                         : std::max(2.0, values.place.x() - kReadoutApart - box.width()));
    box.moveTop(std::clamp(values.place.y() - box.height() / 2, plot.top(),
                           std::max(plot.top(), plot.bottom() - box.height() - 2)));
    painter.setPen(QPen(theme().muted, 1.0));
    painter.setBrush(theme().surface);
    painter.drawRoundedRect(box.translated(0.5, 0.5), 4, 4);
    painter.setPen(theme().text);
    double y = box.top() + kReadoutPadding;
    for (const QString& line : values.lines) {
        painter.drawText(QRectF(box.left() + kReadoutPadding, y, width + 2, lineHeight),
                         Qt::AlignLeft | Qt::AlignVCenter, line);
        y += lineHeight;
    }
}

void PlotCard::styleAxis(QAbstractAxis& axis, bool grid) const {
    const Theme& colors = theme();
    axis.setLabelsFont(axisFont());
    axis.setLabelsBrush(colors.muted);
    axis.setTitleFont(axisFont());
    axis.setTitleBrush(colors.muted);
    axis.setLinePen(QPen(axis.orientation() == Qt::Horizontal ? colors.muted : QColor(Qt::transparent), 1.0));
    axis.setGridLineVisible(grid);
    axis.setGridLinePen(QPen(colors.line, 1.0));
}

QRectF PlotCard::paintTag(QPainter& painter, const QPointF& anchor, Qt::Alignment alignment,
                          const QString& text, const QColor& color, const QRectF& bounds) const {
    const QFontMetricsF metrics(painter.font());
    QRectF box(0, 0, metrics.horizontalAdvance(text) + 4, metrics.height());
    box.moveCenter(anchor);
    if (alignment & Qt::AlignLeft) {
        box.moveLeft(anchor.x());
    } else if (alignment & Qt::AlignRight) {
        box.moveRight(anchor.x());
    }
    if (alignment & Qt::AlignTop) {
        box.moveTop(anchor.y());
    } else if (alignment & Qt::AlignBottom) {
        box.moveBottom(anchor.y());
    }
    box.moveLeft(
        std::clamp(box.left(), bounds.left(), std::max(bounds.left(), bounds.right() - box.width())));
    box.moveTop(std::clamp(box.top(), bounds.top(), std::max(bounds.top(), bounds.bottom() - box.height())));
    QColor patch = theme().surface;
    patch.setAlphaF(0.8F);
    painter.setPen(Qt::NoPen);
    painter.setBrush(patch);
    painter.drawRoundedRect(box, 2, 2);
    painter.setPen(color);
    painter.drawText(box, Qt::AlignCenter, text);
    return box;
}

QSize PlotCard::pictureSize() const {
    const int line = QFontMetrics(axisFont()).height() + tokens::kGrid;
    QSize size = m_view->size() + QSize(2 * tokens::kGap, 2 * tokens::kGap);
    size.rheight() +=
        m_legend->texts().isEmpty() ? 0 : m_legend->heightForWidth(m_view->width()) + tokens::kGrid;
    size.rheight() += m_footnote->fullText().isEmpty() ? 0 : line;
    return size;
}

void PlotCard::paintPicture(QPainter& painter, double pixelRatio, bool clips) {
    m_onPaper = true;
    m_paperRatio = pixelRatio;
    m_view->setBackgroundBrush(Qt::NoBrush);
    applyTheme();
    m_chart->layout()->activate();
    const QSizeF size = pictureSize();
    const double line = QFontMetrics(axisFont()).height() + tokens::kGrid;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(QRectF(QPointF(0, 0), size), Qt::white);
    painter.save();
    painter.translate(tokens::kGap, tokens::kGap);
    const double width = m_view->width();
    const double legendHeight = m_legend->heightForWidth(m_view->width());
    const double above = m_legend->texts().isEmpty() ? 0 : legendHeight + tokens::kGrid;
    painter.translate(0, above);
    const QRect whole(QPoint(0, 0), m_view->size());
    m_view->render(&painter, whole, whole);
    painter.setFont(axisFont());
    if (!clips && m_zoom->isZoomed()) {
        coverMargins(painter, *m_view->scene(), QRectF(QPointF(-tokens::kGap, -tokens::kGap - above), size),
                     plotArea());
        paintBeside(painter, plotArea());
    }
    if (above > 0) {
        m_legend->paint(painter, QRectF(0, -above, width, legendHeight));
    }
    if (!m_footnote->fullText().isEmpty()) {
        painter.setFont(axisFont());
        painter.setPen(theme().muted);
        painter.drawText(QRectF(0, whole.height(), width, line), Qt::AlignCenter, m_footnote->fullText());
    }
    painter.restore();
    m_onPaper = false;
    m_view->setBackgroundBrush(theme().surface);
    applyTheme();
    valuesChanged();
}

}  // namespace pivot
