// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/delay_chart.h"

#include "widgets/models/number_format.h"
#include "widgets/theme/contrast.h"
#include "widgets/theme/effort_style.h"

#include <QBarCategoryAxis>
#include <QBarSet>
#include <QHorizontalStackedBarSeries>
#include <QPainter>
#include <QValueAxis>
#include <algorithm>
#include <cmath>
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
    chart().addAxis(m_labels, Qt::AlignLeft);
    chart().addAxis(m_delay, Qt::AlignBottom);
    chart().addSeries(m_series);
    m_series->attachAxis(m_labels);
    m_series->attachAxis(m_delay);
    m_series->setBarWidth(0.5);
    m_labels->setLabelsVisible(false);  // Qt Charts shortens them to nothing when bars get thin
    setBars({}, 2, {});
}

void DelayChart::applyTheme() {
    styleAxis(*m_labels, false);
    styleAxis(*m_delay, true);
    const QList<QBarSet*> sets = m_series->barSets();
    for (int effort = 0; effort < sets.size(); ++effort) {
        sets[effort]->setPen(Qt::NoPen);
        if (effort == m_efforts) {
            sets[effort]->setBrush(blended(theme().baseline, theme().surface, 0.6));
            continue;
        }
        sets[effort]->setBrush(
            effortBrush(effortStyle(theme(), effort, m_efforts), theme().surface, pixelRatio()));
    }
    std::vector<LegendEntry> legend;
    for (int effort = 0; effort < m_efforts; ++effort) {
        const EffortStyle style = effortStyle(theme(), effort, m_efforts);
        legend.push_back({effort == 0 ? style.name : tr("%1 re-run").arg(style.name),
                          effortBrush(style, theme().surface, pixelRatio())});
    }
    if (m_mixed) {
        legend.push_back({tr("all efforts"), QBrush(blended(theme().baseline, theme().surface, 0.6))});
    }
    setLegend(std::move(legend));
}

void DelayChart::setBars(const std::vector<DelayBar>& bars, int efforts, std::optional<double> fullPathMs,
                         const QString& detail) {
    if (holdBack("bars",
                 [this, bars, efforts, fullPathMs, detail] { setBars(bars, efforts, fullPathMs, detail); })) {
        return;
    }
    if (bars == m_bars && efforts == m_efforts && fullPathMs == m_fullPathMs && detail == m_detail) {
        return;
    }
    m_bars = bars;
    m_efforts = std::max(1, efforts);
    m_fullPathMs = fullPathMs;
    m_detail = detail;
    setFootnote(detail);
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
    }
    const bool mixed =
        std::any_of(m_bars.begin(), m_bars.end(), [](const DelayBar& bar) { return bar.mixedMs > 0; });
    if (!sameShape || mixed != m_mixed) {
        m_mixed = mixed;
        applyTheme();
    }
    m_series->setBarWidth(std::min(0.5, 0.16 * static_cast<double>(m_bars.size())));
    // Room at the right for the figures at the ends of the bars.
    const NiceRange range = niceRange(0, std::max(1e-6, longest * 1.25), 5);
    setNiceRange(*m_delay, range, QStringLiteral("%.") + QString::number(range.decimals) + QLatin1Char('f'));
    m_delay->setTitleText(
        m_fullPathMs ? tr("delay per image (ms) · dashed: full path %1").arg(formatDelayMs(*m_fullPathMs))
                     : tr("delay per image (ms)"));
    double widest = 0;
    const QFontMetricsF metrics(axisFont());
    for (const DelayBar& bar : m_bars) {
        widest = std::max(widest, metrics.horizontalAdvance(bar.label));
    }
    chart().setMargins(QMargins(static_cast<int>(widest) + 8, 0, 0, 0));
    setEmpty(m_bars.empty());
    valuesChanged();
}

double DelayChart::rowY(std::size_t row) const {
    const QRectF plot = chart().plotArea();
    return plot.top() + (static_cast<double>(row) + 0.5) * plot.height() / static_cast<double>(m_bars.size());
}

double DelayChart::msX(double delayMs) const {
    return placeOf({delayMs, 0}, m_series).x();
}

