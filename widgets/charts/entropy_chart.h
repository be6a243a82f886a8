// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/live_snapshot.h"
#include "widgets/charts/plot_card.h"

#include <array>
#include <optional>

class QAreaSeries;
class QLineSeries;
class QValueAxis;

namespace pivot {

/// How many images have which normalised entropy at the first effort: those that end there and those that go
/// on, the wrong ones hatched, with the threshold between them.
class EntropyChart : public PlotCard {
    Q_OBJECT
public:
    using Bins = std::array<std::int64_t, LiveSnapshot::kEntropyBins>;

    explicit EntropyChart(const ThemeSource& theme, QWidget* parent = nullptr);

    void setHistogram(const Bins& right, const Bins& wrong);
    /// Normalised; absent where every image ends at the first effort, or before it is chosen.
    void setThreshold(std::optional<double> normalized);
    /// What ended at the first effort and from where on routing gains, as fractions.
    void setShares(std::optional<double> share, std::optional<double> breakEven);

protected:
    void applyTheme() override;
    void plotResized() override;
    void paintOverlay(QPainter& painter, const QRectF& plot) override;

private:
    struct Layer {
        QLineSeries *upper, *lower;
        QAreaSeries* area;
    };
    [[nodiscard]] Layer addLayer();
    void fill(const Layer& layer, const std::array<double, LiveSnapshot::kEntropyBins>& base,
              const std::array<double, LiveSnapshot::kEntropyBins>& top);
    void rebuild();

    QValueAxis *m_entropy, *m_count;
    Layer m_rightStays{}, m_wrongStays{}, m_rightGoes{}, m_wrongGoes{};
    Bins m_right{}, m_wrong{};
    std::optional<double> m_threshold, m_share, m_breakEven;
};

}  // namespace pivot
