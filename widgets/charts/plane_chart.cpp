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
      m_interval(new QLineSeries(this)),
      m_full(new QLineSeries(this)),
      m_edp(new QValueAxis(this)),
      m_percent(new QValueAxis(this)) {
    setObjectName(QStringLiteral("planeChart"));
    setNote(tr("left: less EDP, up: better"));
    chart().addAxis(m_edp, Qt::AlignBottom);
    chart().addAxis(m_percent, Qt::AlignLeft);
    for (QXYSeries* series : std::initializer_list<QXYSeries*>{m_full, m_earlierSeries, m_interval,
                                                               m_baselineSeries, m_runSeries}) {
        chart().addSeries(series);
        series->attachAxis(m_edp);
        series->attachAxis(m_percent);
    }
    m_edp->setTitleText(tr("EDP, full path = 1"));
    m_runSeries->setMarkerShape(QScatterSeries::MarkerShapeCircle);
    m_runSeries->setMarkerSize(12);
    m_baselineSeries->setMarkerShape(QScatterSeries::MarkerShapeRectangle);
    m_baselineSeries->setMarkerSize(10);
    m_earlierSeries->setMarkerShape(QScatterSeries::MarkerShapeRotatedRectangle);
    m_earlierSeries->setMarkerSize(8);
    applyTheme();
    setPoints({}, {}, {}, tr("No images yet"));
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
    m_interval->setPen(QPen(theme().accuracy, 1.5));
    QPen full(theme().baseline, 1.5);
    full.setDashPattern({2, 3});
    m_full->setPen(full);
}

void PlaneChart::setPoints(std::optional<PlanePoint> run, std::optional<double> baselineAccuracy,
                           const std::vector<PlanePoint>& earlier, const QString& why) {
    m_run = run;
    m_baselineAccuracy = baselineAccuracy;
    m_earlier = earlier;
    if (!run) {
        setEmptyText(why);
        return;
    }
    double left = 1.0, right = 1.0, lowest = 100.0 * run->accuracyLow, highest = 100.0 * run->accuracyHigh;
    const auto include = [&](double edp, double percent) {
        left = std::min(left, edp);
        right = std::max(right, edp);
        lowest = std::min(lowest, percent);
        highest = std::max(highest, percent);
    };
    include(run->edpOfBaseline, 100.0 * run->accuracy);
    QList<QPointF> others;
    for (const PlanePoint& point : earlier) {
        include(point.edpOfBaseline, 100.0 * point.accuracy);
        others << QPointF(point.edpOfBaseline, 100.0 * point.accuracy);
    }
    if (baselineAccuracy) {
        include(1.0, 100.0 * *baselineAccuracy);
    }
    const double missing = std::max(0.0, 2.0 - (highest - lowest)) / 2.0;
    const NiceRange y =
        niceRangeAtMost(std::max(0.0, lowest - missing), std::min(100.0, highest + missing), verticalTicks());
    setNiceRange(*m_percent, y, y.decimals > 0 ? QStringLiteral("%.1f %") : QStringLiteral("%.0f %"));
    const double width = std::max(0.2, right - left);
    const NiceRange x = niceRange(std::max(0.0, left - 0.2 * width), right + 0.2 * width, 5);
    setNiceRange(*m_edp, x, x.decimals > 1 ? QStringLiteral("%.2f") : QStringLiteral("%.1f"));

    m_runSeries->replace(QList<QPointF>{{run->edpOfBaseline, 100.0 * run->accuracy}});
    m_interval->replace(QList<QPointF>{{run->edpOfBaseline, 100.0 * run->accuracyLow},
                                       {run->edpOfBaseline, 100.0 * run->accuracyHigh}});
    m_full->replace(QList<QPointF>{{1.0, y.low}, {1.0, y.high}});
    m_baselineSeries->replace(baselineAccuracy ? QList<QPointF>{{1.0, 100.0 * *baselineAccuracy}}
                                               : QList<QPointF>{});
    m_earlierSeries->replace(others);
    setEmptyText({});
    repaintOverlay();
}

void PlaneChart::plotResized() {
    if (m_run) {
        setPoints(m_run, m_baselineAccuracy, std::vector<PlanePoint>(m_earlier), {});
    }
}

void PlaneChart::paintOverlay(QPainter& painter, const QRectF& plot) {
    if (!m_run) {
        return;
    }
    const QRectF inside = plot.adjusted(2, 1, -2, -1);
    const double fullX = chart().mapToPosition({1.0, 0}, m_full).x();
    const bool roomRight = plot.right() - fullX > 90;
    const double labelY =
        m_baselineAccuracy
            ? chart().mapToPosition({1.0, 100.0 * *m_baselineAccuracy}, m_baselineSeries).y() + 14
            : plot.bottom() - 12;
    paintTag(painter, {fullX + (roomRight ? 8 : -8), labelY}, roomRight ? Qt::AlignLeft : Qt::AlignRight,
             m_baselineAccuracy ? tr("full path") : tr("full path, accuracy not measured"), theme().muted,
             inside);
    const QPointF run = chart().mapToPosition({m_run->edpOfBaseline, 100.0 * m_run->accuracy}, m_runSeries);
    paintTag(painter, run + QPointF(10, 0), Qt::AlignLeft | Qt::AlignVCenter, tr("this run"),
             theme().accuracy, inside);
}

}  // namespace pivot
