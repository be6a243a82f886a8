// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QFont>
#include <QString>
#include <vector>

namespace pivot {

/// Every length of the interface, in device-independent pixels: a grid of 4.
namespace tokens {
inline constexpr int kGrid = 4;
inline constexpr int kGap = 8;         ///< between controls that belong together
inline constexpr int kGroup = 16;      ///< between groups
inline constexpr int kMargin = 16;     ///< of a page
inline constexpr int kRadius = 6;      ///< corners of surfaces and controls
inline constexpr int kMarkRadius = 3;  ///< corners of cells, bars and swatches
inline constexpr int kHairline = 1;
inline constexpr int kLine = 2;  ///< curves
inline constexpr int kControlHeight = 28;
inline constexpr int kHeaderHeight = 44;
inline constexpr int kSetupWidth = 300;
inline constexpr int kBarHeight = 40;   ///< devices and progress
inline constexpr int kTrackHeight = 4;  ///< sliders and progress
inline constexpr int kHandle = 16;      ///< of a slider
inline constexpr int kThumbnail = 44;   ///< an image of the strip
inline constexpr int kDot = 8;
inline constexpr int kHatchStep = 5;  ///< between the lines of a hatch
}  // namespace tokens

enum class Scheme { Light, Dark };

/// Every colour of the interface. Meaning has one colour everywhere; marks that stand for efforts also differ
/// by dash, marker and hatch (effort_style.h), so that colour is never alone. `...Ink` is the variant for
/// text.
struct Theme {
    Scheme scheme = Scheme::Light;
    QColor window, surface, line, text, muted;
    QColor field;                          ///< background of inputs
    QColor hover;                          ///< background under the pointer
    QColor accent, accentHover, onAccent;  ///< the primary action, focus, links
    QColor low, high;                      ///< first and last effort
    QColor lowInk, highInk;
    std::vector<QColor> between, betweenInk;  ///< efforts between the first and the last, in order
    QColor baseline;                          ///< the full path
    QColor chosen, chosenInk;                 ///< the threshold, what is selected
    QColor accuracy, edp;                     ///< the two curves of a run; fit for text too
    QColor warning;                           ///< a fill, never text
    QColor onWarning;                         ///< text on it
    QColor error;                             ///< text of a failure

    [[nodiscard]] bool isDark() const { return scheme == Scheme::Dark; }
    /// Mark and text colour of effort `index` of `count`.
    [[nodiscard]] const QColor& effort(int index, int count) const;
    [[nodiscard]] const QColor& effortInk(int index, int count) const;
};

[[nodiscard]] const Theme& lightTheme();
[[nodiscard]] const Theme& darkTheme();
/// For paper: white, with efforts at least 20 apart in lightness, so that a grey print still tells them
/// apart.
[[nodiscard]] const Theme& printTheme();
[[nodiscard]] const Theme& themeFor(Scheme scheme);

/// Sizes derived from the system's font.
namespace fonts {
[[nodiscard]] QFont small(const QFont& base);    ///< captions and axes
[[nodiscard]] QFont section(const QFont& base);  ///< SET-UP, EFFORTS
[[nodiscard]] QFont title(const QFont& base);    ///< of a card
[[nodiscard]] QFont heading(const QFont& base);  ///< of a page, +2 pt
[[nodiscard]] QFont figure(const QFont& base);   ///< the four numbers of the headline
}  // namespace fonts

}  // namespace pivot
