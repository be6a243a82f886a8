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

bool same(const LivePoint& a, const LivePoint& b) {
    return a.images == b.images && a.accuracy == b.accuracy && a.edpOfBaseline == b.edpOfBaseline &&
           a.delayOfBaseline == b.delayOfBaseline;
}

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
    m_percent->setTitleText(tr("accuracy (%)"));
    m_ratioAxis->setLabelFormat(QStringLiteral("%.1f"));
    applyTheme();
    setEmpty(true);
    setRanges();
    valuesChanged();
}

void AccuracyEdpChart::applyTheme() {
    styleAxis(*m_images, false);
    styleAxis(*m_percent, true);
    styleAxis(*m_ratioAxis, false);
    m_percent->setLabelsBrush(theme().accuracy);
    m_percent->setTitleBrush(theme().accuracy);
    m_ratioAxis->setLabelsBrush(theme().edp);
    m_ratioAxis->setTitleBrush(theme().edp);
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
    showLegend();
}

QPen AccuracyEdpChart::baselineAccuracyPen() const {
    return {theme().baseline, 1.2, Qt::DashDotLine};
}

void AccuracyEdpChart::showLegend() {
    std::vector<LegendEntry> legend;
    if (m_baselineAccuracy && m_labelled) {
        LegendEntry entry{
            tr("full path's accuracy %1").arg(formatPercent(*m_baselineAccuracy)), {}, baselineAccuracyPen()};
        entry.kind = LegendEntry::Kind::Line;
        legend.push_back(std::move(entry));
    }
    setLegend(std::move(legend));
}

void AccuracyEdpChart::setCurve(const std::vector<LivePoint>& curve, std::int64_t total, bool labelled) {
    if (holdBack("curve", [this, curve, total, labelled] { setCurve(curve, total, labelled); })) {
        return;
    }
    if (total == m_total && labelled == m_labelled &&
        std::equal(curve.begin(), curve.end(), m_curve.begin(), m_curve.end(), same)) {
        return;
    }
    m_curve = curve;
    m_total = total;
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
        if (ratioOf(point) > 0) {
            ratio << QPointF(x, ratioOf(point));
        }
    }
    setEmpty(curve.empty());
    setTitle(m_hasEdp || curve.empty() ? tr("Accuracy and EDP") : tr("Accuracy and delay"));
    setNote(m_hasEdp || curve.empty() ? QString() : tr("energy unknown"));
    m_ratioAxis->setTitleText(m_hasEdp || curve.empty() ? tr("EDP / full path") : tr("delay / full path"));
    showLegend();
    m_percent->setVisible(m_labelled && !curve.empty());
    m_ratioAxis->setVisible(!ratio.isEmpty());
    m_baseline->setVisible(!ratio.isEmpty());
    setRanges();
    m_bandLow->replace(low);
    m_bandHigh->replace(high);
    m_accuracy->replace(accuracy);
    m_ratio->replace(ratio);
    valuesChanged();
}

double AccuracyEdpChart::ratioOf(const LivePoint& point) const {
    return m_hasEdp ? point.edpOfBaseline.value_or(0.0) : point.delayOfBaseline;
}

