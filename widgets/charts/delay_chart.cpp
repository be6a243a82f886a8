// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/delay_chart.h"

#include "widgets/models/number_format.h"
#include "widgets/theme/effort_style.h"

#include <QBarCategoryAxis>
#include <QBarSet>
#include <QHorizontalStackedBarSeries>
#include <QPainter>
#include <QValueAxis>
#include <algorithm>
#include <numeric>

namespace pivot {

double DelayBar::totalMs() const {
    return std::accumulate(partsMs.begin(), partsMs.end(), mixedMs);
}

DelayChart::DelayChart(const ThemeSource& theme, QWidget* parent)
    : PlotCard(theme, tr("Delay per image"), parent),
      m_series(new QHorizontalStackedBarSeries(this)),
      m_labels(new QBarCategoryAxis(this)),
      m_delay(new QValueAxis(this)) {
    setObjectName(QStringLiteral("delayChart"));
    setNote(tr("hatched: re-run"));
    chart().addAxis(m_labels, Qt::AlignLeft);
    chart().addAxis(m_delay, Qt::AlignBottom);
    chart().addSeries(m_series);
    m_series->attachAxis(m_labels);
    m_series->attachAxis(m_delay);
    m_series->setBarWidth(0.5);
    m_labels->setLabelsVisible(false);  // Qt Charts shortens them to nothing when bars get thin
    applyTheme();
    setBars({}, 2, {});
    setEmptyText(tr("No images yet"));
}

void DelayChart::applyTheme() {
    styleAxis(*m_labels, false);
    styleAxis(*m_delay, true);
    const QList<QBarSet*> sets = m_series->barSets();
    for (int effort = 0; effort < sets.size(); ++effort) {
        sets[effort]->setPen(Qt::NoPen);
        if (effort == m_efforts) {
            sets[effort]->setBrush(theme().muted);
            continue;
        }
        sets[effort]->setBrush(
            effortBrush(effortStyle(theme(), effort, m_efforts), theme().surface, devicePixelRatioF()));
    }
}

void DelayChart::setBars(const std::vector<DelayBar>& bars, int efforts, std::optional<double> fullPathMs) {
    if (bars == m_bars && efforts == m_efforts && fullPathMs == m_fullPathMs) {
        return;
    }
    m_bars = bars;
    m_efforts = std::max(1, efforts);
    m_fullPathMs = fullPathMs;
    rebuild();
}

void DelayChart::rebuild() {
    // Qt Charts stacks categories upwards; ours read from the top.
    QStringList labels;
    for (auto bar = m_bars.rbegin(); bar != m_bars.rend(); ++bar) {
        labels << bar->label;
    }
    const QList<QBarSet*> old = m_series->barSets();
    const bool sameShape = old.size() == m_efforts + 1 && labels == m_labels->categories();
    QList<QBarSet*> sets = sameShape ? old : QList<QBarSet*>{};
    if (!sameShape) {
        m_series->clear();
        m_labels->clear();
        m_labels->append(labels);
    }
    double longest = m_fullPathMs.value_or(0.0);
    // One set an effort, and one for what cannot be told apart.
    for (int effort = 0; effort <= m_efforts; ++effort) {
        QList<qreal> values;
        for (auto bar = m_bars.rbegin(); bar != m_bars.rend(); ++bar) {
            const auto place = static_cast<std::size_t>(effort);
            values << (effort == m_efforts           ? bar->mixedMs
                       : place < bar->partsMs.size() ? bar->partsMs[place]
                                                     : 0.0);
            longest = std::max(longest, bar->totalMs());
        }
        if (sameShape) {
            for (int i = 0; i < values.size(); ++i) {
                sets[effort]->replace(i, values[i]);
            }
        } else {
            auto* set = new QBarSet(effort == m_efforts ? tr("all efforts") : effortName(effort, m_efforts));
            set->append(values);
            sets << set;
        }
    }
    if (!sameShape) {
        m_series->append(sets);
        applyTheme();
    }
    m_series->setBarWidth(std::min(0.5, 0.16 * static_cast<double>(m_bars.size())));
    // Room at the right for the figures at the ends of the bars.
    const NiceRange range = niceRange(0, std::max(1e-6, longest * 1.25), 5);
    setNiceRange(*m_delay, range, QStringLiteral("%.") + QString::number(range.decimals) + QLatin1Char('f'));
    m_delay->setTitleText(m_fullPathMs ? tr("ms; dashed: full path %1").arg(formatDelayMs(*m_fullPathMs))
                                       : tr("ms"));
    double widest = 0;
    const QFontMetricsF metrics(axisFont());
    for (const DelayBar& bar : m_bars) {
        widest = std::max(widest, metrics.horizontalAdvance(bar.label));
    }
    chart().setMargins(QMargins(static_cast<int>(widest) + 8, 0, 0, 0));
    setEmptyText(m_bars.empty() ? tr("No images yet") : QString());
    repaintOverlay();
}

void DelayChart::paintOverlay(QPainter& painter, const QRectF& plot) {
    if (m_bars.empty()) {
        return;
    }
    if (m_fullPathMs) {
        const double x = chart().mapToPosition({*m_fullPathMs, 0}, m_series).x();
        QPen pen(theme().baseline, 1.5);
        pen.setDashPattern({2, 3});
        painter.setPen(pen);
        painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()));
    }
    const auto count = static_cast<double>(m_bars.size());
    for (std::size_t row = 0; row < m_bars.size(); ++row) {
        const double total = m_bars[row].totalMs();
        const double x = chart().mapToPosition({total, 0}, m_series).x();
        const double y = plot.top() + (static_cast<double>(row) + 0.5) * plot.height() / count;
        painter.setPen(theme().muted);
        painter.drawText(QRectF(0, y - 10, plot.left() - 8, 20), Qt::AlignRight | Qt::AlignVCenter,
                         m_bars[row].label);
        paintTag(painter, {x + 4, y}, Qt::AlignLeft | Qt::AlignVCenter, formatDelayMs(total), theme().text,
                 plot);
    }
}

}  // namespace pivot
