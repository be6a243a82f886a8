// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/theme/contrast.h"

#include <algorithm>
#include <cmath>

namespace pivot {
namespace {

double linear(double channel) {
    return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

}  // namespace

double luminance(const QColor& color) {
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

double contrastRatio(const QColor& a, const QColor& b) {
    const auto [dark, light] = std::minmax({luminance(a), luminance(b)});
    return (light + 0.05) / (dark + 0.05);
}

double lightness(const QColor& color) {
    const double y = luminance(color);
    return y <= 216.0 / 24389.0 ? y * 24389.0 / 27.0 : 116.0 * std::cbrt(y) - 16.0;
}

QColor blended(const QColor& top, const QColor& bottom, double opacity) {
    const auto mix = [opacity](float a, float b) {
        return static_cast<float>(a * opacity + b * (1.0 - opacity));
    };
    return QColor::fromRgbF(mix(top.redF(), bottom.redF()), mix(top.greenF(), bottom.greenF()),
                            mix(top.blueF(), bottom.blueF()));
}

}  // namespace pivot
