// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/accuracy_edp_chart.h"

#include "widgets/models/number_format.h"

#include <QAreaSeries>
#include <QLineSeries>
#include <QPainter>
#include <QValueAxis>
#include <algorithm>
#include <cmath>

namespace pivot {
namespace {

constexpr double kSmallestSpan = 4.0;  // points; so that noise of a tenth of a point does not fill the plot
constexpr double kSettled = 0.15;  // the part of the images whose wild first intervals do not set the range

}  // namespace

AccuracyEdpChart::AccuracyEdpChart(const ThemeSource& theme, QWidget* parent)
    : PlotCard(theme, tr("Accuracy and EDP"), parent),
      m_accuracy(new QLineSeries(this)),
      m_bandLow(new QLineSeries(this)),
      m_bandHigh(new QLineSeries(this)),
      m_ratio(new QLineSeries(this)),
      m_baseline(new QLineSeries(this)),
      m_band(new QAreaSeries(m_bandHigh, m_bandLow)),
      m_images(new QValueAxis(this)),
      m_percent(new QValueAxis(this)),
      m_ratioAxis(new QValueAxis(this)) {
    setObjectName(QStringLiteral("accuracyChart"));
    setNote(tr("EDP: part of the full path's"));
    chart().addAxis(m_images, Qt::AlignBottom);
    chart().addAxis(m_percent, Qt::AlignLeft);
    chart().addAxis(m_ratioAxis, Qt::AlignRight);
    for (QAbstractSeries* series :
         std::initializer_list<QAbstractSeries*>{m_band, m_baseline, m_ratio, m_accuracy}) {
        chart().addSeries(series);
        series->attachAxis(m_images);
        series->attachAxis(series == m_ratio || series == m_baseline ? m_ratioAxis : m_percent);
    }
    m_images->setTitleText(tr("images seen"));
    m_images->setLabelFormat(QStringLiteral("%.0f"));
    m_ratioAxis->setLabelFormat(QStringLiteral("%.1f"));
    applyTheme();
    setCurve({}, 0, true);
}

void AccuracyEdpChart::applyTheme() {
    styleAxis(*m_images, false);
    styleAxis(*m_percent, true);
    styleAxis(*m_ratioAxis, false);
    m_percent->setLabelsBrush(theme().accuracy);
    m_ratioAxis->setLabelsBrush(theme().edp);
    QColor band = theme().accuracy;
    band.setAlphaF(0.18F);
    m_band->setBrush(band);
    m_band->setPen(Qt::NoPen);
    m_accuracy->setPen(QPen(theme().accuracy, tokens::kLine));
    QPen ratio(theme().edp, tokens::kLine);
    ratio.setDashPattern({4, 2});
    m_ratio->setPen(ratio);
    QPen baseline(theme().baseline, 1.5);
    baseline.setDashPattern({2, 3});
    m_baseline->setPen(baseline);
}

void AccuracyEdpChart::setCurve(const std::vector<LivePoint>& curve, std::int64_t total, bool labelled) {
    m_labelled = labelled;
    m_hasEdp = std::any_of(curve.begin(), curve.end(),
                           [](const LivePoint& p) { return p.edpOfBaseline.has_value(); });
    QList<QPointF> accuracy, low, high, ratio;
    accuracy.reserve(static_cast<qsizetype>(curve.size()));
    for (const LivePoint& point : curve) {
        const auto x = static_cast<double>(point.images);
        if (labelled) {
            accuracy << QPointF(x, 100.0 * point.accuracy);
            low << QPointF(x, 100.0 * point.accuracyLow);
            high << QPointF(x, 100.0 * point.accuracyHigh);
        }
        if (m_hasEdp && point.edpOfBaseline) {
            ratio << QPointF(x, *point.edpOfBaseline);
        } else if (!m_hasEdp && point.delayOfBaseline > 0) {
            ratio << QPointF(x, point.delayOfBaseline);
        }
    }
    m_curve = curve;
    m_total = total;
    setRanges(curve, total);
    m_bandLow->replace(low);
    m_bandHigh->replace(high);
    m_accuracy->replace(accuracy);
    m_ratio->replace(ratio);
    m_last = curve.empty() ? std::nullopt : std::optional(curve.back());
    setNote(m_hasEdp || curve.empty() ? tr("EDP: part of the full path's")
                                      : tr("EDP not measured: delay instead"));
    setEmptyText(curve.empty() ? tr("No images yet") : QString());
    repaintOverlay();
}

void AccuracyEdpChart::setRanges(const std::vector<LivePoint>& curve, std::int64_t total) {
    const std::int64_t seen = curve.empty() ? 0 : curve.back().images;
    const auto end = static_cast<double>(std::max<std::int64_t>({total, seen, 1}));
    setRangeWithStep(*m_images, 0, end, niceRange(0, end, 5).step);
    m_baseline->replace(QList<QPointF>{{0, 1.0}, {end, 1.0}});

    double lowest = 100, highest = 0, largestRatio = 1.0;
    for (const LivePoint& point : curve) {
        if (static_cast<double>(point.images) >= kSettled * static_cast<double>(seen)) {
            lowest = std::min(lowest, 100.0 * point.accuracyLow);
            highest = std::max(highest, 100.0 * point.accuracyHigh);
            largestRatio = std::max({largestRatio, point.edpOfBaseline.value_or(0.0), point.delayOfBaseline});
        }
    }
    if (m_baselineAccuracy) {
        lowest = std::min(lowest, 100.0 * *m_baselineAccuracy);
        highest = std::max(highest, 100.0 * *m_baselineAccuracy);
    }
    if (highest < lowest) {
        lowest = 80;
        highest = 100;
    }
    // Accuracy has the upper half of the plot, the ratio the lower one, so that the curves do not cross.
    const double missing = std::max(0.0, kSmallestSpan - (highest - lowest)) / 2.0;
    highest = std::min(100.0, highest + missing);
    lowest = std::max(0.0, lowest - missing);
    m_range = niceRangeAtMost(std::max(0.0, lowest - (highest - lowest)), highest, verticalTicks());
    setNiceRange(*m_percent, m_range,
                 m_range.decimals > 0 ? QStringLiteral("%.1f %") : QStringLiteral("%.0f %"));
    m_percent->setVisible(m_labelled && !curve.empty());
    const NiceRange ratio = niceRangeAtMost(0, 2.1 * largestRatio, verticalTicks());
    setRangeWithStep(*m_ratioAxis, 0, ratio.high, ratio.step);
}

void AccuracyEdpChart::plotResized() {
    setRanges(m_curve, m_total);
}

void AccuracyEdpChart::setBaselineAccuracy(std::optional<double> accuracy) {
    m_baselineAccuracy = accuracy;
    if (accuracy) {
        setNote(tr("dash-dot: accuracy of the full path"));
    }
    repaintOverlay();
}

void AccuracyEdpChart::paintOverlay(QPainter& painter, const QRectF& plot) {
    if (!m_last) {
        return;
    }
    const QRectF inside = plot.adjusted(2, 1, -2, -1);
    const QPointF one = chart().mapToPosition({0, 1.0}, m_baseline);
    const double ratio = m_hasEdp ? m_last->edpOfBaseline.value_or(0.0) : m_last->delayOfBaseline;
    const bool costs = ratio > 1.0;  // the labels stand outside of the two lines, whichever is above
    paintTag(painter, {inside.right(), one.y() + (costs ? 2 : -1)},
             Qt::AlignRight | (costs ? Qt::AlignTop : Qt::AlignBottom), tr("full path 1.00"), theme().muted,
             inside);
    const auto x = static_cast<double>(m_last->images);
    std::vector<EndLabel> labels;
    if (m_labelled) {
        labels.push_back({chart().mapToPosition({x, 100.0 * m_last->accuracy}, m_accuracy),
                          tr("accuracy %1").arg(formatPercent(m_last->accuracy)), theme().accuracy,
                          Marker::Circle,
                          chart().mapToPosition({x, 100.0 * m_last->accuracyHigh}, m_accuracy).y(), true});
        if (m_baselineAccuracy) {
            const double y = chart().mapToPosition({x, 100.0 * *m_baselineAccuracy}, m_accuracy).y();
            painter.setPen(QPen(theme().baseline, 1.0, Qt::DashDotLine));
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y));
        }
    }
    if (ratio > 0) {
        labels.push_back(
            {chart().mapToPosition({x, ratio}, m_ratio),
             (m_hasEdp ? tr("EDP %1 of full path") : tr("delay %1 of full path")).arg(formatShareOf(ratio)),
             theme().edp, Marker::Square, 0, costs});
    }
    paintEndLabels(painter, std::move(labels), inside);
}

