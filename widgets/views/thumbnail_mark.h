// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/theme/tokens.h"

#include <QImage>
#include <QRect>

class QPainter;

namespace pivot {

/// How an image is marked wherever it is shown: a line below it in the style of the effort where it ended
/// (dotted: nowhere), a dashed frame and a cross where it was wrong, a frame in the accent where it is
/// selected.
struct ThumbnailMark {
    int exit = -1;  ///< Outcome::kNoExit: no effort accepted
    int efforts = 2;
    bool wrong = false, selected = false, focused = false;
};

/// Room around the pixels for the frames, and the height of the line below.
inline constexpr int kThumbnailFrame = 3;
inline constexpr int kRouteHeight = 4;

/// Paints the pixels into `picture` (a grey field while they are null) and the marks around it.
void paintThumbnail(QPainter& painter, const Theme& theme, const QRect& picture, const QImage* pixels,
                    const ThumbnailMark& mark);

}  // namespace pivot