void AccuracyEdpChart::setRanges() {
    const std::int64_t seen = m_curve.empty() ? 0 : m_curve.back().images;
    const auto end = static_cast<double>(std::max<std::int64_t>({m_total, seen, 1}));
    setRangeWithStep(*m_images, 0, end, niceRange(0, end, 5).step);
    m_baseline->replace(QList<QPointF>{{0, 1.0}, {end, 1.0}});

    double lowest = 100, highest = 0, largestRatio = 1.0;
    for (const LivePoint& point : m_curve) {
        if (static_cast<double>(point.images) >= kSettled * static_cast<double>(seen)) {
            lowest = std::min(lowest, 100.0 * point.accuracyLow);
            highest = std::max(highest, 100.0 * point.accuracyHigh);
            largestRatio = std::max(largestRatio, ratioOf(point));
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
    setNiceRange(*m_percent, m_range, m_range.decimals > 0 ? QStringLiteral("%.1f") : QStringLiteral("%.0f"));
    const NiceRange ratio = niceRangeAtMost(0, 2.1 * largestRatio, verticalTicks());
    setRangeWithStep(*m_ratioAxis, 0, ratio.high, ratio.step);
}

void AccuracyEdpChart::plotResized() {
    setRanges();
}

void AccuracyEdpChart::setBaselineAccuracy(std::optional<double> accuracy) {
    if (holdBack("baseline", [this, accuracy] { setBaselineAccuracy(accuracy); })) {
        return;
    }
    if (accuracy != m_baselineAccuracy) {
        m_baselineAccuracy = accuracy;
        showLegend();
        setRanges();
        valuesChanged();
    }
}

QPointF AccuracyEdpChart::mapped(double images, double value, QLineSeries* series) const {
    return placeOf({images, value}, series);
}

QString AccuracyEdpChart::ratioText(double ratio) const {
    return (m_hasEdp ? tr("EDP %1 of full path") : tr("delay %1 of full path")).arg(formatShareOf(ratio));
}

QString AccuracyEdpChart::describe() const {
    if (m_curve.empty()) {
        return {};
    }
    const LivePoint& last = m_curve.back();
    QStringList parts{tr("after %1 images").arg(formatCount(last.images))};
    if (m_labelled) {
        parts << tr("accuracy %1, 95 % interval %2 to %3")
                     .arg(formatPercent(last.accuracy), formatPercent(last.accuracyLow),
                          formatPercent(last.accuracyHigh));
        if (m_baselineAccuracy) {
            parts << tr("accuracy of the full path %1").arg(formatPercent(*m_baselineAccuracy));
        }
    }
    if (ratioOf(last) > 0) {
        parts << ratioText(ratioOf(last));
    }
    return parts.join(QStringLiteral("; "));
}

int AccuracyEdpChart::readoutNear(const QPointF& position) const {
    if (m_curve.empty()) {
        return -1;
    }
    const double images = valueAt(position, m_baseline).x();
    const auto after = std::lower_bound(
        m_curve.begin(), m_curve.end(), images,
        [](const LivePoint& point, double x) { return static_cast<double>(point.images) < x; });
    if (after == m_curve.begin()) {
        return 0;
    }
    const auto place = static_cast<int>(after - m_curve.begin());
    const bool before = after == m_curve.end() || images - static_cast<double>((after - 1)->images) <
                                                      static_cast<double>(after->images) - images;
    return before ? place - 1 : place;
}

Readout AccuracyEdpChart::readout(int place) const {
    const LivePoint& point = m_curve.at(static_cast<std::size_t>(place));
    const auto x = static_cast<double>(point.images);
    Readout values;
    values.crosshair = true;
    values.lines << tr("%1 images").arg(formatCount(point.images));
    if (m_labelled) {
        values.marks.emplace_back(mapped(x, 100.0 * point.accuracy, m_accuracy), theme().accuracy);
        values.lines << tr("accuracy %1").arg(formatPercent(point.accuracy, 2))
                     << tr("95 %: %1 to %2")
                            .arg(formatPercent(point.accuracyLow, 2), formatPercent(point.accuracyHigh, 2));
    }
    if (ratioOf(point) > 0) {
        values.marks.emplace_back(mapped(x, ratioOf(point), m_ratio), theme().edp);
        values.lines << ratioText(ratioOf(point));
    }
    values.place = values.marks.empty() ? mapped(x, 1.0, m_baseline) : values.marks.front().first;
    return values;
}

PlotTable AccuracyEdpChart::table() const {
    PlotTable table{{QStringLiteral("images"), QStringLiteral("accuracy"), QStringLiteral("accuracy_low95"),
                     QStringLiteral("accuracy_high95"), QStringLiteral("edp_of_full_path"),
                     QStringLiteral("delay_of_full_path")},
                    {}};
    for (const LivePoint& point : m_curve) {
        const auto ofLabels = [this](double value) { return m_labelled ? tableNumber(value) : QString(); };
        table.rows.push_back({QString::number(point.images), ofLabels(point.accuracy),
                              ofLabels(point.accuracyLow), ofLabels(point.accuracyHigh),
                              tableNumber(point.edpOfBaseline), tableNumber(point.delayOfBaseline)});
    }
    return table;
}

void AccuracyEdpChart::paintOverlay(QPainter& painter, const QRectF& plot) {
    if (m_curve.empty()) {
        return;
    }
    const LivePoint& last = m_curve.back();
    const QRectF inside = plot.adjusted(2, 1, -2, -1);
    const double ratio = ratioOf(last);
    const bool costs = ratio > 1.0;  // the labels stand outside of the two lines, whichever is above
    const auto x = static_cast<double>(last.images);
    if (const double one = mapped(0, 1.0, m_baseline).y(); ratio > 0 && isOnPlot({plot.center().x(), one})) {
        // On the side that the curves' ends, with labels of their own, leave free.
        const bool left = mapped(x, ratio, m_ratio).x() > plot.center().x();
        paintTag(painter, {left ? inside.left() : inside.right(), one + (costs ? 2 : -1)},
                 (left ? Qt::AlignLeft : Qt::AlignRight) | (costs ? Qt::AlignTop : Qt::AlignBottom),
                 tr("full path 1.00"), theme().muted, inside);
    }
    std::vector<EndLabel> labels;
    if (m_labelled) {
        const QPointF end = mapped(x, 100.0 * last.accuracy, m_accuracy);
        labels.push_back({end, tr("accuracy %1").arg(formatPercent(last.accuracy)), theme().accuracy,
                          Marker::Circle, mapped(x, 100.0 * last.accuracyHigh, m_accuracy).y(), true});
        if (m_baselineAccuracy) {
            const double y = mapped(x, 100.0 * *m_baselineAccuracy, m_accuracy).y();
            painter.setPen(baselineAccuracyPen());
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y));
        }
    }
    if (ratio > 0) {
        labels.push_back(
            {mapped(x, ratio, m_ratio), ratioText(ratio), theme().edp, Marker::Square, 0, costs});
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
        if (!isOnPlot(label.end)) {
            continue;  // of a zoomed plot
        }
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
            const bool above = label.above || label.end.y() + 6 + apart > inside.bottom();
            paintTag(painter, label.end + QPointF(0, above ? -6 : 6),
                     Qt::AlignRight | (above ? Qt::AlignBottom : Qt::AlignTop), label.text, label.color,
                     inside);
        }
    }
}

}  // namespace pivot
