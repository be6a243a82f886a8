// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/reliability_chart.h"

#include "pivot/statistics.h"
#include "widgets/models/number_format.h"

#include <QLineF>
#include <QLineSeries>
#include <QPainter>
#include <QValueAxis>
#include <algorithm>
#include <cmath>

namespace pivot {
namespace {

constexpr double kLeastMark = 4, kMostMark = 10;  // pixels across

}  // namespace

ReliabilityChart::ReliabilityChart(const ThemeSource& theme, QWidget* parent)
    : PlotCard(theme, tr("Reliability"), parent),
      m_confidence(new QValueAxis(this)),
      m_accuracy(new QValueAxis(this)),
      m_diagonal(new QLineSeries(this)) {
    setObjectName(QStringLiteral("reliabilityChart"));
    chart().addAxis(m_confidence, Qt::AlignBottom);
    chart().addAxis(m_accuracy, Qt::AlignLeft);
    for (QValueAxis* axis : {m_confidence, m_accuracy}) {
        axis->setRange(0, 100);
        axis->setTickCount(6);
        axis->setLabelFormat(QStringLiteral("%.0f"));
    }
    m_confidence->setTitleText(tr("confidence: probability of the answer (%)"));
    m_accuracy->setTitleText(tr("accuracy (%)"));
    chart().addSeries(m_diagonal);
    m_diagonal->attachAxis(m_confidence);
    m_diagonal->attachAxis(m_accuracy);
    m_diagonal->replace(QList<QPointF>{{0, 0}, {100, 100}});
    setEmptyText(tr("Without labels nobody knows how often an effort is right"));
    applyTheme();
    rebuild();
}

void ReliabilityChart::applyTheme() {
    styleAxis(*m_confidence, true);
    styleAxis(*m_accuracy, true);
    QPen ideal(theme().baseline, 1.5);
    ideal.setDashPattern({4, 3});
    m_diagonal->setPen(ideal);
    std::vector<LegendEntry> legend;
    for (std::size_t i = 0; i < m_curves.size() && i < m_lines.size(); ++i) {
        const ReliabilityCurve& curve = m_curves[i];
        const EffortStyle style = effortStyle(theme(), curve.effort, m_efforts);
        QPen pen(style.color, curve.fitted ? 1.2 : double(tokens::kLine));
        if (curve.fitted) {
            pen.setDashPattern({2, 2});
        }
        m_lines[i]->setPen(pen);
        LegendEntry entry{curve.name, curve.fitted ? QBrush(theme().surface) : QBrush(style.color),
                          QPen(style.color, 1.4)};
        entry.kind = LegendEntry::Kind::Mark;
        entry.marker = style.marker;
        legend.push_back(std::move(entry));
    }
    if (!legend.empty()) {
        LegendEntry entry{tr("calibrated"), {}, ideal};
        entry.kind = LegendEntry::Kind::Line;
        legend.push_back(std::move(entry));
    }
    setLegend(std::move(legend));
}

void ReliabilityChart::setCurves(const std::vector<ReliabilityCurve>& curves, int efforts) {
    if (holdBack("curves", [this, curves, efforts] { setCurves(curves, efforts); })) {
        return;
    }
    if (curves != m_curves || efforts != m_efforts) {
        m_curves = curves;
        m_efforts = efforts;
        rebuild();
    }
}

void ReliabilityChart::rebuild() {
    while (m_lines.size() < m_curves.size()) {
        auto* line = new QLineSeries(this);
        chart().addSeries(line);
        line->attachAxis(m_confidence);
        line->attachAxis(m_accuracy);
        m_lines.push_back(line);
    }
    m_places.clear();
    for (std::size_t i = 0; i < m_lines.size(); ++i) {
        QList<QPointF> points;
        const std::size_t bins = i < m_curves.size() ? m_curves[i].reliability.bins.size() : 0;
        for (std::size_t bin = 0; bin < bins; ++bin) {
            const ReliabilityBin& one = m_curves[i].reliability.bins[bin];
            if (one.images > 0) {
                points << QPointF(100 * one.meanConfidence, 100 * one.accuracy());
                m_places.push_back({i, bin});
            }
        }
        m_lines[i]->replace(points);
    }
    std::ranges::stable_sort(m_places, {},
                             [this](const Place& place) { return binAt(place).meanConfidence; });
    applyTheme();
    setEmpty(m_places.empty());
    valuesChanged();
}

const ReliabilityBin& ReliabilityChart::binAt(const Place& place) const {
    return m_curves[place.curve].reliability.bins[place.bin];
}

QPointF ReliabilityChart::positionOf(const ReliabilityBin& bin) const {
    return placeOf({100 * bin.meanConfidence, 100 * bin.accuracy()}, m_diagonal);
}

Readout ReliabilityChart::readout(int place) const {
    const Place& at = m_places.at(static_cast<std::size_t>(place));
    const ReliabilityBin& bin = binAt(at);
    Readout values;
    values.place = positionOf(bin);
    QString accuracy = tr("right %1").arg(formatPercent(bin.accuracy()));
    if (const auto interval = wilson(bin.right, bin.images)) {
        accuracy += tr(" (95 %: %1 to %2)").arg(formatPercent(interval->low), formatPercent(interval->high));
    }
    values.lines << m_curves[at.curve].name
                 << tr("sure of %1 to %2").arg(formatPercent(bin.low), formatPercent(bin.high))
                 << tr("%1 images, mean %2").arg(formatCount(bin.images), formatPercent(bin.meanConfidence))
                 << accuracy;
    values.marks.emplace_back(values.place, effortStyle(theme(), m_curves[at.curve].effort, m_efforts).color);
    return values;
}

int ReliabilityChart::readoutNear(const QPointF& position) const {
    constexpr double kReach = 24;  // further away nothing is meant
    int nearest = -1;
    double least = kReach;
    for (int place = 0; place < readoutCount(); ++place) {
        const double distance =
            QLineF(positionOf(binAt(m_places[static_cast<std::size_t>(place)])), position).length();
        if (distance < least) {
            nearest = place;
            least = distance;
        }
    }
    return nearest;
}

QString ReliabilityChart::describe() const {
    QStringList parts;
    for (const ReliabilityCurve& curve : m_curves) {
        parts << tr("%1: right %2, sure of %3, calibration error %4")
                     .arg(curve.name, formatPercent(curve.reliability.accuracy),
                          formatPercent(curve.reliability.meanConfidence),
                          formatPercent(curve.reliability.ece));
    }
    return parts.join(QStringLiteral("; "));
}

PlotTable ReliabilityChart::table() const {
    PlotTable table{
        {QStringLiteral("curve"), QStringLiteral("confidence_from"), QStringLiteral("confidence_to"),
         QStringLiteral("images"), QStringLiteral("mean_confidence"), QStringLiteral("accuracy")},
        {}};
    for (const ReliabilityCurve& curve : m_curves) {
        for (const ReliabilityBin& bin : curve.reliability.bins) {
            const bool any = bin.images > 0;
            table.rows.push_back({curve.name, tableNumber(bin.low), tableNumber(bin.high),
                                  QString::number(bin.images),
                                  any ? tableNumber(bin.meanConfidence) : QString(),
                                  any ? tableNumber(bin.accuracy()) : QString()});
        }
    }
    return table;
}

void ReliabilityChart::paintOverlay(QPainter& painter, const QRectF& plot) {
    for (std::size_t i = 0; i < m_curves.size(); ++i) {
        const ReliabilityCurve& curve = m_curves[i];
        const EffortStyle style = effortStyle(theme(), curve.effort, m_efforts);
        std::int64_t most = 1;
        for (const ReliabilityBin& bin : curve.reliability.bins) {
            most = std::max(most, bin.images);
        }
        for (const ReliabilityBin& bin : curve.reliability.bins) {
            const QPointF place = positionOf(bin);
            if (bin.images == 0 || !isOnPlot(place)) {
                continue;
            }
            // The area goes with the images.
            const double full = std::sqrt(static_cast<double>(bin.images) / static_cast<double>(most));
            painter.setPen(QPen(curve.fitted ? style.color : theme().surface, 1.2));
            painter.setBrush(curve.fitted ? theme().surface : style.color);
            paintMarker(painter, style.marker, place, kLeastMark + (kMostMark - kLeastMark) * full);
        }
    }
    const QRectF inside = plot.adjusted(6, 4, -6, -4);
    paintTag(painter, inside.topLeft(), Qt::AlignLeft | Qt::AlignTop, tr("right more often than sure"),
             theme().muted, inside);
    paintTag(painter, inside.bottomRight(), Qt::AlignRight | Qt::AlignBottom, tr("too sure"), theme().muted,
             inside);
}

}  // namespace pivot
