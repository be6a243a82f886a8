// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/plot_card.h"

#include <QAbstractAxis>
#include <QChartView>
#include <QGraphicsLayout>
#include <QHBoxLayout>
#include <QLocale>
#include <QPainter>
#include <QVBoxLayout>
#include <QValueAxis>
#include <algorithm>
#include <cmath>

namespace pivot {

int NiceRange::ticks() const {
    return static_cast<int>(std::lround((high - low) / step)) + 1;
}

NiceRange niceRange(double low, double high, int ticks) {
    if (!std::isfinite(low) || !std::isfinite(high) || high <= low) {
        high = low = std::isfinite(low) ? low : 0.0;
        high += 1.0;
    }
    const double rough = (high - low) / std::max(1, ticks - 1);
    const double power = std::pow(10.0, std::floor(std::log10(rough)));
    const double ratio = rough / power;
    const double step = power * (ratio <= 1.0 + 1e-9   ? 1.0
                                 : ratio <= 2.0 + 1e-9 ? 2.0
                                 : ratio <= 5.0 + 1e-9 ? 5.0
                                                       : 10.0);
    NiceRange range;
    range.step = step;
    range.low = std::floor(low / step + 1e-9) * step;
    range.high = std::ceil(high / step - 1e-9) * step;
    range.decimals = std::max(0, -static_cast<int>(std::floor(std::log10(step) + 1e-9)));
    return range;
}

NiceRange niceRangeAtMost(double low, double high, int most) {
    const int limit = std::max(2, most);
    for (int ticks = limit; ticks > 1; --ticks) {
        const NiceRange range = niceRange(low, high, ticks);
        if (range.ticks() <= limit) {
            return range;
        }
    }
    NiceRange two = niceRange(low, high, 2);
    two.step = two.high - two.low;
    return two;
}

/// The view asks its card for the marks over the plot.
class PlotCard::View : public QChartView {
public:
    View(QChart* chart, PlotCard& card) : QChartView(chart), m_card(card) {
        setRenderHint(QPainter::Antialiasing);
        setFrameShape(QFrame::NoFrame);
        setBackgroundBrush(Qt::NoBrush);
        setFocusPolicy(Qt::NoFocus);
        setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        viewport()->setAutoFillBackground(false);
        setStyleSheet(QStringLiteral("background: transparent"));
        setMinimumSize(200, 120);
    }

protected:
    void resizeEvent(QResizeEvent* event) override {
        QChartView::resizeEvent(event);
        m_card.plotResized();
    }

    void drawForeground(QPainter* painter, const QRectF& rect) override {
        QChartView::drawForeground(painter, rect);
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setFont(m_card.axisFont());
        if (m_card.m_emptyText.isEmpty()) {
            m_card.paintOverlay(*painter, m_card.m_chart->plotArea());
        } else {
            painter->setPen(m_card.theme().muted);
            painter->drawText(QRectF(viewport()->rect()).adjusted(24, 0, -24, 0),
                              Qt::AlignCenter | Qt::TextWordWrap, m_card.m_emptyText);
        }
        painter->restore();
    }

private:
    PlotCard& m_card;
};

PlotCard::PlotCard(const ThemeSource& theme, const QString& title, QWidget* parent)
    : Card(parent), m_theme(theme), m_chart(new QChart), m_view(nullptr), m_note(new ElidedLabel) {
    m_chart->setBackgroundVisible(false);
    m_chart->setMargins(QMargins(0, 0, 0, 0));
    m_chart->layout()->setContentsMargins(0, 0, 0, 0);
    m_chart->legend()->hide();
    m_chart->setAnimationOptions(QChart::NoAnimation);
    m_chart->setLocalizeNumbers(true);
    m_chart->setLocale(QLocale(QLocale::English, QLocale::UnitedStates));
    m_view = new View(m_chart, *this);
    m_view->setAccessibleName(title);

    auto* titleLabel = new QLabel(title);
    titleLabel->setFont(fonts::title(font()));
    m_note->setProperty("role", "muted");
    m_note->setFont(fonts::small(font()));
    m_note->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_note->setObjectName(QStringLiteral("note"));
    auto* heading = new QHBoxLayout;
    heading->setContentsMargins(tokens::kGrid, 0, tokens::kGrid, 0);
    heading->setSpacing(tokens::kGap);
    heading->addWidget(titleLabel);
    heading->addWidget(m_note, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(tokens::kGap, tokens::kGap, tokens::kGap, tokens::kGrid);
    layout->setSpacing(tokens::kGrid);
    layout->addLayout(heading);
    layout->addWidget(m_view, 1);
    connect(&m_theme, &ThemeSource::changed, this, &PlotCard::themeChanged);
}

void PlotCard::setNote(const QString& note) {
    m_note->setFullText(note);
}

void PlotCard::setEmptyText(const QString& text) {
    if (text == m_emptyText) {
        return;
    }
    m_emptyText = text;
    const bool plotShown = text.isEmpty();
    for (QAbstractAxis* axis : m_chart->axes()) {
        axis->setVisible(plotShown);
    }
    for (QAbstractSeries* series : m_chart->series()) {
        series->setVisible(plotShown);
    }
    repaintOverlay();
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

void PlotCard::paintTag(QPainter& painter, const QPointF& anchor, Qt::Alignment alignment,
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
}

void PlotCard::themeChanged() {
    applyTheme();
    repaintOverlay();
}

}  // namespace pivot
