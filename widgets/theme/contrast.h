// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>

namespace pivot {

/// Relative luminance of an sRGB colour, 0..1 (WCAG 2.1).
[[nodiscard]] double luminance(const QColor& color);
/// (L1 + 0.05) / (L2 + 0.05), 1..21 (WCAG 2.1): 4.5 for text, 3 for marks.
[[nodiscard]] double contrastRatio(const QColor& a, const QColor& b);
/// CIE L*, 0..100: what a grey print keeps of a colour.
[[nodiscard]] double lightness(const QColor& color);
/// `top` laid over `bottom` with an opacity of 0..1, as a solid colour.
[[nodiscard]] QColor blended(const QColor& top, const QColor& bottom, double opacity);

}  // namespace pivot
