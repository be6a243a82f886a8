// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QImage>
#include <QString>
#include <memory>

class QMimeData;

namespace pivot {

class PlotCard;

enum class PlotFormat { Png, Svg, Pdf, Csv };

/// The plot for paper (white, print colours) with `scale` pixels of the image for each of the screen.
[[nodiscard]] QImage plotImage(PlotCard& card, double scale);

/// The picture at twice its size and the values as text with tabs, for the clipboard. The caller owns it.
[[nodiscard]] QMimeData* plotMimeData(PlotCard& card);

/// Writes the plot, or for Csv its values, to a file that is replaced only when the new one is whole.
/// `dpi`: of a PNG; the picture is as large on paper as on the screen.
[[nodiscard]] Result<void> exportPlot(PlotCard& card, const QString& file, PlotFormat format, int dpi);

/// `png`, `svg`, ...
[[nodiscard]] QString suffixOf(PlotFormat format);

}  // namespace pivot
