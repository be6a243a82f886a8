// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "pivot/map_range.h"

#include <QImage>
#include <QRgb>
#include <QString>
#include <span>

namespace pivot {

/// Viridis and cividis for magnitudes: lightness rises all the way. Difference, blue over white to orange,
/// for what can be negative: white is zero, both ends are equally dark.
enum class ColorMap { Viridis, Cividis, Difference };

/// As it is called: `viridis`.
[[nodiscard]] QString colorMapName(ColorMap map);
/// The colour at `t` of 0..1, ends included; what lies outside takes the colour of the end.
[[nodiscard]] QRgb mapColor(ColorMap map, double t);

/// Values [side, side] in row-major order, a pixel each. Where the range has no width all is its lower end,
/// in the Difference map its middle.
[[nodiscard]] QImage mapImage(std::span<const float> values, int side, MapRange range, ColorMap map);

}  // namespace pivot
