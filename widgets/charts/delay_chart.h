// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/charts/plot_card.h"

#include <QString>
#include <optional>
#include <vector>

class QBarCategoryAxis;
class QBarSet;
class QHorizontalStackedBarSeries;
class QValueAxis;

namespace pivot {

/// One bar: what each effort adds to it, in ms.
struct DelayBar {
    QString label;
    std::vector<double> partsMs;  ///< one an effort; shorter is filled with nothing
    double mixedMs = 0;           ///< what cannot be told apart by effort: a percentile, a mean so far
    [[nodiscard]] double totalMs() const;
    bool operator==(const DelayBar&) const = default;
};

/// Delay per image as bars made of the efforts' parts, beside the full path's.
class DelayChart : public PlotCard {
    Q_OBJECT
public:
    explicit DelayChart(const ThemeSource& theme, QWidget* parent = nullptr);

    /// Bars from top to bottom; `efforts`: how many the ladder has; `fullPathMs` is drawn as a line.
    /// `detail`: what is not per image, below the plot.
    void setBars(const std::vector<DelayBar>& bars, int efforts, std::optional<double> fullPathMs,
                 const QString& detail = {});

    [[nodiscard]] int readoutCount() const override { return static_cast<int>(m_bars.size()); }
    [[nodiscard]] Readout readout(int place) const override;
    [[nodiscard]] PlotTable table() const override;
    [[nodiscard]] figures::FigureData figure() const override;
    [[nodiscard]] std::optional<figures::FigureRecipe> recipe() const override {
        return figures::FigureRecipe{.kind = figures::FigureKind::Delay};
    }

protected:
    void applyTheme() override;
    [[nodiscard]] QString describe() const override;
    [[nodiscard]] int readoutNear(const QPointF& position) const override;
    void paintOverlay(QPainter& painter, const QRectF& plot) override;
    void paintBeside(QPainter& painter, const QRectF& plot) override;

private:
    void rebuild();
    [[nodiscard]] QStringList linesOf(const DelayBar& bar) const;
    /// The middle of a bar, from the top.
    [[nodiscard]] double rowY(std::size_t row) const;
    [[nodiscard]] double msX(double delayMs) const;

    QHorizontalStackedBarSeries* m_series;
    QBarCategoryAxis* m_labels;
    QValueAxis* m_delay;
    std::vector<DelayBar> m_bars;
    int m_efforts = 0;
    bool m_mixed = false;  ///< a bar has a part of no one effort
    std::optional<double> m_fullPathMs;
    QString m_detail;
};

}  // namespace pivot
