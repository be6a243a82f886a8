// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/charts/plot_card.h"
#include "widgets/models/comparison_model.h"

#include <optional>
#include <vector>

class QLineSeries;
class QValueAxis;

namespace pivot {

/// Several experiments in one plane: accuracy, with its interval, against EDP of an image (or the delay,
/// where an energy is not known), both as they are. A profiled experiment also has the curve of its
/// thresholds. Published accuracies stand hollow at the right edge, where they are of the same images:
/// nothing was published of this device.
class ComparisonChart : public PlotCard {
    Q_OBJECT
public:
    explicit ComparisonChart(const ThemeSource& theme, QWidget* parent = nullptr);

    void setComparison(const ComparisonPtr& comparison);

    [[nodiscard]] int readoutCount() const override;
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
    /// An experiment on the plane; x in the unit of the values, before any logarithm.
    struct Point {
        std::size_t run = 0;
        double x = 0, percent = 0, low = 0, high = 0;  ///< percent; low and high: 95 %
        std::vector<QPointF> curve;
    };
    struct Published {
        QString name, source;
        double percent = 0;
    };
    void collect();
    void setRanges();
    void fillSeries();
    void paintPublished(QPainter& painter, const QRectF& plot);
    [[nodiscard]] double shownX(double x) const;
    [[nodiscard]] QPointF placeOfValue(double x, double percent) const;
    [[nodiscard]] QString xText(double x) const;
    [[nodiscard]] QString whyEmpty() const;

    ComparisonPtr m_comparison;
    std::vector<Point> m_points;
    std::vector<Published> m_published;
    std::vector<QLineSeries*> m_curves;
    QLineSeries* m_base;  ///< has no points: says where a value stands
    QValueAxis *m_cost, *m_percent;
    bool m_isEdp = true, m_isLog = false;
    double m_unit = 1;  ///< of the axis, in J·s or ms
    QString m_unitName;
};

}  // namespace pivot
