// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointF>
#include <QRectF>
#include <QString>
#include <QValueAxis>
#include <functional>
#include <vector>

class QChart;

namespace pivot {

/// Which part of a chart is looked at. The range that the values ask for is an axis's home; while the axis is
/// zoomed it is only kept, and shown again by reset(). Category axes are left alone.
class PlotZoom {
public:
    /// `changed` is called after every change that somebody asked for, when ranges are set already.
    PlotZoom(QChart& chart, std::function<void()> changed);

    [[nodiscard]] bool isZoomed() const { return !m_held.empty(); }
    /// Whether the axis is zoomed: then its home is not shown, and `applyHome` will be called on reset().
    [[nodiscard]] bool keepsHome(const QValueAxis& axis, double low, double high,
                                 std::function<void()> applyHome);

    /// Zooms by factors (above 1: closer) such that what stands at `anchor`, a place on the plot, stays
    /// there.
    void zoomBy(double factorX, double factorY, const QPointF& anchor);
    /// Zooms to a frame on the plot. A side shorter than a few pixels is left as it is.
    void zoomTo(const QRectF& frame);
    /// Moves what is seen by pixels.
    void panBy(const QPointF& pixels);
    void reset();
    /// Ticks for the size the plot has now.
    void plotResized();

private:
    struct Held {
        QValueAxis* axis;
        double homeLow, homeHigh;
        std::function<void()> applyHome;
        // As the axis was before it was zoomed.
        double low, high, interval;
        int ticks;
        QValueAxis::TickType type;
        QString format;
    };
    [[nodiscard]] std::vector<QValueAxis*> axes() const;
    [[nodiscard]] Held& hold(QValueAxis& axis);
    void show(QValueAxis& axis, double low, double high);
    /// With as many round ticks as there is room for.
    void setRange(QValueAxis& axis, double low, double high) const;

    QChart& m_chart;
    std::function<void()> m_changed;
    std::vector<Held> m_held;
};

/// A range whose ticks are multiples of `step`, also where its ends are none.
void setDynamicTicks(QValueAxis& axis, double low, double high, double step);

}  // namespace pivot
