// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "pivot/reliability.h"
#include "widgets/charts/plot_card.h"

#include <QString>
#include <vector>

class QLineSeries;
class QValueAxis;

namespace pivot {

/// One line of the diagram: an effort as it is, or at its fitted temperature.
struct ReliabilityCurve {
    int effort = 0;
    bool fitted = false;  ///< at its temperature, on the calibration images
    QString name;         ///< for people
    Reliability reliability;
    bool operator==(const ReliabilityCurve&) const = default;
};

/// A reliability diagram: how often the answers of one confidence are right. On the diagonal an effort is
/// right as often as it is sure; below it, it is too sure. A mark is as large as its bin is full.
class ReliabilityChart : public PlotCard {
    Q_OBJECT
public:
    explicit ReliabilityChart(const ThemeSource& theme, QWidget* parent = nullptr);

    /// `efforts`: how many the ladder has.
    void setCurves(const std::vector<ReliabilityCurve>& curves, int efforts);

    [[nodiscard]] int readoutCount() const override { return static_cast<int>(m_places.size()); }
    [[nodiscard]] Readout readout(int place) const override;
    [[nodiscard]] PlotTable table() const override;
    [[nodiscard]] figures::FigureData figure() const override;
    [[nodiscard]] std::optional<figures::FigureRecipe> recipe() const override {
        return figures::FigureRecipe{.kind = figures::FigureKind::Reliability};
    }

protected:
    void applyTheme() override;
    [[nodiscard]] QString describe() const override;
    [[nodiscard]] int readoutNear(const QPointF& position) const override;
    void paintOverlay(QPainter& painter, const QRectF& plot) override;

private:
    struct Place {
        std::size_t curve, bin;
    };
    void rebuild();
    [[nodiscard]] const ReliabilityBin& binAt(const Place& place) const;
    [[nodiscard]] QPointF positionOf(const ReliabilityBin& bin) const;

    QValueAxis *m_confidence, *m_accuracy;
    QLineSeries* m_diagonal;
    std::vector<QLineSeries*> m_lines;  ///< one a curve
    std::vector<ReliabilityCurve> m_curves;
    std::vector<Place> m_places;  ///< bins with images, by rising confidence
    int m_efforts = 0;
};

}  // namespace pivot
