// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/live_snapshot.h"
#include "widgets/charts/plot_card.h"

#include <optional>
#include <vector>

class QLineSeries;
class QScatterSeries;
class QValueAxis;

namespace pivot {

/// This run as a point on the plane of EDP (part of the full path's) and accuracy, beside the full path.
struct PlanePoint {
    double edpOfBaseline = 1.0;
    double accuracy = 0;                       ///< fraction
    double accuracyLow = 0, accuracyHigh = 0;  ///< 95 %
    bool operator==(const PlanePoint&) const = default;
};

class PlaneChart : public PlotCard {
    Q_OBJECT
public:
    explicit PlaneChart(const ThemeSource& theme, QWidget* parent = nullptr);

    /// `run`: absent while unknown, `why` says so in the middle of the card. `baselineAccuracy`: absent where
    /// the full path did not run on every image; the full path is a line then. `earlier`: points of earlier
    /// runs.
    void setPoints(std::optional<PlanePoint> run, std::optional<double> baselineAccuracy,
                   const std::vector<PlanePoint>& earlier, const QString& why);

protected:
    void applyTheme() override;
    void plotResized() override;
    void paintOverlay(QPainter& painter, const QRectF& plot) override;

private:
    QScatterSeries *m_runSeries, *m_baselineSeries, *m_earlierSeries;
    QLineSeries* m_interval;
    QLineSeries* m_full;
    QValueAxis *m_edp, *m_percent;
    std::optional<PlanePoint> m_run;
    std::optional<double> m_baselineAccuracy;
    std::vector<PlanePoint> m_earlier;
};

}  // namespace pivot
