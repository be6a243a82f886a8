// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/plot_view.h"

#include "widgets/charts/plot_zoom.h"

#include <QContextMenuEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>
#include <cmath>

namespace pivot {
namespace {

constexpr double kWheelStep = 1.2;  // a notch of the wheel
constexpr double kNotch = 120;      // Qt's units of it
constexpr double kReach = 8;        // pixels beside the plot that still read it
constexpr double kFrameFrom = 4;    // pixels that are no click any more

}  // namespace

PlotCard::View::View(QChart* chart, PlotCard& card) : QChartView(chart), m_card(card) {
    setRenderHint(QPainter::Antialiasing);
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::NoFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setViewportUpdateMode(QGraphicsView::FullViewportUpdate);
    // Opaque, so that the card and the page behind it are not painted again at every frame of a run.
    setBackgroundBrush(card.theme().surface);
    viewport()->setAttribute(Qt::WA_OpaquePaintEvent);
    setMinimumSize(200, 120);
    setMouseTracking(true);
}

void PlotCard::View::resizeEvent(QResizeEvent* event) {
    QChartView::resizeEvent(event);
    m_card.m_zoom->plotResized();
    m_card.plotResized();
}

void PlotCard::View::mousePressEvent(QMouseEvent* event) {
    event->ignore();  // the card takes the focus
    const QPointF position = event->position();
    if (m_card.m_empty || m_gesture != Gesture::None) {
        return;
    }
    const bool shift = event->modifiers().testFlag(Qt::ShiftModifier);
    const bool onPlot = m_card.plotArea().contains(position);
    if (event->button() == Qt::LeftButton && !shift && m_card.canGrab(position)) {
        m_gesture = Gesture::Mark;
    } else if (onPlot &&
               (event->button() == Qt::MiddleButton || (event->button() == Qt::LeftButton && shift))) {
        m_gesture = Gesture::Pan;
    } else if (onPlot && event->button() == Qt::LeftButton) {
        m_gesture = Gesture::Frame;
    } else {
        return;
    }
    m_button = event->button();
    m_from = m_last = position;
    m_card.setFocus(Qt::MouseFocusReason);
    if (m_gesture != Gesture::Frame) {
        m_card.showReadout(-1);
    }
    showCursor(position);
    event->accept();
}

void PlotCard::View::mouseMoveEvent(QMouseEvent* event) {
    const QPointF position = event->position();
    if (m_gesture != Gesture::None && !event->buttons().testFlag(m_button)) {
        end();  // released where this view did not see it
    }
    switch (m_gesture) {
        case Gesture::Mark:
            m_card.dragTo(position);
            return;
        case Gesture::Pan:
            m_card.m_zoom->panBy(position - m_last);
            m_last = position;
            return;
        case Gesture::Frame:
            m_last = position;
            m_card.showReadout(-1);
            m_card.repaintOverlay();
            return;
        case Gesture::None:
            break;
    }
    QChartView::mouseMoveEvent(event);
    showCursor(position);
    const bool inside = m_card.plotArea().adjusted(-kReach, -kReach, kReach, kReach).contains(position);
    m_card.showReadout(inside && !m_card.m_empty ? m_card.readoutNear(position) : -1);
}

void PlotCard::View::mouseReleaseEvent(QMouseEvent* event) {
    event->ignore();
    if (m_gesture == Gesture::None || event->button() != m_button) {
        return;
    }
    m_last = m_gesture == Gesture::Frame ? event->position() : m_last;
    if (m_gesture == Gesture::Frame && (m_last - m_from).manhattanLength() >= kFrameFrom) {
        m_card.m_zoom->zoomTo(QRectF(m_from, m_last));
    }
    end();
    showCursor(event->position());
    event->accept();
}

void PlotCard::View::mouseDoubleClickEvent(QMouseEvent* event) {
    event->ignore();
    if (event->button() == Qt::LeftButton && m_card.m_zoom->isZoomed()) {
        end();
        m_card.m_zoom->reset();
        event->accept();
    }
}

void PlotCard::View::end() {
    const Gesture ended = std::exchange(m_gesture, Gesture::None);
    if (ended == Gesture::Mark) {
        m_card.dropped();
    } else if (ended == Gesture::Frame) {
        m_card.repaintOverlay();
    }
}

void PlotCard::View::showCursor(const QPointF& position) {
    const bool grabs = !m_card.m_empty && m_gesture != Gesture::Frame && m_card.canGrab(position);
    viewport()->setCursor(m_gesture == Gesture::Pan ? Qt::ClosedHandCursor
                          : grabs                   ? Qt::SizeHorCursor
                                                    : Qt::ArrowCursor);
}

void PlotCard::View::wheelEvent(QWheelEvent* event) {
    const QRectF plot = m_card.plotArea();
    const QPointF position = event->position();
    const bool beside = position.x() < plot.left() || position.x() > plot.right();
    const bool below = position.y() > plot.bottom();
    const double notches = event->angleDelta().y() / kNotch;
    if (m_card.m_empty || notches == 0.0 || (beside && below)) {
        event->ignore();
        return;
    }
    // Over the labels of an axis that axis alone; what stands under the pointer stays there.
    const double factor = std::pow(kWheelStep, notches);
    m_card.m_zoom->zoomBy(beside ? 1.0 : factor, below ? 1.0 : factor, position);
    m_card.showReadout(beside || below ? -1 : m_card.readoutNear(position));
    event->accept();
}

void PlotCard::View::leaveEvent(QEvent* event) {
    QChartView::leaveEvent(event);
    m_card.showReadout(-1);
}

void PlotCard::View::contextMenuEvent(QContextMenuEvent* event) {
    event->ignore();  // the card's
}

void PlotCard::View::drawForeground(QPainter* painter, const QRectF& rect) {
    QChartView::drawForeground(painter, rect);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setFont(m_card.axisFont());
    const QRectF plot = m_card.plotArea();
    if (m_card.m_empty) {
        painter->setPen(m_card.theme().muted);
        painter->drawText(QRectF(viewport()->rect()).adjusted(24, 0, -24, 0),
                          Qt::AlignCenter | Qt::TextWordWrap, m_card.m_emptyText);
    } else {
        painter->save();
        if (m_card.m_zoom->isZoomed()) {
            painter->setClipRect(plot.adjusted(-1, -kReach, 1, 1), Qt::IntersectClip);
        }
        m_card.paintOverlay(*painter, plot);
        painter->restore();
        m_card.paintBeside(*painter, plot);
        if (!m_card.m_onPaper) {
            m_card.paintReadout(*painter, plot);
        }
    }
    if (m_gesture == Gesture::Frame && !m_card.m_onPaper &&
        (m_last - m_from).manhattanLength() >= kFrameFrom) {
        QColor fill = m_card.theme().accent;
        painter->setPen(QPen(fill, 1.0));
        fill.setAlphaF(0.12F);
        painter->setBrush(fill);
        painter->drawRect(QRectF(m_from, m_last).normalized() & plot);
    }
    painter->restore();
}

}  // namespace pivot
