// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/plane_chart.h"

#include "widgets/models/number_format.h"

#include <QLineSeries>
#include <QPainter>
#include <QScatterSeries>
#include <QValueAxis>
#include <algorithm>

namespace pivot {

PlaneChart::PlaneChart(const ThemeSource& theme, QWidget* parent)
    : PlotCard(theme, tr("Accuracy against EDP"), parent),
      m_runSeries(new QScatterSeries(this)),
      m_baselineSeries(new QScatterSeries(this)),
      m_earlierSeries(new QScatterSeries(this)),
      m_groupSeries(new QScatterSeries(this)),
      m_interval(new QLineSeries(this)),
      m_full(new QLineSeries(this)),
      m_edp(new QValueAxis(this)),
      m_percent(new QValueAxis(this)) {
    setObjectName(QStringLiteral("planeChart"));
    chart().addAxis(m_edp, Qt::AlignBottom);
    chart().addAxis(m_percent, Qt::AlignLeft);
    for (QXYSeries* series : std::initializer_list<QXYSeries*>{m_full, m_earlierSeries, m_groupSeries,
                                                               m_interval, m_baselineSeries, m_runSeries}) {
        chart().addSeries(series);
        series->attachAxis(m_edp);
        series->attachAxis(m_percent);
    }
    m_edp->setTitleText(tr("EDP / full path"));
    m_percent->setTitleText(tr("accuracy (%)"));
    m_runSeries->setMarkerShape(QScatterSeries::MarkerShapeCircle);
    m_runSeries->setMarkerSize(12);
    m_baselineSeries->setMarkerShape(QScatterSeries::MarkerShapeRectangle);
    m_baselineSeries->setMarkerSize(10);
    m_earlierSeries->setMarkerShape(QScatterSeries::MarkerShapeRotatedRectangle);
    m_earlierSeries->setMarkerSize(8);
    m_groupSeries->setMarkerShape(QScatterSeries::MarkerShapeTriangle);
    m_groupSeries->setMarkerSize(11);
    applyTheme();
    rebuild();
}

void PlaneChart::applyTheme() {
    styleAxis(*m_edp, false);
    styleAxis(*m_percent, true);
    m_runSeries->setColor(theme().accuracy);
    m_runSeries->setBorderColor(theme().surface);
    m_baselineSeries->setColor(theme().baseline);
    m_baselineSeries->setBorderColor(theme().surface);
    m_earlierSeries->setColor(theme().surface);
    m_earlierSeries->setBorderColor(theme().muted);
    m_groupSeries->setColor(theme().accuracy);
    m_groupSeries->setBorderColor(theme().surface);
    m_interval->setPen(QPen(theme().accuracy, 1.5));
    QPen full(theme().baseline, 1.5);
    full.setDashPattern({2, 3});
    m_full->setPen(full);
    std::vector<LegendEntry> legend;
    if (!m_earlier.empty()) {
        LegendEntry entry{tr("earlier runs"), QBrush(theme().surface), QPen(theme().muted, 1.2)};
        entry.kind = LegendEntry::Kind::Mark;
        entry.marker = Marker::Diamond;
        legend.push_back(std::move(entry));
    }
    setLegend(std::move(legend));
}

void PlaneChart::setPoints(const std::optional<PlanePoint>& run, std::optional<double> baselineAccuracy,
                           const QString& why) {
    if (holdBack("points", [this, run, baselineAccuracy, why] { setPoints(run, baselineAccuracy, why); })) {
        return;
    }
    setEmptyText(why);
    if (run != m_run || baselineAccuracy != m_baselineAccuracy) {
        m_run = run;
        m_baselineAccuracy = baselineAccuracy;
        rebuild();
    }
}

void PlaneChart::setEarlier(const std::vector<PlanePoint>& earlier) {
    if (holdBack("earlier", [this, earlier] { setEarlier(earlier); })) {
        return;
    }
    if (earlier != m_earlier) {
        m_earlier = earlier;
        applyTheme();
        rebuild();
    }
}

void PlaneChart::setGroup(const std::vector<PlanePoint>& group) {
    if (group != m_group) {
        m_group = group;
        rebuild();
    }
}

void PlaneChart::rebuild() {
    setEmpty(!m_run);
    if (!m_run) {
        valuesChanged();
        return;
    }
    const std::optional<PlanePoint>& run = m_run;
    double left = 1.0, right = 1.0, lowest = 100.0 * run->accuracyLow, highest = 100.0 * run->accuracyHigh;
    const auto include = [&](double edp, double percent) {
        left = std::min(left, edp);
        right = std::max(right, edp);
        lowest = std::min(lowest, percent);
        highest = std::max(highest, percent);
    };
    include(run->edpOfBaseline, 100.0 * run->accuracy);
    QList<QPointF> others;
    for (const PlanePoint& point : m_earlier) {
        include(point.edpOfBaseline, 100.0 * point.accuracy);
        others << QPointF(point.edpOfBaseline, 100.0 * point.accuracy);
    }
    QList<QPointF> group;
    for (const PlanePoint& point : m_group) {
        include(point.edpOfBaseline, 100.0 * point.accuracy);
        group << QPointF(point.edpOfBaseline, 100.0 * point.accuracy);
    }
    if (m_baselineAccuracy) {
        include(1.0, 100.0 * *m_baselineAccuracy);
    }
    const double missing = std::max(0.0, 2.0 - (highest - lowest)) / 2.0;
    const NiceRange y =
        niceRangeAtMost(std::max(0.0, lowest - missing), std::min(100.0, highest + missing), verticalTicks());
    setNiceRange(*m_percent, y, y.decimals > 0 ? QStringLiteral("%.1f") : QStringLiteral("%.0f"));
    const double width = std::max(0.2, right - left);
    const NiceRange x = niceRange(std::max(0.0, left - 0.2 * width), right + 0.2 * width, 5);
    setNiceRange(*m_edp, x, x.decimals > 1 ? QStringLiteral("%.2f") : QStringLiteral("%.1f"));

    m_runSeries->replace(QList<QPointF>{{run->edpOfBaseline, 100.0 * run->accuracy}});
    m_interval->replace(QList<QPointF>{{run->edpOfBaseline, 100.0 * run->accuracyLow},
                                       {run->edpOfBaseline, 100.0 * run->accuracyHigh}});
    m_full->replace(QList<QPointF>{{1.0, 0.0}, {1.0, 100.0}});
    m_baselineSeries->replace(m_baselineAccuracy ? QList<QPointF>{{1.0, 100.0 * *m_baselineAccuracy}}
                                                 : QList<QPointF>{});
    m_earlierSeries->replace(others);
    m_groupSeries->replace(group);
    valuesChanged();
}

void PlaneChart::plotResized() {
    rebuild();
}

int PlaneChart::readoutCount() const {
    return m_run ? 2 + static_cast<int>(m_group.size() + m_earlier.size()) : 0;
}

Readout PlaneChart::readout(int place) const {
    Readout values;
    const auto point = [&](const PlanePoint& run, const QString& name) {
        values.place = placeOf({run.edpOfBaseline, 100.0 * run.accuracy}, m_runSeries);
        values.lines << name << tr("EDP %1 of full path").arg(formatShareOf(run.edpOfBaseline))
                     << tr("accuracy %1").arg(formatPercent(run.accuracy, 2));
        if (run.accuracyHigh > run.accuracyLow) {
            values.lines << tr("95 %: %1 to %2")
                                .arg(formatPercent(run.accuracyLow, 2), formatPercent(run.accuracyHigh, 2));
        }
    };
    if (place == 0) {
        point(*m_run, tr("this run"));
    } else if (place == 1) {
        const double percent = m_baselineAccuracy ? 100.0 * *m_baselineAccuracy : 100.0 * m_run->accuracy;
        values.place = placeOf({1.0, percent}, m_runSeries);
        values.lines << tr("full path") << tr("EDP 1.00")
                     << (m_baselineAccuracy ? tr("accuracy %1").arg(formatPercent(*m_baselineAccuracy, 2))
                                            : tr("accuracy not measured on every image"));
    } else {
        const auto other = static_cast<std::size_t>(place - 2);
        const PlanePoint& run =
            other < m_group.size() ? m_group[other] : m_earlier.at(other - m_group.size());
        point(run, run.name);
    }
    return values;
}

int PlaneChart::readoutNear(const QPointF& position) const {
    return nearestReadout(position);
}

QString PlaneChart::describe() const {
    QStringList parts;
    for (int place = 0; place < std::min(2 + static_cast<int>(m_group.size()), readoutCount()); ++place) {
        parts << readout(place).lines.join(QStringLiteral(", "));
    }
    if (!m_earlier.empty()) {
        parts << tr("%1 earlier runs").arg(formatCount(static_cast<std::int64_t>(m_earlier.size())));
    }
    return parts.join(QStringLiteral("; "));
}

PlotTable PlaneChart::table() const {
    PlotTable table{{QStringLiteral("what"), QStringLiteral("edp_of_full_path"), QStringLiteral("accuracy"),
                     QStringLiteral("accuracy_low95"), QStringLiteral("accuracy_high95")},
                    {}};
    const auto add = [&table](const QString& what, const PlanePoint& point) {
        const bool interval = point.accuracyHigh > 0;
        table.rows.push_back({what, tableNumber(point.edpOfBaseline), tableNumber(point.accuracy),
                              interval ? tableNumber(point.accuracyLow) : QString(),
                              interval ? tableNumber(point.accuracyHigh) : QString()});
    };
    if (m_run) {
        add(QStringLiteral("this run"), *m_run);
        table.rows.push_back(
            {QStringLiteral("full path"), tableNumber(1.0), tableNumber(m_baselineAccuracy), {}, {}});
    }
    for (const PlanePoint& point : m_earlier) {
        add(point.name, point);
    }
    return table;
}

void PlaneChart::paintOverlay(QPainter& painter, const QRectF& plot) {
    const QRectF inside = plot.adjusted(2, 1, -2, -1);
    const double fullX = placeOf({1.0, 0}, m_full).x();
    const QPointF run = placeOf({m_run->edpOfBaseline, 100.0 * m_run->accuracy}, m_runSeries);
    const bool runAtLeft = run.x() < fullX;
    // Each label stands at the side away from the other mark.
    if (isOnPlot(run)) {
        paintTag(painter, run + QPointF(runAtLeft ? -10 : 10, 0),
                 (runAtLeft ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter, tr("this run"),
                 theme().accuracy, inside);
    }
    for (const PlanePoint& point : m_group) {
        const QPointF place = placeOf({point.edpOfBaseline, 100.0 * point.accuracy}, m_groupSeries);
        if (!isOnPlot(place)) {
            continue;
        }
        const bool left = place.x() > plot.center().x();
        paintTag(painter, place + QPointF(left ? -9 : 9, 0),
                 (left ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter, point.name, theme().accuracy,
                 inside);
    }
    const double fullY = m_baselineAccuracy
                             ? placeOf({1.0, 100.0 * *m_baselineAccuracy}, m_baselineSeries).y()
                             : plot.bottom() - 10;
    if (!isOnPlot({fullX, fullY})) {
        return;  // of a zoomed plot
    }
    const QString full = m_baselineAccuracy ? tr("full path") : tr("full path, accuracy not measured");
    const bool roomRight = plot.right() - fullX > QFontMetricsF(painter.font()).horizontalAdvance(full) + 16;
    paintTag(painter, {fullX + (roomRight ? 10 : -10), fullY},
             (roomRight ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter, full, theme().muted, inside);
}

}  // namespace pivot
