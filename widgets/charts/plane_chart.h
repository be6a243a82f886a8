// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/live_snapshot.h"
#include "widgets/charts/plot_card.h"

#include <QString>
#include <optional>
#include <vector>

class QLineSeries;
class QScatterSeries;
class QValueAxis;

namespace pivot {

/// A run as a point on the plane of EDP (part of the full path's) and accuracy.
struct PlanePoint {
    double edpOfBaseline = 1.0;
    double accuracy = 0;                       ///< fraction
    double accuracyLow = 0, accuracyHigh = 0;  ///< 95 %; both 0 where not known
    QString name;                              ///< of an earlier run
    bool operator==(const PlanePoint&) const = default;
};

/// Accuracy against EDP: less is at the left, better is up.
class PlaneChart : public PlotCard {
    Q_OBJECT
public:
    explicit PlaneChart(const ThemeSource& theme, QWidget* parent = nullptr);

    /// `run`: absent while unknown, `why` says so in the middle of the card. `baselineAccuracy`: absent where
    /// the full path did not run on every image; the full path is a line then.
    void setPoints(const std::optional<PlanePoint>& run, std::optional<double> baselineAccuracy,
                   const QString& why);
    /// The same experiment on other devices: marked and named beside this run.
    void setGroup(const std::vector<PlanePoint>& group);
    [[nodiscard]] const std::vector<PlanePoint>& group() const { return m_group; }
    /// Points of earlier runs, shown behind this one.
    void setEarlier(const std::vector<PlanePoint>& earlier);
    [[nodiscard]] const std::vector<PlanePoint>& earlier() const { return m_earlier; }

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
    void rebuild();

    QScatterSeries *m_runSeries, *m_baselineSeries, *m_earlierSeries, *m_groupSeries;
    QLineSeries* m_interval;
    QLineSeries* m_full;
    QValueAxis *m_edp, *m_percent;
    std::optional<PlanePoint> m_run;
    std::optional<double> m_baselineAccuracy;
    std::vector<PlanePoint> m_earlier, m_group;
};

}  // namespace pivot