QStringList DelayChart::linesOf(const DelayBar& bar) const {
    QStringList lines{bar.label + QLatin1Char(' ') + formatDelayMs(bar.totalMs())};
    const auto parts =
        std::count_if(bar.partsMs.begin(), bar.partsMs.end(), [](double ms) { return ms > 0; });
    for (std::size_t effort = 0; parts > 1 && effort < bar.partsMs.size(); ++effort) {
        lines << (effort == 0 ? tr("%1 %2") : tr("%1 re-run %2"))
                     .arg(effortName(static_cast<int>(effort), m_efforts),
                          formatDelayMs(bar.partsMs[effort]));
    }
    if (m_fullPathMs && *m_fullPathMs > 0) {
        lines << tr("%1 of full path").arg(formatShareOf(bar.totalMs() / *m_fullPathMs));
    }
    return lines;
}

QString DelayChart::describe() const {
    QStringList parts;
    for (const DelayBar& bar : m_bars) {
        parts << linesOf(bar).join(QStringLiteral(", "));
    }
    if (m_fullPathMs) {
        parts << tr("full path %1").arg(formatDelayMs(*m_fullPathMs));
    }
    if (!m_detail.isEmpty()) {
        parts << m_detail;
    }
    return parts.join(QStringLiteral("; "));
}

int DelayChart::readoutNear(const QPointF& position) const {
    int nearest = -1;
    for (std::size_t row = 0; row < m_bars.size(); ++row) {
        if (nearest < 0 || std::abs(rowY(row) - position.y()) <
                               std::abs(rowY(static_cast<std::size_t>(nearest)) - position.y())) {
            nearest = static_cast<int>(row);
        }
    }
    return nearest;
}

Readout DelayChart::readout(int place) const {
    const auto row = static_cast<std::size_t>(place);
    const DelayBar& bar = m_bars.at(row);
    return {{msX(bar.totalMs()), rowY(row)}, linesOf(bar), false, {}};
}

PlotTable DelayChart::table() const {
    PlotTable table{{QStringLiteral("what")}, {}};
    for (int effort = 0; effort < m_efforts; ++effort) {
        table.columns << effortName(effort, m_efforts).replace(QLatin1Char(' '), QLatin1Char('_')) +
                             QStringLiteral("_ms");
    }
    table.columns << QStringLiteral("mixed_ms") << QStringLiteral("total_ms");
    for (const DelayBar& bar : m_bars) {
        QStringList row{bar.label};
        for (std::size_t effort = 0; effort < static_cast<std::size_t>(m_efforts); ++effort) {
            row << (effort < bar.partsMs.size() ? tableNumber(bar.partsMs[effort]) : QString());
        }
        row << (bar.mixedMs > 0 ? tableNumber(bar.mixedMs) : QString()) << tableNumber(bar.totalMs());
        table.rows.push_back(row);
    }
    if (m_fullPathMs) {
        QStringList row{QStringLiteral("full path")};
        row.resize(table.columns.size() - 1);
        table.rows.push_back(row << tableNumber(m_fullPathMs));
    }
    return table;
}

void DelayChart::paintBeside(QPainter& painter, const QRectF& plot) {
    painter.setPen(theme().muted);
    for (std::size_t row = 0; row < m_bars.size(); ++row) {
        painter.drawText(QRectF(0, rowY(row) - 10, plot.left() - 8, 20), Qt::AlignRight | Qt::AlignVCenter,
                         m_bars[row].label);
    }
}

void DelayChart::paintOverlay(QPainter& painter, const QRectF& plot) {
    if (m_fullPathMs) {
        const double x = msX(*m_fullPathMs);
        QPen pen(theme().baseline, 1.5);
        pen.setDashPattern({2, 3});
        painter.setPen(pen);
        painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()));
    }
    for (std::size_t row = 0; row < m_bars.size(); ++row) {
        const double total = m_bars[row].totalMs();
        const double y = rowY(row);
        double left = msX(total) + 4;
        const double right = left + painter.fontMetrics().horizontalAdvance(formatDelayMs(total)) + 4;
        if (const double line = m_fullPathMs ? msX(*m_fullPathMs) : left; line > left - 2 && line < right) {
            left = line + 4;  // not across the dashed line
        }
        if (!isOnPlot({left - 4, y})) {
            continue;  // of a zoomed plot
        }
        paintTag(painter, {left, y}, Qt::AlignLeft | Qt::AlignVCenter, formatDelayMs(total), theme().text,
                 plot);
    }
}

}  // namespace pivot
