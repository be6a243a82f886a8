// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/plot_card.h"

#include <QAbstractAxis>
#include <QChartView>
#include <QGraphicsLayout>
#include <QGraphicsScene>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QVBoxLayout>
#include <QValueAxis>
#include <algorithm>
#include <cmath>

namespace pivot {

namespace {

constexpr double kReadoutPadding = 6;
constexpr double kReadoutApart = 12;  // between a place and the box with its values

}  // namespace

/// The view asks its card for the marks over the plot and tells it where the pointer is.
class PlotCard::View : public QChartView {
public:
    View(QChart* chart, PlotCard& card) : QChartView(chart), m_card(card) {
        setRenderHint(QPainter::Antialiasing);
        setFrameShape(QFrame::NoFrame);
        setBackgroundBrush(Qt::NoBrush);
        setFocusPolicy(Qt::NoFocus);
        setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        setViewportUpdateMode(QGraphicsView::FullViewportUpdate);
        viewport()->setAutoFillBackground(false);
        setStyleSheet(QStringLiteral("background: transparent"));
        setMinimumSize(200, 120);
        setMouseTracking(true);
    }

protected:
    void resizeEvent(QResizeEvent* event) override {
        QChartView::resizeEvent(event);
        m_card.plotResized();
    }
    void mousePressEvent(QMouseEvent* event) override {
        event->ignore();  // the card takes the focus
        if (event->button() == Qt::LeftButton && !m_card.m_empty && m_card.canGrab(event->position())) {
            m_dragging = true;
            m_card.setFocus(Qt::MouseFocusReason);
            m_card.showReadout(-1);
            event->accept();
        }
    }
    void mouseReleaseEvent(QMouseEvent* event) override {
        event->ignore();
        if (m_dragging) {
            m_dragging = false;
            m_card.dropped();
            event->accept();
        }
    }
    void mouseMoveEvent(QMouseEvent* event) override {
        const QPointF position = event->position();
        if (m_dragging && !event->buttons().testFlag(Qt::LeftButton)) {
            m_dragging = false;  // released where this view did not see it
            m_card.dropped();
        }
        if (m_dragging) {
            m_card.dragTo(position);
            return;
        }
        QChartView::mouseMoveEvent(event);
        viewport()->setCursor(!m_card.m_empty && m_card.canGrab(position) ? Qt::SizeHorCursor
                                                                          : Qt::ArrowCursor);
        const bool inside = m_card.m_chart->plotArea().adjusted(-8, -8, 8, 8).contains(position);
        m_card.showReadout(inside && !m_card.m_empty ? m_card.readoutNear(position) : -1);
    }
    void leaveEvent(QEvent* event) override {
        QChartView::leaveEvent(event);
        m_card.showReadout(-1);
    }
    void drawForeground(QPainter* painter, const QRectF& rect) override {
        QChartView::drawForeground(painter, rect);
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setFont(m_card.axisFont());
        if (!m_card.m_empty) {
            const QRectF plot = m_card.m_chart->plotArea();
            m_card.paintOverlay(*painter, plot);
            m_card.paintReadout(*painter, plot);
        } else {
            painter->setPen(m_card.theme().muted);
            painter->drawText(QRectF(viewport()->rect()).adjusted(24, 0, -24, 0),
                              Qt::AlignCenter | Qt::TextWordWrap, m_card.m_emptyText);
        }
        painter->restore();
    }

private:
    PlotCard& m_card;
    bool m_dragging = false;
};

PlotCard::PlotCard(const ThemeSource& theme, const QString& title, QWidget* parent)
    : Card(parent),
      m_theme(theme),
      m_chart(new QChart),
      m_view(nullptr),
      m_title(new QLabel(title)),
      m_note(new ElidedLabel),
      m_footnote(new ElidedLabel),
      m_legend(new Legend),
      m_emptyText(tr("No images yet")) {
    m_chart->setBackgroundVisible(false);
    m_chart->setMargins(QMargins(0, 0, 0, 0));
    m_chart->layout()->setContentsMargins(0, 0, 0, 0);
    m_chart->legend()->hide();
    m_chart->setAnimationOptions(QChart::NoAnimation);
    m_chart->setLocalizeNumbers(true);
    m_chart->setLocale(QLocale(QLocale::English, QLocale::UnitedStates));
    m_view = new View(m_chart, *this);
    setAccessibleName(title);
    setFocusPolicy(Qt::StrongFocus);

    m_title->setFont(fonts::title(font()));
    for (ElidedLabel* label : {m_note, m_footnote}) {
        label->setProperty("role", "muted");
        label->setFont(fonts::small(font()));
    }
    m_note->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_note->setObjectName(QStringLiteral("note"));
    m_footnote->setAlignment(Qt::AlignHCenter | Qt::AlignVCenter);
    m_footnote->setObjectName(QStringLiteral("footnote"));
    m_footnote->hide();
    m_legend->hide();
    auto* heading = new QHBoxLayout;
    heading->setContentsMargins(tokens::kGrid, 0, tokens::kGrid, 0);
    heading->setSpacing(tokens::kGap);
    heading->addWidget(m_title);
    heading->addWidget(m_note, 1);
    heading->addWidget(m_legend);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(tokens::kGap, tokens::kGap, tokens::kGap, tokens::kGrid);
    layout->setSpacing(tokens::kGrid);
    layout->addLayout(heading);
    layout->addWidget(m_view, 1);
    layout->addWidget(m_footnote);
    connect(&m_theme, &ThemeSource::changed, this, &PlotCard::themeChanged);
}

void PlotCard::setTitle(const QString& title) {
    m_title->setText(title);
    setAccessibleName(title);
}

void PlotCard::setNote(const QString& note) {
    m_note->setFullText(note);
}

QString PlotCard::note() const {
    return m_note->fullText();
}

void PlotCard::setLegend(std::vector<LegendEntry> entries) {
    m_legend->setEntries(std::move(entries), theme().muted);
}

void PlotCard::setFootnote(const QString& text) {
    m_footnote->setFullText(text);
    m_footnote->setVisible(!text.isEmpty());
}

void PlotCard::setEmptyText(const QString& text) {
    if (text != m_emptyText) {
        m_emptyText = text;
        updateDescription();
        repaintOverlay();
    }
}

void PlotCard::setEmpty(bool empty) {
    if (empty == m_empty) {
        return;
    }
    m_empty = empty;
    for (QAbstractAxis* axis : m_chart->axes()) {
        axis->setVisible(!empty);
    }
    for (QAbstractSeries* series : m_chart->series()) {
        series->setVisible(!empty);
    }
}

void PlotCard::valuesChanged() {
    if (m_readout >= readoutCount()) {
        m_readout = -1;
    }
    // Qt Charts would lay out, and paint again, at the next turn of the event loop.
    m_chart->layout()->activate();
    updateDescription();
    repaintOverlay();
}

void PlotCard::updateDescription() {
    const QString text = m_empty          ? m_emptyText
                         : m_readout >= 0 ? readout(m_readout).lines.join(QStringLiteral(", "))
                                          : describe();
    if (text != accessibleDescription()) {
        setAccessibleDescription(text);
    }
}

Readout PlotCard::readout(int /*place*/) const {
    return {};
}

int PlotCard::readoutNear(const QPointF& position) const {
    int nearest = -1;
    double least = 0;
    for (int place = 0; place < readoutCount(); ++place) {
        const double distance = std::abs(readout(place).place.x() - position.x());
        if (nearest < 0 || distance < least) {
            nearest = place;
            least = distance;
        }
    }
    return nearest;
}

void PlotCard::showReadout(int place) {
    if (place != m_readout) {
        m_readout = place;
        updateDescription();
        repaintOverlay();
    }
}

void PlotCard::keyPressEvent(QKeyEvent* event) {
    const int count = m_empty ? 0 : readoutCount();
    int place = m_readout;
    switch (event->key()) {
        case Qt::Key_Right:
        case Qt::Key_Down:
            place = std::min(place + 1, count - 1);
            break;
        case Qt::Key_Left:
        case Qt::Key_Up:
            place = place < 0 ? count - 1 : std::max(0, place - 1);
            break;
        case Qt::Key_Home:
            place = 0;
            break;
        case Qt::Key_End:
            place = count - 1;
            break;
        case Qt::Key_Escape:
            place = -1;
            break;
        default:
            Card::keyPressEvent(event);
            return;
    }
    if (count > 0) {
        showReadout(place);
    }
}

void PlotCard::focusOutEvent(QFocusEvent* event) {
    Card::focusOutEvent(event);
    showReadout(-1);
}

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

QPointF PlotCard::placeOf(const QPointF& value, QAbstractSeries* series) const {
    return m_chart->mapToPosition(value, series);
}

QPointF PlotCard::valueAt(const QPointF& place, QAbstractSeries* series) const {
    return m_chart->mapToValue(place, series);
}

int PlotCard::verticalTicks() const {
    constexpr double kPadding = 12;  // of Qt Charts, above and below a label
    const double height = m_chart->plotArea().height() > 0 ? m_chart->plotArea().height() : 120.0;
    return std::clamp(static_cast<int>(height / (QFontMetricsF(axisFont()).height() + kPadding)), 2, 6);
}

QFont PlotCard::axisFont() const {
    return fonts::small(font());
}

void PlotCard::paintOverlay(QPainter& /*painter*/, const QRectF& /*plot*/) {}

void PlotCard::repaintOverlay() {
    m_view->viewport()->update();
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

void PlotCard::setNiceRange(QValueAxis& axis, const NiceRange& range, const QString& format) {
    if (axis.min() == range.low && axis.max() == range.high && axis.tickCount() == range.ticks() &&
        axis.labelFormat() == format) {
        return;
    }
    axis.setLabelFormat(format);
    axis.setTickCount(range.ticks());
    axis.setRange(range.low, range.high);
    // Qt Charts keeps the old width of the labels until it is asked to lay out again.
    m_chart->layout()->invalidate();
}

void PlotCard::setRangeWithStep(QValueAxis& axis, double low, double high, double step) {
    if (axis.min() == low && axis.max() == high && axis.tickInterval() == step) {
        return;
    }
    // Qt Charts lays ticks out at every change: with the old step a much longer range would get a tick a
    // pixel.
    axis.setTickInterval(
        std::max({axis.max() - axis.min(), high - low, std::abs(axis.max()), std::abs(high)}));
    axis.setTickType(QValueAxis::TicksDynamic);
    axis.setTickAnchor(0);
    axis.setRange(low, high);
    axis.setTickInterval(step);
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

void PlotCard::themeChanged() {
    applyTheme();
    repaintOverlay();
}

}  // namespace pivot
