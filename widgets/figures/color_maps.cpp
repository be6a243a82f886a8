// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/color_maps.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

namespace pivot {
namespace {

constexpr int kShades = 256;
using Table = std::array<QRgb, kShades>;

// Viridis (Smith and van der Walt) and cividis (Nunez, Anderton and Renslow), both in the public domain by
// CC0, sampled at 65 places.
constexpr std::array<std::uint32_t, 65> kViridis{
    0x440154, 0x46075A, 0x470D60, 0x471365, 0x48186A, 0x481D6F, 0x482374, 0x482878, 0x472D7B, 0x46327E,
    0x453781, 0x443B84, 0x424086, 0x404588, 0x3E4989, 0x3D4E8A, 0x3B528B, 0x39568C, 0x375B8D, 0x355F8D,
    0x33638D, 0x31678E, 0x2F6B8E, 0x2E6F8E, 0x2C728E, 0x2A768E, 0x297A8E, 0x277E8E, 0x26828E, 0x25858E,
    0x23898E, 0x228D8D, 0x21918C, 0x20938C, 0x1F978B, 0x1E9B8A, 0x1F9F88, 0x1FA287, 0x21A685, 0x24AA83,
    0x27AD81, 0x2CB17E, 0x31B57B, 0x37B878, 0x3DBC74, 0x44BF70, 0x4CC26C, 0x54C568, 0x5CC863, 0x65CB5E,
    0x6ECE58, 0x77D153, 0x81D34D, 0x8BD646, 0x95D840, 0xA0DA39, 0xAADC32, 0xB5DE2B, 0xC0DF25, 0xCAE11F,
    0xD5E21A, 0xDFE318, 0xEAE51A, 0xF4E61E, 0xFDE725};
constexpr std::array<std::uint32_t, 65> kCividis{
    0x00224E, 0x002554, 0x00285B, 0x002B62, 0x002E6A, 0x003070, 0x053371, 0x123570, 0x1A386F, 0x213B6E,
    0x273E6E, 0x2D416D, 0x32436D, 0x36466C, 0x3B496C, 0x3F4C6C, 0x434E6C, 0x47516C, 0x4B546C, 0x4F576C,
    0x535A6D, 0x565C6D, 0x5A5F6E, 0x5E626E, 0x61656F, 0x656870, 0x686A71, 0x6C6D72, 0x6F7073, 0x727374,
    0x767676, 0x797977, 0x7D7C78, 0x7F7E78, 0x838179, 0x878478, 0x8B8778, 0x8F8A78, 0x928D78, 0x969077,
    0x9A9376, 0x9E9676, 0xA29975, 0xA69C74, 0xAAA073, 0xAEA371, 0xB3A670, 0xB7A96E, 0xBBAD6D, 0xBFB06B,
    0xC3B369, 0xC7B767, 0xCCBA64, 0xD0BE62, 0xD4C15F, 0xD9C55C, 0xDDC858, 0xE1CC55, 0xE6D051, 0xEAD34C,
    0xEFD748, 0xF3DB42, 0xF8DF3C, 0xFDE334, 0xFEE838};
// Both halves go through the same lightness.
constexpr std::array<std::uint32_t, 7> kDifference{0x0B4A82, 0x3F8AC4, 0xA6CBE6, 0xF5F5F3,
                                                   0xEFBE8C, 0xC9711C, 0x7B3700};

template <std::size_t N>
Table spread(const std::array<std::uint32_t, N>& points) {
    Table table{};
    for (int i = 0; i < kShades; ++i) {
        const double place = static_cast<double>(i) / (kShades - 1) * static_cast<double>(N - 1);
        const std::size_t at = std::min(static_cast<std::size_t>(place), N - 2);
        const double part = place - static_cast<double>(at);
        const auto mixed = [&](int shift) {
            const auto channel = [shift](std::uint32_t color) {
                return static_cast<double>((color >> static_cast<unsigned>(shift)) & 0xFFU);
            };
            return qRound(channel(points[at]) * (1.0 - part) + channel(points[at + 1]) * part);
        };
        table[static_cast<std::size_t>(i)] = qRgb(mixed(16), mixed(8), mixed(0));
    }
    return table;
}

const Table& tableOf(ColorMap map) {
    static const Table viridis = spread(kViridis);
    static const Table cividis = spread(kCividis);
    static const Table difference = spread(kDifference);
    return map == ColorMap::Viridis ? viridis : map == ColorMap::Cividis ? cividis : difference;
}

}  // namespace

QString colorMapName(ColorMap map) {
    return map == ColorMap::Viridis   ? QStringLiteral("viridis")
           : map == ColorMap::Cividis ? QStringLiteral("cividis")
                                      : QStringLiteral("blue-white-orange");
}

QRgb mapColor(ColorMap map, double t) {
    const double inside = std::isfinite(t) ? std::clamp(t, 0.0, 1.0) : 0.0;
    return tableOf(map)[static_cast<std::size_t>(std::lround(inside * (kShades - 1)))];
}

QImage mapImage(std::span<const float> values, int side, MapRange range, ColorMap map) {
    QImage image(side, side, QImage::Format_RGB32);
    const double width = static_cast<double>(range.high) - range.low;
    for (int y = 0; y < side; ++y) {
        auto* line = reinterpret_cast<QRgb*>(image.scanLine(y));
        for (int x = 0; x < side; ++x) {
            const auto at =
                static_cast<std::size_t>(y) * static_cast<std::size_t>(side) + static_cast<std::size_t>(x);
            const double flat = map == ColorMap::Difference ? 0.5 : 0.0;
            line[x] =
                mapColor(map, width > 0.0 && at < values.size() ? (values[at] - range.low) / width : flat);
        }
    }
    return image;
}

}  // namespace pivot