void AccuracyEdpChart::paintEndLabels(QPainter& painter, std::vector<EndLabel> labels, const QRectF& inside) {
    std::sort(labels.begin(), labels.end(),
              [](const EndLabel& a, const EndLabel& b) { return a.end.y() < b.end.y(); });
    const QFontMetricsF metrics(painter.font());
    const double apart = metrics.height();
    for (std::size_t i = 0; i < labels.size(); ++i) {
        const EndLabel& label = labels[i];
        painter.setPen(Qt::NoPen);
        painter.setBrush(label.color);
        paintMarker(painter, label.marker, label.end, 7);
        // Beside the end of the curve while there is room, else above the band or below the curve.
        if (inside.right() - label.end.x() > metrics.horizontalAdvance(label.text) + 16) {
            const double gap = labels.size() > 1 ? labels[1].end.y() - labels[0].end.y() : 2 * apart;
            const double outwards = (i == 0 ? -1.0 : 1.0) * std::max(0.0, (apart - gap) / 2);
            paintTag(painter, label.end + QPointF(8, outwards), Qt::AlignLeft | Qt::AlignVCenter, label.text,
                     label.color, inside);
        } else if (label.marker == Marker::Circle) {
            paintTag(painter, {label.end.x(), label.bandTop - 3}, Qt::AlignRight | Qt::AlignBottom,
                     label.text, label.color, inside);
        } else {
            paintTag(painter, label.end + QPointF(0, label.above ? -6 : 6),
                     Qt::AlignRight | (label.above ? Qt::AlignBottom : Qt::AlignTop), label.text, label.color,
                     inside);
        }
    }
}

}  // namespace pivot
