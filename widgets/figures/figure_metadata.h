// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/figure_data.h"

#include <QByteArray>
#include <QString>
#include <filesystem>

namespace pivot::figures {

/// What a file carries so that it can be opened again: `figure-data-v1:` and the document as base64 of zlib.
/// It stands in the XMP packet of a PDF, in <metadata> of an SVG and in an iTXt chunk of a PNG, as plain text
/// in each of them, so one reader serves all. With a `place`, pictures are where the drawing shows them.
[[nodiscard]] QByteArray metadataOf(const FigureDocument& document, const RasterPlace* place = nullptr);

/// The same in words, for who looks at the file's properties: kind, ids, query. Empty where anonymous.
[[nodiscard]] QString metadataInWords(const FigureDocument& document);

/// Finds and reads it in the bytes of a file, which may come from anywhere. NotFound where there is none or
/// its raster is gone, BadFile where it is damaged, changed or larger than any figure.
[[nodiscard]] Result<FigureDocument> readMetadata(const QByteArray& bytes);
/// From a PDF, SVG, PNG or JSON file. Io where it cannot be read.
[[nodiscard]] Result<FigureDocument> readFigureFile(const std::filesystem::path& file);
/// Whether a file looks like a figure of ours, by its first 256 KiB: quick enough while it is dragged over a
/// window.
[[nodiscard]] bool looksLikeFigure(const std::filesystem::path& file);

}  // namespace pivot::figures
