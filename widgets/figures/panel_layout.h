// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/axis_ticks.h"
#include "widgets/figures/figure_data.h"

#include <QPointF>
#include <QRectF>
#include <QSizeF>
#include <vector>

namespace pivot::figures {

/// One axis laid out: which values its ends have, and where its labels stand.
struct Span {
    double low = 0, high = 1;
    bool logarithmic = false;
    std::vector<Tick> ticks;
    /// 0 at the low end, 1 at the high end.
    [[nodiscard]] double place(double value) const;
};

/// One plot on the paper, in pt, y down.
struct Frame {
    QRectF plot;
    Span x, y;
    bool xLabels = true;  ///< the lowest of the panels that share an axis
    [[nodiscard]] QPointF at(double xValue, double yValue) const;
};

struct LegendPlace {
    std::size_t panel = 0, series = 0;
    QPointF swatch;  ///< left end, in the middle of the line
    QPointF text;    ///< on the base line
};

/// Where everything of a figure of panels stands; every writer draws from this.
struct PanelLayout {
    QSizeF sizePt;
    double fontPt = 8, tickPt = 7;
    std::vector<Frame> frames;
    std::vector<LegendPlace> legend;
    double yLabelX = 0;  ///< base line of the turned labels
};

inline constexpr double kSwatchPt = 16, kTickPt = 2.5;

[[nodiscard]] PanelLayout layoutPanels(const FigureDocument& document);

}  // namespace pivot::figures
