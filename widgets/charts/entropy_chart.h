// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/score.h"
#include "core/score_histogram.h"
#include "widgets/charts/plot_card.h"

#include <array>
#include <optional>

class QAreaSeries;
class QLineSeries;
class QValueAxis;

namespace pivot {

class ChoiceStrip;

/// How many images have which score at one effort, of those that reach it: those that end there and those
/// that go on, the wrong ones hatched, with the effort's threshold between them. A switch names the effort.
class EntropyChart : public PlotCard {
    Q_OBJECT
public:
    using Bins = ScoreHistogram::Bins;

    explicit EntropyChart(const ThemeSource& theme, QWidget* parent = nullptr);

    /// How many efforts the ladder has: with one, every image ends there.
    void setEfforts(int efforts);
    /// What routes: its axis is normalized entropy, margin or probability.
    void setScore(ScoreKind score);
    /// The effort whose images, threshold and share are shown.
    void setShown(int effort);
    [[nodiscard]] int shown() const { return m_shown; }
    void setHistogram(const Bins& right, const Bins& wrong);
    /// On the axis; absent where every image ends here, or before it is chosen.
    void setThreshold(std::optional<double> axisPlace);
    /// Whether the threshold can be moved: with the pointer, or with Ctrl and the arrow keys (Shift: finer).
    void setThresholdMovable(bool movable);
    /// What ended at this effort and from where on routing gains, as fractions.
    void setShares(std::optional<double> share, std::optional<double> breakEven);

    [[nodiscard]] int readoutCount() const override { return ScoreHistogram::kBins; }
    [[nodiscard]] Readout readout(int place) const override;
    [[nodiscard]] PlotTable table() const override;
    [[nodiscard]] figures::FigureData figure() const override;
    [[nodiscard]] std::optional<figures::FigureRecipe> recipe() const override {
        return figures::FigureRecipe{.kind = figures::FigureKind::EntropyHistogram};
    }

Q_SIGNALS:
    void effortPicked(int effort);          ///< on the switch
    void thresholdMoved(double axisPlace);  ///< while it is moved
    void thresholdDropped();                ///< a gesture has ended

protected:
    void applyTheme() override;
    void plotResized() override;
    [[nodiscard]] bool canGrab(const QPointF& position) const override;
    void dragTo(const QPointF& position) override;
    void dropped() override { Q_EMIT thresholdDropped(); }
    void keyPressEvent(QKeyEvent* event) override;
    [[nodiscard]] QString describe() const override;
    void paintOverlay(QPainter& painter, const QRectF& plot) override;

private:
    struct Layer {
        QLineSeries *upper, *lower;
        QAreaSeries* area;
    };
    [[nodiscard]] Layer addLayer();
    void fill(const Layer& layer, const std::array<double, ScoreHistogram::kBins>& base,
              const std::array<double, ScoreHistogram::kBins>& top);
    void rebuild();
    void showTitle();
    [[nodiscard]] bool canGoOn() const { return m_shown + 1 < m_efforts; }
    /// The bin that the threshold cuts belongs to the side on which its middle lies.
    [[nodiscard]] bool stays(std::size_t bin) const;

    QValueAxis *m_axis, *m_count;
    ChoiceStrip* m_switch;
    Layer m_rightStays{}, m_wrongStays{}, m_rightGoes{}, m_wrongGoes{};
    Bins m_right{}, m_wrong{};
    int m_efforts = 2, m_shown = 0;
    ScoreKind m_score = ScoreKind::Entropy;
    bool m_movable = false;
    std::optional<double> m_threshold, m_share, m_breakEven;
};

}  // namespace pivot
