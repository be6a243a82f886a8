// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/figure_sources.h"
#include "core/result.h"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <string>
#include <vector>

namespace pivot::cli {

/// What `pivot export` is told of a figure; empty is what was not said.
struct FigureExport {
    std::string figure, again, all;
    std::string width, images, maps, token, over;
    int dpi = 0;
    double fontPt = 0, heightIn = 0;
    bool anonymous = false, grey = false;

    /// Whether any of the three is asked for.
    [[nodiscard]] bool isAsked() const { return !figure.empty() || !again.empty() || !all.empty(); }
    /// Whether something was said that is for figures alone.
    [[nodiscard]] bool hasStyle() const {
        return !width.empty() || !images.empty() || !maps.empty() || !token.empty() || !over.empty() ||
               dpi != 0 || fontPt != 0 || heightIn != 0 || anonymous || grey;
    }
};
void addFigureOptions(CLI::App& verb, FigureExport& figure);

/// `--figure NAME`, `--again FILE` or `--all SPEC.json`, whichever was said. `format` may be empty: the
/// file's suffix says it.
[[nodiscard]] Result<void> exportFigure(const FigureExport& figure,
                                        const std::vector<std::string>& experiments,
                                        const std::string& format, const std::string& output,
                                        const std::string& database);

/// What was said of the style, over what `style` has. Usage errors name the option.
[[nodiscard]] Result<void> applyStyle(figures::FigureStyle& style, const FigureExport& said);

/// Writes a figure, or leaves the file untouched where it holds the same already.
[[nodiscard]] Result<void> writeFigureFile(const figures::FigureDocument& document, const std::string& format,
                                           const std::filesystem::path& output);

/// The figures of a paper, by a file that lists them (export_figure_set.cpp). All are drawn before one is
/// written.
[[nodiscard]] Result<void> exportFigureSet(const std::filesystem::path& file, const std::string& database);

/// A figure that is drawn and waits to be written.
struct DrawnFile {
    std::filesystem::path file;
    std::string bytes;
};
[[nodiscard]] Result<std::vector<DrawnFile>> drawFigure(const figures::FigureDocument& document,
                                                        const std::string& format,
                                                        const std::filesystem::path& output);
[[nodiscard]] Result<void> writeDrawn(const std::vector<DrawnFile>& files);

}  // namespace pivot::cli
