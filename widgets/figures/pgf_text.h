// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/figure_data.h"
#include "widgets/figures/figure_style.h"
#include "widgets/figures/scene.h"

#include <string>

// Pieces of TikZ.
namespace pivot::figures::pgf {

/// Without an exponent, which TeX does not read everywhere.
[[nodiscard]] std::string number(double value);
/// An inline colour of xcolor.
[[nodiscard]] std::string color(const QColor& color);
[[nodiscard]] std::string font(double sizePt);
/// `, dash pattern=...`, or nothing.
[[nodiscard]] std::string dash(const InkStyle& style);
[[nodiscard]] std::string lineStyle(const Series& series, const InkStyle& style);
[[nodiscard]] std::string barStyle(const Series& series, const InkStyle& style);

/// The head, with what a paper needs to load, and a picture of this size.
[[nodiscard]] std::string begin(const QSizeF& sizePt);
[[nodiscard]] std::string end();
/// A scene as paths and nodes. Images are `NAME-image1.png`, ... beside the file.
[[nodiscard]] std::string drawing(const Scene& scene, double heightPt, const std::string& name = {});

}  // namespace pivot::figures::pgf
