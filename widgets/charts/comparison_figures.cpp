// SPDX-License-Identifier: GPL-3.0-or-later
// The plots of compared experiments as figures for paper.
#include "widgets/charts/comparison_chart.h"
#include "widgets/charts/sweep_chart.h"

#include <QValueAxis>

namespace pivot {

using figures::FigureData;
using figures::Mark;
using figures::Role;
using figures::Series;

namespace {

Series seriesOf(const Comparison& comparison, std::size_t run, Mark mark) {
    Series series;
    series.ink = {Role::Run, static_cast<int>(run), static_cast<int>(comparison.runs.size())};
    series.mark = mark;
    return series;
}

}  // namespace

FigureData ComparisonChart::figure() const {
    FigureData made;
    figures::Panel panel;
    // On paper a wide span has a logarithmic axis of its own; here it stands in the title.
    panel.x.label =
        (m_isEdp ? tr("EDP of an image (%1)") : tr("delay of an image (%1)")).arg(m_unitName).toStdString();
    panel.x.logarithmic = m_isLog;
    panel.y.label = tr("accuracy (%)").toStdString();
    for (const Point& point : m_points) {
        if (!point.curve.empty()) {
            Series curve = seriesOf(*m_comparison, point.run, Mark::Line);
            for (const QPointF& swept : point.curve) {
                curve.x.push_back(swept.x() / m_unit);
                curve.y.push_back(swept.y());
            }
            panel.series.push_back(std::move(curve));
        }
        Series run = seriesOf(*m_comparison, point.run, Mark::Points);
        run.name = runName(*m_comparison, point.run).toStdString();
        run.x = {point.x / m_unit};
        run.y = {point.percent};
        run.low = {point.low};
        run.high = {point.high};
        panel.series.push_back(std::move(run));
    }
    for (const Published& published : m_published) {  // at no EDP: a line, and no point
        panel.rules.push_back({false,
                               published.percent,
                               tr("%1, published").arg(published.name).toStdString(),
                               {Role::Neutral}});
    }
    made.panels.push_back(std::move(panel));
    return made;
}

FigureData SweepChart::figure() const {
    FigureData made;
    figures::Panel panel;
    panel.x.label = m_threshold->titleText().toStdString();
    panel.x.low = 0.0;
    panel.x.high = 1.0;
    panel.y.label = m_value->titleText().toStdString();
    for (const Curve& curve : m_curves) {
        Series line = seriesOf(*m_comparison, curve.run, Mark::Line);
        line.name = runName(*m_comparison, curve.run).toStdString();
        line.x = curve.thresholds;
        line.y = curve.values;
        panel.series.push_back(std::move(line));
    }
    for (const Curve& curve : m_curves) {
        if (curve.used) {
            Series used = seriesOf(*m_comparison, curve.run, Mark::Points);
            used.x = {curve.thresholds[*curve.used]};
            used.y = {curve.values[*curve.used]};
            panel.series.push_back(std::move(used));
        }
    }
    made.panels.push_back(std::move(panel));
    return made;
}

}  // namespace pivot
