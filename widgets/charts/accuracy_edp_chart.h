// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/live_snapshot.h"
#include "widgets/charts/plot_card.h"
#include "widgets/theme/effort_style.h"

#include <optional>
#include <vector>

class QAreaSeries;
class QLineSeries;
class QValueAxis;

namespace pivot {

/// Accuracy with its Wilson band (left axis) and EDP as a part of the baseline's (right axis) over the images
/// seen. Where the energy is not known the delay takes EDP's place and says so.
class AccuracyEdpChart : public PlotCard {
    Q_OBJECT
public:
    explicit AccuracyEdpChart(const ThemeSource& theme, QWidget* parent = nullptr);

    /// `total`: images of the whole run, 0 while unknown. `labelled`: whether there is an accuracy.
    void setCurve(const std::vector<LivePoint>& curve, std::int64_t total, bool labelled);
    /// The full path's accuracy as a fraction, where it is known.
    void setBaselineAccuracy(std::optional<double> accuracy);
    [[nodiscard]] NiceRange accuracyRange() const { return m_range; }

    [[nodiscard]] int readoutCount() const override { return static_cast<int>(m_curve.size()); }
    [[nodiscard]] Readout readout(int place) const override;
    [[nodiscard]] PlotTable table() const override;
    [[nodiscard]] figures::FigureData figure() const override;
    [[nodiscard]] std::optional<figures::FigureRecipe> recipe() const override {
        return figures::FigureRecipe{.kind = figures::FigureKind::AccuracyEdp};
    }

protected:
    void applyTheme() override;
    void plotResized() override;
    [[nodiscard]] QString describe() const override;
    [[nodiscard]] int readoutNear(const QPointF& position) const override;
    void paintOverlay(QPainter& painter, const QRectF& plot) override;

private:
    struct EndLabel {
        QPointF end;
        QString text;
        QColor color;
        Marker marker;
        double bandTop;  ///< of the interval round the curve
        bool above;
    };
    void paintEndLabels(QPainter& painter, std::vector<EndLabel> labels, const QRectF& inside);
    void setRanges();
    void showLegend();
    [[nodiscard]] QPen baselineAccuracyPen() const;
    /// EDP, or where there is none the delay, as a part of the full path's; 0 while unknown.
    [[nodiscard]] double ratioOf(const LivePoint& point) const;
    [[nodiscard]] QString ratioText(double ratio) const;
    [[nodiscard]] QPointF mapped(double images, double value, QLineSeries* series) const;

    QLineSeries *m_accuracy, *m_bandLow, *m_bandHigh, *m_ratio, *m_baseline;
    QAreaSeries* m_band;
    QValueAxis *m_images, *m_percent, *m_ratioAxis;
    NiceRange m_range;
    std::vector<LivePoint> m_curve;
    std::int64_t m_total = 0;
    bool m_hasEdp = false, m_labelled = true;
    std::optional<double> m_baselineAccuracy;
};

}  // namespace pivot
