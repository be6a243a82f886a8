// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/plot_zoom.h"

#include "widgets/charts/nice_range.h"

#include <QChart>
#include <QFontMetricsF>
#include <algorithm>
#include <cmath>
#include <utility>

namespace pivot {
namespace {

constexpr double kClosest = 1e-4;  // of the home range; closer the labels would have more digits than sense
constexpr double kWidest = 4;      // of the home range
constexpr double kLeastFrame = 8;  // pixels: a shorter side was not meant

}  // namespace

void setDynamicTicks(QValueAxis& axis, double low, double high, double step) {
    if (axis.min() == low && axis.max() == high && axis.tickInterval() == step &&
        axis.tickType() == QValueAxis::TicksDynamic) {
        return;
    }
    // Qt Charts lays ticks out at every change: with the old step a much longer range would get a tick a
    // pixel.
    axis.setTickInterval(
        std::max({axis.max() - axis.min(), high - low, std::abs(axis.max()), std::abs(high)}));
    axis.setTickType(QValueAxis::TicksDynamic);
    axis.setTickAnchor(0);
    axis.setRange(low, high);
    axis.setTickInterval(step);
}

PlotZoom::PlotZoom(QChart& chart, std::function<void()> changed)
    : m_chart(chart), m_changed(std::move(changed)) {}

bool PlotZoom::keepsHome(const QValueAxis& axis, double low, double high, std::function<void()> applyHome) {
    for (Held& held : m_held) {
        if (held.axis == &axis) {
            held.homeLow = low;
            held.homeHigh = high;
            held.applyHome = std::move(applyHome);
            return true;
        }
    }
    return false;
}

std::vector<QValueAxis*> PlotZoom::axes() const {
    std::vector<QValueAxis*> axes;
    for (QAbstractAxis* axis : m_chart.axes()) {
        if (auto* values = qobject_cast<QValueAxis*>(axis)) {
            axes.push_back(values);
        }
    }
    return axes;
}

PlotZoom::Held& PlotZoom::hold(QValueAxis& axis) {
    for (Held& held : m_held) {
        if (held.axis == &axis) {
            return held;
        }
    }
    m_held.push_back({&axis,
                      axis.min(),
                      axis.max(),
                      {},
                      axis.min(),
                      axis.max(),
                      axis.tickInterval(),
                      axis.tickCount(),
                      axis.tickType(),
                      axis.labelFormat()});
    return m_held.back();
}

void PlotZoom::show(QValueAxis& axis, double low, double high) {
    const Held& held = hold(axis);
    const double home = held.homeHigh - held.homeLow;
    const double span = std::clamp(high - low, kClosest * home, kWidest * home);
    // What is seen always has a part of the home range in its middle, so that nobody gets lost.
    const double middle = std::clamp((low + high) / 2, held.homeLow, held.homeHigh);
    setRange(axis, middle - span / 2, middle + span / 2);
}

void PlotZoom::setRange(QValueAxis& axis, double low, double high) const {
    constexpr double kPadding = 12;     // of Qt Charts, above and below a label
    constexpr double kLabelDigits = 7;  // so many fit between two ticks
    const QFontMetricsF metrics(axis.labelsFont());
    const bool horizontal = axis.orientation() == Qt::Horizontal;
    const double room = horizontal
                            ? m_chart.plotArea().width() / (kLabelDigits * metrics.horizontalAdvance(u'0'))
                            : m_chart.plotArea().height() / (metrics.height() + kPadding);
    const int most = std::clamp(static_cast<int>(room), 2, horizontal ? 8 : 6);
    const NiceRange range = niceRangeAtMost(low, high, most);
    axis.setLabelFormat(QStringLiteral("%.%1f").arg(range.decimals));
    setDynamicTicks(axis, low, high, range.step);
}

void PlotZoom::zoomBy(double factorX, double factorY, const QPointF& anchor) {
    const QRectF plot = m_chart.plotArea();
    if (plot.isEmpty()) {
        return;
    }
    const double right = std::clamp((anchor.x() - plot.left()) / plot.width(), 0.0, 1.0);
    const double up = std::clamp((plot.bottom() - anchor.y()) / plot.height(), 0.0, 1.0);
    for (QValueAxis* axis : axes()) {
        const bool horizontal = axis->orientation() == Qt::Horizontal;
        const double factor = horizontal ? factorX : factorY;
        if (factor == 1.0) {
            continue;
        }
        const double part = horizontal ? right : up, span = axis->max() - axis->min();
        const double fixed = axis->min() + part * span;
        const Held& held = hold(*axis);
        const double home = held.homeHigh - held.homeLow;
        const double wanted = std::clamp(span / factor, kClosest * home, kWidest * home);
        show(*axis, fixed - part * wanted, fixed + (1 - part) * wanted);
    }
    m_changed();
}

void PlotZoom::zoomTo(const QRectF& frame) {
    const QRectF plot = m_chart.plotArea();
    const QRectF given = frame.normalized();
    QRectF inside;  // not operator&: a side may have no length
    inside.setCoords(std::clamp(given.left(), plot.left(), plot.right()),
                     std::clamp(given.top(), plot.top(), plot.bottom()),
                     std::clamp(given.right(), plot.left(), plot.right()),
                     std::clamp(given.bottom(), plot.top(), plot.bottom()));
    const bool wide = inside.width() >= kLeastFrame, high = inside.height() >= kLeastFrame;
    if (!wide && !high) {
        return;
    }
    for (QValueAxis* axis : axes()) {
        const bool horizontal = axis->orientation() == Qt::Horizontal;
        if (horizontal ? !wide : !high) {
            continue;
        }
        const double low = axis->min(), span = axis->max() - axis->min();
        const double from = horizontal ? (inside.left() - plot.left()) / plot.width()
                                       : (plot.bottom() - inside.bottom()) / plot.height();
        const double to = horizontal ? (inside.right() - plot.left()) / plot.width()
                                     : (plot.bottom() - inside.top()) / plot.height();
        show(*axis, low + from * span, low + to * span);
    }
    m_changed();
}

void PlotZoom::panBy(const QPointF& pixels) {
    const QRectF plot = m_chart.plotArea();
    if (plot.isEmpty()) {
        return;
    }
    for (QValueAxis* axis : axes()) {
        const double span = axis->max() - axis->min();
        const double by = axis->orientation() == Qt::Horizontal ? -pixels.x() / plot.width() * span
                                                                : pixels.y() / plot.height() * span;
        if (by != 0.0) {
            show(*axis, axis->min() + by, axis->max() + by);
        }
    }
    m_changed();
}

void PlotZoom::reset() {
    if (m_held.empty()) {
        return;
    }
    // No axis is held while homes are applied: the charts' own setters do it.
    for (const Held& held : std::exchange(m_held, {})) {
        QValueAxis& axis = *held.axis;
        axis.setLabelFormat(held.format);
        if (held.type == QValueAxis::TicksDynamic) {
            setDynamicTicks(axis, held.low, held.high, held.interval);
        } else {
            axis.setTickType(QValueAxis::TicksFixed);
            axis.setTickCount(held.ticks);
            axis.setRange(held.low, held.high);
        }
        if (held.applyHome) {
            held.applyHome();
        }
    }
    m_changed();
}

void PlotZoom::plotResized() {
    for (const Held& held : m_held) {
        setRange(*held.axis, held.axis->min(), held.axis->max());
    }
}

}  // namespace pivot
