// SPDX-License-Identifier: GPL-3.0-or-later
// Every plot of the window as a figure for paper.
#include "widgets/charts/accuracy_edp_chart.h"
#include "widgets/charts/delay_chart.h"
#include "widgets/charts/entropy_chart.h"
#include "widgets/charts/plane_chart.h"
#include "widgets/charts/plot_zoom.h"
#include "widgets/charts/reliability_chart.h"
#include "widgets/models/number_format.h"
#include "widgets/theme/effort_style.h"

#include <QValueAxis>
#include <algorithm>
#include <cmath>

namespace pivot {

using figures::Axis;
using figures::FigureData;
using figures::Ink;
using figures::Mark;
using figures::Role;
using figures::Rule;
using figures::Series;

namespace {

Series series(const QString& name, const Ink& ink, Mark mark) {
    Series s;
    s.name = name.toStdString();
    s.ink = ink;
    s.mark = mark;
    return s;
}

Axis axis(const QString& label, std::optional<double> low = {}, std::optional<double> high = {}) {
    return {label.toStdString(), low, high};
}

Ink ofEffort(int index, int count) {
    return {Role::Effort, std::clamp(index, 0, std::max(0, count - 1)), std::max(1, count)};
}

QList<QValueAxis*> valueAxes(const QChart& chart, Qt::Orientation orientation) {
    QList<QValueAxis*> found;
    for (QAbstractAxis* one : chart.axes(orientation)) {
        if (auto* value = qobject_cast<QValueAxis*>(one)) {
            found << value;
        }
    }
    return found;
}

/// Panels stand for the vertical axes of a chart, in their order.
void applyZoom(FigureData& data, const QChart& chart) {
    const auto across = valueAxes(chart, Qt::Horizontal), upwards = valueAxes(chart, Qt::Vertical);
    for (std::size_t i = 0; i < data.panels.size(); ++i) {
        figures::Panel& panel = data.panels[i];
        if (!across.isEmpty() && panel.x.categories.empty()) {
            // An axis of logarithms in the window is a logarithmic one on paper.
            const auto shown = [&](double value) {
                return panel.x.logarithmic ? std::pow(10, value) : value;
            };
            panel.x.low = shown(across.first()->min());
            panel.x.high = shown(across.first()->max());
        }
        if (static_cast<qsizetype>(i) < upwards.size() && panel.y.categories.empty()) {
            panel.y.low = upwards[static_cast<qsizetype>(i)]->min();
            panel.y.high = upwards[static_cast<qsizetype>(i)]->max();
        }
    }
}

}  // namespace

figures::FigureDocument PlotCard::document() const {
    figures::FigureDocument document;
    document.data = figure();
    document.data.title = title().toStdString();
    if (m_zoom->isZoomed()) {
        applyZoom(document.data, *m_chart);
    }
    document.spec.kind = figures::FigureKind::Plot;
    for (const QString& id : m_experiments) {
        document.spec.experiments.push_back(id.toStdString());
    }
    return document;
}

FigureData EntropyChart::figure() const {
    figures::Panel panel;
    panel.x = axis(m_axis->titleText(), 0.0, 1.0);
    panel.y = axis(tr("images"));
    const Ink ink = ofEffort(m_shown, m_efforts);
    Series right = series(tr("right"), ink, Mark::Bars), wrong = series(tr("wrong"), ink, Mark::Bars);
    right.width = wrong.width = 1.0 / ScoreHistogram::kBins;
    wrong.hatched = true;
    for (std::size_t bin = 0; bin < ScoreHistogram::kBins; ++bin) {
        const double place = (static_cast<double>(bin) + 0.5) / ScoreHistogram::kBins;
        const auto base = static_cast<double>(m_right[bin]);
        right.x.push_back(place);
        right.y.push_back(base);
        if (m_wrong[bin] > 0) {
            wrong.x.push_back(place);
            wrong.low.push_back(base);
            wrong.y.push_back(base + static_cast<double>(m_wrong[bin]));
        }
    }
    panel.series.push_back(std::move(right));
    if (!wrong.x.empty()) {
        panel.series.push_back(std::move(wrong));
    }
    if (m_threshold) {
        const QString threshold = tr("threshold %1").arg(formatSignificant(*m_threshold));
        panel.rules.push_back({true, *m_threshold, threshold.toStdString(), {Role::Chosen}});
    }
    FigureData made;
    made.panels.push_back(std::move(panel));
    return made;
}

FigureData AccuracyEdpChart::figure() const {
    figures::Panel accuracy, ratio;
    const auto end =
        static_cast<double>(std::max<std::int64_t>(m_total, m_curve.empty() ? 1 : m_curve.back().images));
    accuracy.x = ratio.x = axis(tr("images seen"), 0.0, end);
    accuracy.y = axis(tr("accuracy (%)"), m_range.low, m_range.high);
    ratio.y = axis(m_hasEdp ? tr("EDP / full path") : tr("delay / full path"));
    Series band = series(tr("95 % interval"), {Role::Accuracy}, Mark::Band);
    Series line = series(tr("accuracy"), {Role::Accuracy}, Mark::Line);
    Series cost = series({}, {Role::Edp}, Mark::Line);
    double lowest = 100, highest = 0;
    for (const LivePoint& point : m_curve) {
        const auto x = static_cast<double>(point.images);
        if (m_labelled) {
            for (Series* s : {&band, &line}) {
                s->x.push_back(x);
                s->y.push_back(100 * point.accuracy);
            }
            band.low.push_back(100 * point.accuracyLow);
            band.high.push_back(100 * point.accuracyHigh);
            lowest = std::min(lowest, 100 * point.accuracyLow);
            highest = std::max(highest, 100 * point.accuracyHigh);
        }
        if (ratioOf(point) > 0) {
            cost.x.push_back(x);
            cost.y.push_back(ratioOf(point));
        }
    }
    FigureData made;
    made.aspect = 0.36;
    if (!line.x.empty()) {
        // The window leaves the lower half to the other curve; here it has a plot of its own.
        accuracy.y.low = std::max(accuracy.y.low.value_or(0), lowest - 0.1 * (highest - lowest) - 0.2);
        accuracy.series = {std::move(band), std::move(line)};
        if (m_baselineAccuracy) {
            accuracy.rules.push_back(
                {false,
                 100 * *m_baselineAccuracy,
                 tr("full path %1").arg(formatPercent(*m_baselineAccuracy)).toStdString(),
                 {Role::Baseline}});
        }
        made.panels.push_back(std::move(accuracy));
    }
    if (!cost.x.empty()) {
        ratio.series.push_back(std::move(cost));
        ratio.rules.push_back({false, 1.0, tr("full path").toStdString(), {Role::Baseline}});
        made.panels.push_back(std::move(ratio));
    }
    return made;
}

FigureData PlaneChart::figure() const {
    figures::Panel panel;
    panel.x = axis(m_edp->titleText());
    panel.y = axis(tr("accuracy (%)"));
    const auto add = [](Series& s, const PlanePoint& point) {
        s.x.push_back(point.edpOfBaseline);
        s.y.push_back(100 * point.accuracy);
        const bool interval = point.accuracyHigh > 0;
        s.low.push_back(100 * (interval ? point.accuracyLow : point.accuracy));
        s.high.push_back(100 * (interval ? point.accuracyHigh : point.accuracy));
    };
    Series earlier = series(tr("earlier runs"), {Role::Neutral}, Mark::Points);
    earlier.hollow = true;
    for (const PlanePoint& point : m_earlier) {
        add(earlier, point);
    }
    earlier.low.clear();
    earlier.high.clear();
    if (!earlier.x.empty()) {
        panel.series.push_back(std::move(earlier));
    }
    const int runs = static_cast<int>(m_group.size()) + 1;
    for (int i = 1; i < runs; ++i) {
        const PlanePoint& point = m_group[static_cast<std::size_t>(i - 1)];
        Series one = series(point.name, {Role::Run, i, runs}, Mark::Points);
        add(one, point);
        panel.series.push_back(std::move(one));
    }
    if (m_run) {
        Series run = series(tr("this run"), {Role::Run, 0, runs}, Mark::Points);
        add(run, *m_run);
        panel.series.push_back(std::move(run));
    }
    if (m_baselineAccuracy) {
        Series full = series(tr("full path"), {Role::Baseline}, Mark::Points);
        full.x = {1.0};
        full.y = {100 * *m_baselineAccuracy};
        panel.series.push_back(std::move(full));
    } else {
        panel.rules.push_back({true, 1.0, tr("full path").toStdString(), {Role::Baseline}});
    }
    FigureData made;
    made.panels.push_back(std::move(panel));
    return made;
}

FigureData DelayChart::figure() const {
    figures::Panel panel;
    panel.x = axis(tr("delay per image (ms)"), 0.0);
    const auto bars = static_cast<int>(m_bars.size());
    for (auto bar = m_bars.rbegin(); bar != m_bars.rend(); ++bar) {
        panel.y.categories.push_back(bar->label.toStdString());
    }
    for (int part = 0; part <= m_efforts; ++part) {
        const bool mixed = part == m_efforts;
        if (mixed && !m_mixed) {
            continue;
        }
        Series s = series(mixed       ? tr("all efforts")
                          : part == 0 ? effortName(part, m_efforts)
                                      : tr("%1 re-run").arg(effortName(part, m_efforts)),
                          mixed ? Ink{Role::Neutral} : ofEffort(part, m_efforts), Mark::Bars);
        s.alongX = true;
        s.hatched = !mixed && part > 0;
        s.width = 0.6;
        for (int row = 0; row < bars; ++row) {
            const DelayBar& bar = m_bars[static_cast<std::size_t>(bars - 1 - row)];
            double base = 0;
            for (int before = 0; before < std::min<int>(part, static_cast<int>(bar.partsMs.size()));
                 ++before) {
                base += bar.partsMs[static_cast<std::size_t>(before)];
            }
            const double own = mixed ? bar.mixedMs
                               : part < static_cast<int>(bar.partsMs.size())
                                   ? bar.partsMs[static_cast<std::size_t>(part)]
                                   : 0.0;
            if (own > 0) {
                s.x.push_back(base + own);
                s.y.push_back(row);
                s.low.push_back(base);
            }
        }
        if (!s.x.empty()) {
            panel.series.push_back(std::move(s));
        }
    }
    if (m_fullPathMs) {
        panel.rules.push_back({true, *m_fullPathMs, tr("full path").toStdString(), {Role::Baseline}});
    }
    FigureData made;
    made.panels.push_back(std::move(panel));
    return made;
}

FigureData ReliabilityChart::figure() const {
    figures::Panel panel;
    panel.x = axis(tr("confidence (%)"), 0.0, 100.0);
    panel.y = axis(tr("accuracy (%)"), 0.0, 100.0);
    Series diagonal = series({}, {Role::Neutral}, Mark::Line);
    diagonal.x = diagonal.y = {0.0, 100.0};
    panel.series.push_back(std::move(diagonal));
    for (const ReliabilityCurve& curve : m_curves) {
        Series s = series(curve.name, ofEffort(curve.effort, m_efforts), Mark::LinePoints);
        s.hollow = curve.fitted;
        for (const ReliabilityBin& bin : curve.reliability.bins) {
            if (bin.images > 0) {
                s.x.push_back(100 * bin.meanConfidence);
                s.y.push_back(100 * bin.accuracy());
            }
        }
        panel.series.push_back(std::move(s));
    }
    FigureData made;
    made.square = true;
    made.panels.push_back(std::move(panel));
    return made;
}

}  // namespace pivot
