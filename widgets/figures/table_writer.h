// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/figure_data.h"

#include <string>

namespace pivot::figures {

/// A cell for people: as many decimals as its column says, else 4 significant digits; empty where not known.
[[nodiscard]] std::string textOf(const Cell& cell, const Table::Column& column);
/// Whether every cell of the column is a number or not known: it is set to the right.
[[nodiscard]] bool isNumeric(const Table& table, std::size_t column);

/// As RFC 4180 says, with every digit and the columns' snake_case names.
[[nodiscard]] std::string csvOf(const Table& table);
/// `tabular` with the lines of booktabs; needs \usepackage{booktabs} and nothing else.
[[nodiscard]] std::string latexOf(const Table& table);
/// A table of GitHub's Markdown.
[[nodiscard]] std::string markdownOf(const Table& table);

/// A text for pdflatex: special characters are escaped, signs that its fonts lack are written as commands. A
/// letter that no 8-bit font has is drawn by LuaLaTeX and XeLaTeX, and stands as its code point elsewhere.
[[nodiscard]] std::string latexText(const std::string& text);

}  // namespace pivot::figures
