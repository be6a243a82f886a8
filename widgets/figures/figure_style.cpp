// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/figure_style.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace pivot::figures {
namespace {

double linear(double channel) {
    return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

struct Known {
    QRgb color;
    std::array<double, 4> dash;  // zeros end it
    Shape shape;
    bool hollow;
};

// Lightness 60, 40, 20 for efforts, as on the screen's own print colours; runs go through the same three
// steps, and tell themselves apart by shape and filling as well.
constexpr std::array kRuns{
    Known{0x0063A0, {}, Shape::Circle, false},           Known{0xC98500, {4, 2}, Shape::Square, false},
    Known{0x611400, {1, 1.5}, Shape::Triangle, false},   Known{0x00A67B, {6, 2, 1, 2}, Shape::Diamond, false},
    Known{0x7A3B8F, {3, 1}, Shape::TriangleDown, false}, Known{0x000000, {}, Shape::Cross, false}};

constexpr std::array kBetween{Known{0x0063A0, {1, 1.5}, Shape::Triangle, false},
                              Known{0x7A6000, {6, 2, 1, 2}, Shape::Diamond, false},
                              Known{0x5B4FB0, {3, 1}, Shape::TriangleDown, false}};

InkStyle styled(const Known& known) {
    InkStyle style{QColor(known.color), {}, known.shape, known.hollow};
    for (const double length : known.dash) {
        if (length > 0) {
            style.dash.push_back(length);
        }
    }
    return style;
}

InkStyle coloured(const Ink& ink) {
    switch (ink.role) {
        case Role::Effort:
            if (ink.index <= 0) {
                return styled({0x00A67B, {}, Shape::Circle, false});
            }
            if (ink.index >= ink.count - 1) {
                return styled({0x611400, {4, 2}, Shape::Square, false});
            }
            return styled(kBetween[static_cast<std::size_t>(ink.index - 1) % kBetween.size()]);
        case Role::Run: {
            InkStyle style = styled(kRuns[static_cast<std::size_t>(ink.index) % kRuns.size()]);
            style.hollow = static_cast<std::size_t>(ink.index) / kRuns.size() % 2 == 1;
            return style;
        }
        case Role::Baseline:
            return styled({0x000000, {6, 2, 1, 2}, Shape::Diamond, true});
        case Role::Chosen:
            return styled({0xA5457A, {2, 1.2}, Shape::TriangleDown, false});
        case Role::Accuracy:
            return styled({0x0063A0, {}, Shape::Circle, false});
        case Role::Edp:
            return styled({0x84650A, {4, 2}, Shape::Square, false});
        case Role::Neutral:
            break;
    }
    return styled({0x4D4D4D, {}, Shape::Circle, false});
}

}  // namespace

QColor greyOf(const QColor& color) {
    // Luminance as Rec. 709 weighs it, back through sRGB's curve.
    const double y =
        0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
    const double channel = y <= 0.0031308 ? 12.92 * y : 1.055 * std::pow(y, 1 / 2.4) - 0.055;
    const int grey = static_cast<int>(std::lround(255 * std::clamp(channel, 0.0, 1.0)));
    return QColor(grey, grey, grey);
}

QColor tinted(const QColor& color, double part) {
    const auto mixed = [part](int channel) {
        return static_cast<int>(std::lround(channel * part + 255 * (1 - part)));
    };
    return QColor(mixed(color.red()), mixed(color.green()), mixed(color.blue()));
}

InkStyle styleOf(const Ink& ink, bool grey) {
    InkStyle style = coloured(ink);
    if (grey) {
        style.color = greyOf(style.color);
    }
    return style;
}

QColor colorOnMap(double place, bool difference, bool grey) {
    // Both ends of the difference map are equally dark: without colour it has to be a plain ramp.
    if (grey) {
        return greyOf(QColor(mapColor(ColorMap::Cividis, place)));
    }
    return QColor(mapColor(difference ? ColorMap::Difference : ColorMap::Viridis, place));
}

}  // namespace pivot::figures
