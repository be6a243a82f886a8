// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/sweep_chart.h"

#include "widgets/models/number_format.h"
#include "widgets/theme/run_style.h"

#include <QComboBox>
#include <QLineSeries>
#include <QPainter>
#include <QValueAxis>
#include <algorithm>
#include <array>
#include <cmath>

namespace pivot {
namespace {

constexpr std::size_t kMostRuns = 8;

std::size_t variedEffort(const SweepPoint& point) {
    return point.thresholds.size() > 1 ? point.thresholds.size() - 2 : 0;
}

QString scoreTitle(ScoreKind score) {
    switch (score) {
        case ScoreKind::Margin:
            return SweepChart::tr("threshold of the margin");
        case ScoreKind::MaxProbability:
            return SweepChart::tr("threshold of the probability");
        case ScoreKind::Entropy:
            break;
    }
    return SweepChart::tr("threshold (normalized entropy)");
}

}  // namespace

SweepChart::SweepChart(const ThemeSource& theme, QWidget* parent)
    : PlotCard(theme, tr("Thresholds"), parent),
      m_choice(new QComboBox),
      m_threshold(new QValueAxis(this)),
      m_value(new QValueAxis(this)) {
    setObjectName(QStringLiteral("sweepChart"));
    m_choice->setObjectName(QStringLiteral("sweepQuantity"));
    m_choice->setAccessibleName(tr("What the sweep shows"));
    m_choice->setToolTip(m_choice->accessibleName());
    m_choice->setProperty("role", "compact");
    m_choice->addItems({tr("accuracy"), tr("low share"), tr("delay"), tr("EDP")});
    // The choice beside it and the axes say the rest.
    setTitle(tr("What every threshold would do"), tr("Thresholds"));
    addToHeading(m_choice);
    chart().addAxis(m_threshold, Qt::AlignBottom);
    chart().addAxis(m_value, Qt::AlignLeft);
    for (std::size_t i = 0; i < kMostRuns; ++i) {
        m_series.push_back(new QLineSeries(this));
        chart().addSeries(m_series.back());
        m_series.back()->attachAxis(m_threshold);
        m_series.back()->attachAxis(m_value);
    }
    connect(m_choice, qOverload<int>(&QComboBox::currentIndexChanged), this,
            [this](int choice) { setQuantity(static_cast<Quantity>(choice)); });
    applyTheme();
    rebuild();
}

void SweepChart::applyTheme() {
    styleAxis(*m_threshold, false);
    styleAxis(*m_value, true);
    std::vector<LegendEntry> legend;
    for (const Curve& curve : m_curves) {
        const RunStyle style = runStyle(theme(), static_cast<int>(curve.run));
        LegendEntry entry{style.letter, QBrush(style.color)};
        entry.kind = LegendEntry::Kind::Mark;
        entry.marker = style.marker;
        legend.push_back(std::move(entry));
    }
    for (std::size_t i = 0; i < m_series.size(); ++i) {
        const RunStyle style = runStyle(theme(), static_cast<int>(i));
        QPen pen(style.color, 1.8);
        if (!style.dash.isEmpty()) {
            pen.setDashPattern(style.dash);
        }
        m_series[i]->setPen(pen);
    }
    setLegend(std::move(legend));
}

void SweepChart::setComparison(const ComparisonPtr& comparison) {
    if (holdBack("comparison", [this, comparison] { setComparison(comparison); })) {
        return;
    }
    m_comparison = comparison;
    rebuild();
}

void SweepChart::setQuantity(Quantity quantity) {
    if (quantity != m_quantity) {
        m_quantity = quantity;
        m_choice->setCurrentIndex(static_cast<int>(quantity));
        rebuild();
    }
}

std::optional<double> SweepChart::valueOf(const SweepPoint& point) const {
    switch (m_quantity) {
        case Quantity::Accuracy:
            return point.accuracy ? std::optional<double>(100.0 * *point.accuracy) : std::nullopt;
        case Quantity::Share:
            return point.shares.empty() ? std::nullopt : std::optional<double>(100.0 * point.shares.front());
        case Quantity::Delay:
            return point.cost.delayMs;
        case Quantity::Edp:
            return point.edpJs ? std::optional<double>(1e6 * *point.edpJs) : std::nullopt;
    }
    return std::nullopt;
}

QString SweepChart::valueText(double value) const {
    switch (m_quantity) {
        case Quantity::Accuracy:
            return tr("accuracy %1").arg(formatPercent(value / 100.0, 2));
        case Quantity::Share:
            return tr("%1 end at the first effort").arg(formatPercent(value / 100.0));
        case Quantity::Delay:
            return tr("delay %1").arg(formatDelayMs(value));
        case Quantity::Edp:
            return tr("EDP %1").arg(formatEdpJs(value * 1e-6));
    }
    return {};
}

void SweepChart::collect() {
    m_curves.clear();
    m_places.clear();
    if (!m_comparison) {
        return;
    }
    std::optional<ScoreKind> score;  // one axis has one score: that of the first profiled experiment
    for (std::size_t i = 0; i < std::min(m_comparison->runs.size(), kMostRuns); ++i) {
        const RunFigures& run = m_comparison->runs[i];
        if (run.sweep.empty() || run.numClasses < 2 || (score && *score != run.ladder.score)) {
            continue;
        }
        score = run.ladder.score;
        Curve curve{i, {}, {}, {}};
        const std::size_t varied = variedEffort(run.sweep.front());
        const std::optional<double> used = varied < run.ladder.size()
                                               ? hardestAccepted(run.ladder.efforts[varied], run.ladder.score)
                                               : std::nullopt;
        double nearest = HUGE_VAL;
        for (const SweepPoint& point : run.sweep) {
            const std::optional<double> value = valueOf(point);
            const std::optional<double>& threshold = point.thresholds[varied];
            if (!value || !threshold || !std::isfinite(*threshold)) {
                continue;
            }
            if (used && std::abs(*threshold - *used) < nearest) {
                nearest = std::abs(*threshold - *used);
                curve.used = curve.values.size();
            }
            curve.thresholds.push_back(axisPlace(*threshold, run.ladder.score, run.numClasses));
            curve.values.push_back(*value);
        }
        if (!curve.values.empty()) {
            m_curves.push_back(std::move(curve));
        }
    }
    for (std::size_t c = 0; c < m_curves.size(); ++c) {
        for (std::size_t p = 0; p < m_curves[c].values.size(); ++p) {
            m_places.push_back({c, p});
        }
    }
    std::stable_sort(m_places.begin(), m_places.end(), [this](const Place& a, const Place& b) {
        return m_curves[a.curve].thresholds[a.point] < m_curves[b.curve].thresholds[b.point];
    });
    if (score) {
        m_threshold->setTitleText(scoreTitle(*score));
    }
}

void SweepChart::rebuild() {
    collect();
    setEmpty(m_curves.empty());
    setEmptyText(!m_comparison      ? tr("No experiments are compared")
                 : m_curves.empty() ? tr("No experiment among these was profiled, or what is asked for is "
                                         "not known: Profile on the Run page looks at every threshold")
                                    : QString());
    applyTheme();
    const std::array<QString, 4> titles{tr("accuracy (%)"), tr("low share (%)"), tr("delay (ms)"),
                                        tr("EDP (µJ·s)")};
    m_value->setTitleText(titles[static_cast<std::size_t>(m_quantity)]);
    for (QLineSeries* series : m_series) {
        series->clear();
    }
    if (!m_curves.empty()) {
        double least = HUGE_VAL, most = -HUGE_VAL;
        for (const Curve& curve : m_curves) {
            QList<QPointF> points;
            for (std::size_t i = 0; i < curve.values.size(); ++i) {
                points << QPointF(curve.thresholds[i], curve.values[i]);
                least = std::min(least, curve.values[i]);
                most = std::max(most, curve.values[i]);
            }
            m_series[curve.run]->replace(points);
        }
        const double missing = std::max(0.0, 0.02 * std::abs(most) - (most - least)) / 2.0;
        const NiceRange y =
            niceRangeAtMost(std::max(0.0, least - missing), most + missing + 1e-12, verticalTicks());
        setNiceRange(*m_value, y, QStringLiteral("%.%1f").arg(std::clamp(y.decimals, 0, 6)));
        setNiceRange(*m_threshold, {0.0, 1.0, 0.2, 1}, QStringLiteral("%.1f"));
        // Not every experiment that is compared has a curve: said where it could be missed.
        const std::size_t without = m_comparison->runs.size() - m_curves.size();
        setFootnote(without > 0 ? tr("Without a curve: %1 not profiled, or by another score").arg(without)
                                : QString());
    } else {
        setFootnote({});
    }
    valuesChanged();
}

void SweepChart::plotResized() {
    if (!m_curves.empty()) {
        rebuild();
    }
}

QPointF SweepChart::placeOfPoint(const Curve& curve, std::size_t point) const {
    return placeOf({curve.thresholds[point], curve.values[point]}, m_series[curve.run]);
}

Readout SweepChart::readout(int place) const {
    const Place& at = m_places.at(static_cast<std::size_t>(place));
    const Curve& curve = m_curves[at.curve];
    Readout values;
    values.place = placeOfPoint(curve, at.point);
    values.marks.emplace_back(values.place, runStyle(theme(), static_cast<int>(curve.run)).color);
    values.crosshair = true;
    values.lines << runName(*m_comparison, curve.run)
                 << tr("threshold %1").arg(formatSignificant(curve.thresholds[at.point]))
                 << valueText(curve.values[at.point]);
    return values;
}

QString SweepChart::describe() const {
    QStringList parts;
    for (const Curve& curve : m_curves) {
        QStringList words{runName(*m_comparison, curve.run)};
        if (curve.used) {
            words << tr("threshold %1").arg(formatSignificant(curve.thresholds[*curve.used]))
                  << valueText(curve.values[*curve.used]);
        }
        parts << words.join(QStringLiteral(", "));
    }
    return parts.join(QStringLiteral("; "));
}

PlotTable SweepChart::table() const {
    static const std::array<QString, 4> kColumns{QStringLiteral("accuracy_percent"),
                                                 QStringLiteral("first_share_percent"),
                                                 QStringLiteral("delay_ms"), QStringLiteral("edp_ujs")};
    PlotTable table{{QStringLiteral("experiment_id"), QStringLiteral("threshold"),
                     kColumns[static_cast<std::size_t>(m_quantity)]},
                    {}};
    for (const Curve& curve : m_curves) {
        const QString id = fromUtf8(m_comparison->runs[curve.run].experimentId);
        for (std::size_t i = 0; i < curve.values.size(); ++i) {
            table.rows.push_back({id, tableNumber(curve.thresholds[i]), tableNumber(curve.values[i])});
        }
    }
    return table;
}

void SweepChart::paintOverlay(QPainter& painter, const QRectF& /*plot*/) {
    for (const Curve& curve : m_curves) {
        if (!curve.used) {
            continue;
        }
        const QPointF place = placeOfPoint(curve, *curve.used);
        if (isOnPlot(place)) {
            const RunStyle style = runStyle(theme(), static_cast<int>(curve.run));
            painter.setPen(QPen(theme().surface, 1.0));
            painter.setBrush(style.color);
            paintMarker(painter, style.marker, place, 10);
        }
    }
}

}  // namespace pivot
