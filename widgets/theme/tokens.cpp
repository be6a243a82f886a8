// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/theme/tokens.h"

#include <algorithm>

namespace pivot {

const QColor& Theme::effort(int index, int count) const {
    if (index <= 0) {
        return low;
    }
    if (index >= count - 1) {
        return high;
    }
    return between[static_cast<std::size_t>(index - 1) % between.size()];
}

const QColor& Theme::effortInk(int index, int count) const {
    if (index <= 0) {
        return lowInk;
    }
    if (index >= count - 1) {
        return highInk;
    }
    return betweenInk[static_cast<std::size_t>(index - 1) % betweenInk.size()];
}

const Theme& lightTheme() {
    static const Theme theme{
        .scheme = Scheme::Light,
        .window = QColor(0xF7F8FA),
        .surface = QColor(0xFFFFFF),
        .line = QColor(0xDFE3E8),
        .text = QColor(0x1C2128),
        .muted = QColor(0x667080),
        .field = QColor(0xF7F8FA),
        .hover = QColor(0xEDF0F4),
        .accent = QColor(0x2D6CDF),
        .accentHover = QColor(0x2459BD),
        .onAccent = QColor(0xFFFFFF),
        .low = QColor(0x009E73),
        .high = QColor(0xD55E00),
        .lowInk = QColor(0x007A59),
        .highInk = QColor(0xB24E00),
        .between = {QColor(0x0072B2), QColor(0x8A6D00), QColor(0x5B4FB0)},
        .betweenInk = {QColor(0x0072B2), QColor(0x7A6000), QColor(0x5B4FB0)},
        .baseline = QColor(0x7A7A7A),
        .chosen = QColor(0xCC79A7),
        .chosenInk = QColor(0xA5457A),
        .accuracy = QColor(0x2D6CDF),
        .edp = QColor(0x84650A),
        .warning = QColor(0xE69F00),
        .onWarning = QColor(0x1C2128),
        .error = QColor(0xB3261E),
    };
    return theme;
}

const Theme& darkTheme() {
    static const Theme theme{
        .scheme = Scheme::Dark,
        .window = QColor(0x1B1D21),
        .surface = QColor(0x24272C),
        .line = QColor(0x383D45),
        .text = QColor(0xE6E9EE),
        .muted = QColor(0x98A2B0),
        .field = QColor(0x1B1D21),
        .hover = QColor(0x2E3238),
        .accent = QColor(0x5B9BE8),
        .accentHover = QColor(0x7BB0F0),
        .onAccent = QColor(0x10131A),
        .low = QColor(0x2FC79A),
        .high = QColor(0xF08A4B),
        .lowInk = QColor(0x2FC79A),
        .highInk = QColor(0xF08A4B),
        .between = {QColor(0x5DB3EA), QColor(0xD9BC4A), QColor(0xA79BEA)},
        .betweenInk = {QColor(0x5DB3EA), QColor(0xD9BC4A), QColor(0xA79BEA)},
        .baseline = QColor(0xA8ABB2),
        .chosen = QColor(0xE79AC8),
        .chosenInk = QColor(0xE79AC8),
        .accuracy = QColor(0x5B9BE8),
        .edp = QColor(0xD9BC4A),
        .warning = QColor(0xE6A81F),
        .onWarning = QColor(0x1B1D21),
        .error = QColor(0xF28B82),
    };
    return theme;
}

const Theme& printTheme() {
    static const Theme theme = [] {
        Theme paper = lightTheme();
        paper.window = paper.field = paper.surface;
        paper.text = QColor(0, 0, 0);
        paper.muted = QColor(0x4D4D4D);
        // Lightness 60, 40 and 20: three steps of 20 below the white of the paper, and a black baseline.
        paper.low = QColor(0x00A67B);
        paper.between = paper.betweenInk = {QColor(0x0063A0)};
        paper.high = paper.highInk = QColor(0x611400);
        paper.baseline = QColor(0, 0, 0);
        return paper;
    }();
    return theme;
}

const Theme& themeFor(Scheme scheme) {
    return scheme == Scheme::Dark ? darkTheme() : lightTheme();
}

namespace fonts {
namespace {

QFont sized(const QFont& base, double points, QFont::Weight weight) {
    QFont font = base;
    const double size = base.pointSizeF() > 0 ? base.pointSizeF() : 10.0;
    font.setPointSizeF(std::max(6.0, size + points));
    font.setWeight(weight);
    return font;
}

}  // namespace

QFont small(const QFont& base) {
    return sized(base, -1.0, QFont::Normal);
}

QFont section(const QFont& base) {
    QFont font = sized(base, -1.5, QFont::DemiBold);
    font.setCapitalization(QFont::AllUppercase);
    font.setLetterSpacing(QFont::PercentageSpacing, 106);
    return font;
}

QFont title(const QFont& base) {
    return sized(base, -0.5, QFont::DemiBold);
}

QFont heading(const QFont& base) {
    return sized(base, 2.0, QFont::DemiBold);
}

QFont figure(const QFont& base) {
    return sized(base, 7.0, QFont::DemiBold);
}

}  // namespace fonts

}  // namespace pivot
