// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>

class QMimeData;

namespace pivot {

class PlotCard;

/// The plot for paper (white, print colours) as it stands on the screen, with `scale` pixels of the image for
/// each of the screen. What is written to files is drawn anew: PlotCard::document().
[[nodiscard]] QImage plotImage(PlotCard& card, double scale);

/// The picture at twice its size and the values as text with tabs, for the clipboard. The caller owns it.
[[nodiscard]] QMimeData* plotMimeData(PlotCard& card);

}  // namespace pivot
