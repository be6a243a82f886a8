// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/figure_data.h"

#include <QByteArray>
#include <QImage>
#include <QString>
#include <filesystem>
#include <vector>

namespace pivot::figures {

/// A file beside a figure: the rasters of a PGF.
struct SideFile {
    std::string suffix;  ///< after the figure's name without its own: `-images.png`
    QByteArray bytes;
};

struct WrittenFigure {
    QByteArray bytes;
    std::vector<SideFile> beside;
};

/// The figure in a format, the same bytes whenever it is asked for. Drawings carry the document
/// (readMetadata()). `name`: of the file, without folder and suffix; a PGF names its rasters after it. Needs
/// a QGuiApplication for drawings. Usage error where a figure cannot be had in a format.
[[nodiscard]] Result<WrittenFigure> writeFigure(const FigureDocument& document, FigureFormat format,
                                                const std::string& name = "figure");

/// Puts it in a file that is replaced only when the new one is whole, and not touched where nothing has
/// changed. Io that names the file.
[[nodiscard]] Result<void> saveFigure(const WrittenFigure& figure, const std::filesystem::path& file);

/// The picture alone, for the screen and the clipboard.
[[nodiscard]] Result<QImage> figureImage(const FigureDocument& document, double dpi);

/// By the file's suffix; Usage error that lists them.
[[nodiscard]] Result<FigureFormat> formatOfFile(const std::filesystem::path& file);

// What writeFigure() puts together.
struct Scene;
[[nodiscard]] Result<QByteArray> pdfOf(const Scene& scene, const FigureDocument& document);
[[nodiscard]] QByteArray svgOf(const Scene& scene, const FigureDocument& document);
[[nodiscard]] Result<QByteArray> pngOf(const Scene& scene, const FigureDocument& document);
[[nodiscard]] Result<WrittenFigure> pgfOf(const FigureDocument& document, const std::string& name);

}  // namespace pivot::figures
