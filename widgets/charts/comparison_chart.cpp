// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/comparison_chart.h"

#include "pivot/published_points.h"
#include "widgets/models/number_format.h"
#include "widgets/theme/run_style.h"

#include <QLineSeries>
#include <QPainter>
#include <QValueAxis>
#include <algorithm>
#include <array>
#include <cmath>

namespace pivot {
namespace {

constexpr std::size_t kMostRuns = 8;
constexpr double kMostLinear = 20;     // of largest and smallest; beyond that the small ones lie on one spot
constexpr double kPublishedReach = 6;  // points beyond the experiments, further away nothing is compared
constexpr double kMarkSize = 11;

}  // namespace

ComparisonChart::ComparisonChart(const ThemeSource& theme, QWidget* parent)
    : PlotCard(theme, tr("Accuracy"), parent),
      m_base(new QLineSeries(this)),
      m_cost(new QValueAxis(this)),
      m_percent(new QValueAxis(this)) {
    setObjectName(QStringLiteral("comparisonChart"));
    chart().addAxis(m_cost, Qt::AlignBottom);
    chart().addAxis(m_percent, Qt::AlignLeft);
    for (std::size_t i = 0; i < kMostRuns; ++i) {
        m_curves.push_back(new QLineSeries(this));
    }
    std::vector<QLineSeries*> all = m_curves;
    all.push_back(m_base);
    for (QLineSeries* series : all) {
        chart().addSeries(series);
        series->attachAxis(m_cost);
        series->attachAxis(m_percent);
    }
    m_percent->setTitleText(tr("accuracy (%)"));
    setEmptyText(whyEmpty());
    applyTheme();
    setEmpty(true);
    valuesChanged();
}

void ComparisonChart::applyTheme() {
    styleAxis(*m_cost, false);
    styleAxis(*m_percent, true);
    std::vector<LegendEntry> legend;
    for (std::size_t i = 0; i < m_curves.size(); ++i) {
        const RunStyle style = runStyle(theme(), static_cast<int>(i));
        QPen pen(style.color, 1.5);
        if (!style.dash.isEmpty()) {
            pen.setDashPattern(style.dash);
        }
        m_curves[i]->setPen(pen);
    }
    for (const Point& point : m_points) {
        const RunStyle style = runStyle(theme(), static_cast<int>(point.run));
        LegendEntry entry{style.letter, QBrush(style.color)};
        entry.kind = LegendEntry::Kind::Mark;
        entry.marker = style.marker;
        legend.push_back(std::move(entry));
    }
    if (!m_published.empty()) {
        LegendEntry entry{tr("published"), QBrush(theme().surface), QPen(theme().muted, 1.2)};
        entry.kind = LegendEntry::Kind::Mark;
        entry.marker = Marker::Diamond;
        legend.push_back(std::move(entry));
    }
    setLegend(std::move(legend));
}

void ComparisonChart::setComparison(const ComparisonPtr& comparison) {
    if (holdBack("comparison", [this, comparison] { setComparison(comparison); })) {
        return;
    }
    m_comparison = comparison;
    collect();
    setEmpty(m_points.empty());
    setEmptyText(whyEmpty());
    // The axes say the rest, and the legend needs the room.
    setTitle(m_isEdp ? tr("Accuracy against EDP") : tr("Accuracy against delay"), tr("Accuracy"));
    setNote(m_isEdp || m_points.empty() ? QString() : tr("an energy is not known"));
    setFootnote(m_published.empty() ? QString() : tr("Hollow: published elsewhere, an accuracy alone"));
    applyTheme();
    setRanges();
    fillSeries();
    valuesChanged();
}

QString ComparisonChart::whyEmpty() const {
    return m_comparison ? tr("No accuracy is known: the images have no labels")
                        : tr("No experiments are compared");
}

void ComparisonChart::collect() {
    m_points.clear();
    m_published.clear();
    if (!m_comparison) {
        return;
    }
    const std::vector<RunFigures>& runs = m_comparison->runs;
    m_isEdp = std::all_of(runs.begin(), runs.end(), [](const RunFigures& run) { return run.edpJs > 0.0; });
    for (std::size_t i = 0; i < std::min(runs.size(), kMostRuns); ++i) {
        const std::optional<double> x = m_isEdp ? runs[i].edpJs : runs[i].delayMs;
        if (!runs[i].accuracy || !x || *x <= 0.0) {
            continue;
        }
        const Interval interval =
            runs[i].accuracyCi95.value_or(Interval{*runs[i].accuracy, *runs[i].accuracy});
        Point point{i, *x, 100.0 * *runs[i].accuracy, 100.0 * interval.low, 100.0 * interval.high, {}};
        for (const SweepPoint& swept : runs[i].sweep) {
            const std::optional<double> cost =
                m_isEdp ? swept.edpJs : std::optional<double>(swept.cost.delayMs);
            if (swept.accuracy && cost && *cost > 0.0) {
                point.curve.emplace_back(*cost, 100.0 * *swept.accuracy);
            }
        }
        m_points.push_back(std::move(point));
    }
    if (!m_comparison->isImageNet1k || m_points.empty()) {
        return;
    }
    const auto [least, most] =
        std::minmax_element(m_points.begin(), m_points.end(),
                            [](const Point& a, const Point& b) { return a.percent < b.percent; });
    for (const PublishedPoint& point : publishedPoints()) {
        const double percent = 100.0 * point.accuracy;
        if (percent > least->percent - kPublishedReach && percent < most->percent + kPublishedReach) {
            m_published.push_back({fromUtf8(point.name), fromUtf8(point.source), percent});
        }
    }
    std::stable_sort(m_published.begin(), m_published.end(),
                     [](const Published& a, const Published& b) { return a.percent > b.percent; });
}

double ComparisonChart::shownX(double x) const {
    return m_isLog ? std::log10(x / m_unit) : x / m_unit;
}

void ComparisonChart::setRanges() {
    if (m_points.empty()) {
        return;
    }
    double left = m_points.front().x, right = left;
    double lowest = 100.0, highest = 0.0;
    const auto include = [&](double x, double percent) {
        left = std::min(left, x);
        right = std::max(right, x);
        lowest = std::min(lowest, percent);
        highest = std::max(highest, percent);
    };
    for (const Point& point : m_points) {
        include(point.x, point.low);
        include(point.x, point.high);
        for (const QPointF& swept : point.curve) {
            include(swept.x(), swept.y());
        }
    }
    for (const Published& published : m_published) {
        include(left, published.percent);
    }
    m_isLog = right > kMostLinear * left;
    struct Unit {
        double factor;
        const char* name;
    };
    static constexpr std::array kEdp{Unit{1, "J·s"}, Unit{1e-3, "mJ·s"}, Unit{1e-6, "µJ·s"},
                                     Unit{1e-9, "nJ·s"}};
    static constexpr std::array kDelay{Unit{1e3, "s"}, Unit{1, "ms"}, Unit{1e-3, "µs"}};
    const auto choose = [&](const auto& units) {
        for (const Unit& unit : units) {
            m_unit = unit.factor;
            m_unitName = QString::fromUtf8(unit.name);
            if (right >= 0.5 * unit.factor) {
                break;
            }
        }
    };
    if (m_isEdp) {
        choose(kEdp);
    } else {
        choose(kDelay);
    }
    m_cost->setTitleText((m_isLog   ? (m_isEdp ? tr("log10 of EDP (%1)") : tr("log10 of delay (%1)"))
                          : m_isEdp ? tr("EDP of an image (%1)")
                                    : tr("delay of an image (%1)"))
                             .arg(m_unitName));
    const double missing = std::max(0.0, 2.0 - (highest - lowest)) / 2.0;
    const NiceRange y =
        niceRangeAtMost(std::max(0.0, lowest - missing), std::min(100.0, highest + missing), verticalTicks());
    setNiceRange(*m_percent, y, y.decimals > 0 ? QStringLiteral("%.1f") : QStringLiteral("%.0f"));
    const double from = shownX(left), to = shownX(right);
    const double margin = 0.15 * std::max(to - from, m_isLog ? 0.5 : 0.1 * to);
    // What was published has a strip of its own at the right: it stands at no EDP.
    const double strip = m_published.empty() ? 0.0 : 1.3 * (to - from + 2 * margin);
    const NiceRange x =
        niceRange(m_isLog ? from - margin : std::max(0.0, from - margin), to + margin + strip, 5);
    setNiceRange(*m_cost, x, QStringLiteral("%.%1f").arg(std::clamp(x.decimals, 0, 6)));
}

void ComparisonChart::fillSeries() {
    for (QLineSeries* curve : m_curves) {
        curve->clear();
    }
    for (const Point& point : m_points) {
        QList<QPointF> shown;
        for (const QPointF& swept : point.curve) {
            shown << QPointF(shownX(swept.x()), swept.y());
        }
        m_curves[point.run]->replace(shown);
    }
}

void ComparisonChart::plotResized() {
    setRanges();
}

QPointF ComparisonChart::placeOfValue(double x, double percent) const {
    return placeOf({shownX(x), percent}, m_base);
}

QString ComparisonChart::xText(double x) const {
    return m_isEdp ? tr("EDP %1").arg(formatEdpJs(x)) : tr("delay %1").arg(formatDelayMs(x));
}

int ComparisonChart::readoutCount() const {
    return static_cast<int>(m_points.size() + m_published.size());
}

Readout ComparisonChart::readout(int place) const {
    Readout values;
    const auto which = static_cast<std::size_t>(place);
    if (which >= m_points.size()) {
        const Published& published = m_published.at(which - m_points.size());
        values.place = {plotArea().right() - kMarkSize,
                        placeOfValue(m_points.front().x, published.percent).y()};
        values.lines << tr("published: %1").arg(published.name)
                     << tr("accuracy %1 %").arg(published.percent, 0, 'f', 1) << published.source;
        return values;
    }
    const Point& point = m_points[which];
    values.place = placeOfValue(point.x, point.percent);
    values.marks.emplace_back(values.place, runStyle(theme(), static_cast<int>(point.run)).color);
    values.lines << runName(*m_comparison, point.run) << xText(point.x)
                 << tr("accuracy %1").arg(formatPercent(point.percent / 100.0, 2))
                 << tr("95 %: %1 to %2")
                        .arg(formatPercent(point.low / 100.0, 2), formatPercent(point.high / 100.0, 2));
    return values;
}

int ComparisonChart::readoutNear(const QPointF& position) const {
    return nearestReadout(position);
}

QString ComparisonChart::describe() const {
    QStringList parts;
    for (int place = 0; place < static_cast<int>(m_points.size()); ++place) {
        parts << readout(place).lines.join(QStringLiteral(", "));
    }
    if (!m_published.empty()) {
        parts << tr("%1 published accuracies").arg(m_published.size());
    }
    return parts.join(QStringLiteral("; "));
}

PlotTable ComparisonChart::table() const {
    PlotTable table{{QStringLiteral("what"), m_isEdp ? QStringLiteral("edp_js") : QStringLiteral("delay_ms"),
                     QStringLiteral("accuracy"), QStringLiteral("accuracy_low95"),
                     QStringLiteral("accuracy_high95"), QStringLiteral("source")},
                    {}};
    for (const Point& point : m_points) {
        const QString id = fromUtf8(m_comparison->runs[point.run].experimentId);
        table.rows.push_back({id, tableNumber(point.x), tableNumber(point.percent / 100.0),
                              tableNumber(point.low / 100.0), tableNumber(point.high / 100.0),
                              QStringLiteral("this experiment")});
        for (const QPointF& swept : point.curve) {
            table.rows.push_back({id,
                                  tableNumber(swept.x()),
                                  tableNumber(swept.y() / 100.0),
                                  {},
                                  {},
                                  QStringLiteral("threshold sweep")});
        }
    }
    for (const Published& published : m_published) {
        table.rows.push_back(
            {published.name, {}, tableNumber(published.percent / 100.0), {}, {}, published.source});
    }
    return table;
}

void ComparisonChart::paintPublished(QPainter& painter, const QRectF& plot) {
    const QFontMetricsF metrics(painter.font());
    double free = plot.top();  // of labels from here down
    for (const Published& published : m_published) {
        const QPointF place(plot.right() - kMarkSize,
                            placeOfValue(m_points.front().x, published.percent).y());
        if (!isOnPlot(place)) {
            continue;
        }
        painter.setPen(QPen(theme().muted, 1.2));
        painter.setBrush(theme().surface);
        paintMarker(painter, Marker::Diamond, place, kMarkSize - 2);
        if (place.y() - metrics.height() / 2 >= free) {  // the pointer and the keys read the others
            paintTag(painter, place - QPointF(kMarkSize, 0), Qt::AlignRight | Qt::AlignVCenter,
                     published.name, theme().muted, plot);
            free = place.y() + metrics.height() / 2;
        }
    }
}

void ComparisonChart::paintOverlay(QPainter& painter, const QRectF& plot) {
    if (m_points.empty()) {
        return;
    }
    paintPublished(painter, plot);
    for (const Point& point : m_points) {
        const RunStyle style = runStyle(theme(), static_cast<int>(point.run));
        const QPointF place = placeOfValue(point.x, point.percent);
        if (!isOnPlot(place)) {
            continue;
        }
        painter.setPen(QPen(style.color, 1.5));
        painter.drawLine(placeOfValue(point.x, point.low), placeOfValue(point.x, point.high));
        painter.setPen(QPen(theme().surface, 1.0));
        painter.setBrush(style.color);
        paintMarker(painter, style.marker, place, kMarkSize);
        // Above its interval: beside the marker other experiments are likelier to stand.
        paintTag(painter, placeOfValue(point.x, point.high) - QPointF(0, 2),
                 Qt::AlignHCenter | Qt::AlignBottom, style.letter, style.color, plot.adjusted(2, 1, -2, -1));
    }
}

}  // namespace pivot
