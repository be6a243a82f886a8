// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/charts/plot_card.h"
#include "widgets/models/comparison_model.h"

#include <optional>
#include <vector>

class QComboBox;
class QLineSeries;
class QValueAxis;

namespace pivot {

/// What every threshold would do, of the profiled ones among several experiments: accuracy, the share that
/// ends at the first effort, or the cost. A marker stands at the threshold that each was run with.
class SweepChart : public PlotCard {
    Q_OBJECT
public:
    enum class Quantity { Accuracy, Share, Delay, Edp };

    explicit SweepChart(const ThemeSource& theme, QWidget* parent = nullptr);

    void setComparison(const ComparisonPtr& comparison);
    void setQuantity(Quantity quantity);

    [[nodiscard]] int readoutCount() const override { return static_cast<int>(m_places.size()); }
    [[nodiscard]] Readout readout(int place) const override;
    [[nodiscard]] PlotTable table() const override;
    [[nodiscard]] figures::FigureData figure() const override;
    [[nodiscard]] std::optional<figures::FigureRecipe> recipe() const override {
        return figures::FigureRecipe{.kind = figures::FigureKind::ThresholdSweep};
    }

protected:
    void applyTheme() override;
    void plotResized() override;
    [[nodiscard]] QString describe() const override;
    void paintOverlay(QPainter& painter, const QRectF& plot) override;

private:
    struct Curve {
        std::size_t run = 0;
        std::vector<double> thresholds;  ///< on the axis of the score, from 0 to 1
        std::vector<double> values;
        std::optional<std::size_t> used;  ///< the point nearest to the threshold it was run with
    };
    struct Place {
        std::size_t curve = 0, point = 0;
    };
    void rebuild();
    void collect();
    [[nodiscard]] std::optional<double> valueOf(const SweepPoint& point) const;
    [[nodiscard]] QString valueText(double value) const;
    [[nodiscard]] QPointF placeOfPoint(const Curve& curve, std::size_t point) const;

    ComparisonPtr m_comparison;
    Quantity m_quantity = Quantity::Accuracy;
    std::vector<Curve> m_curves;
    std::vector<Place> m_places;  ///< that can be read, from left to right
    std::vector<QLineSeries*> m_series;
    QComboBox* m_choice;
    QValueAxis *m_threshold, *m_value;
};

}  // namespace pivot
