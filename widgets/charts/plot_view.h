// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/charts/plot_card.h"

#include <QChartView>
#include <optional>

namespace pivot {

/// What a card's plot is painted in. It asks its card for the marks over the plot and turns what the pointer
/// does into readouts, a dragged mark, and another part of the plot.
class PlotCard::View : public QChartView {
public:
    View(QChart* chart, PlotCard& card);

protected:
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void drawForeground(QPainter* painter, const QRectF& rect) override;

private:
    enum class Gesture { None, Mark, Frame, Pan };
    void end();
    void showCursor(const QPointF& position);

    PlotCard& m_card;
    Gesture m_gesture = Gesture::None;
    Qt::MouseButton m_button = Qt::NoButton;  ///< that the gesture began with
    QPointF m_from, m_last;
};

}  // namespace pivot
