// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/grid_raster.h"

namespace pivot::figures {

/// The samples [height, width, channels] of the raster that a figure names, from the images in the bytes of
/// its PDF or SVG. They may come from anywhere: few images are unpacked, each to the size that is looked for.
/// NotFound where no image has that size, BadFile where one has and holds something else.
[[nodiscard]] Result<QByteArray> embeddedSamples(QByteArrayView file, const RasterPlace& place, int channels);

}  // namespace pivot::figures
