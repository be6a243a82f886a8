// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/grid_raster.h"

#include <QColor>
#include <QImage>
#include <QPainterPath>
#include <QPointF>
#include <QRectF>
#include <QSizeF>
#include <QString>
#include <optional>
#include <variant>
#include <vector>

class QPainter;

namespace pivot::figures {

// A figure as marks on paper: lengths in pt (1/72 in), y down. Nothing reaches out of the plot it belongs to,
// so no writer has to clip.

struct ScenePath {
    QPainterPath path;
    QColor stroke, fill;  ///< invalid: none
    double widthPt = 0.75;
    std::vector<double> dash;  ///< pt
};

/// Round dots of one size. Their places are whole tenths of a pt, sorted by line and without repetition.
struct SceneDots {
    std::vector<QPoint> tenths;
    double diameterPt = 1.0;
    QColor color;
};

enum class TextAlign { Left, Centre, Right };
struct SceneText {
    QString text;
    QPointF at;  ///< on the base line
    TextAlign align = TextAlign::Left;
    double sizePt = 8;
    QColor color = Qt::black;
    bool upwards = false;  ///< turned by 90 degrees, read from below
    bool bold = false;
};

/// A raster, pixels as squares.
struct SceneImage {
    QRectF rect;
    QImage image;
    std::optional<RasterPlace> pictures = {};  ///< where those of the figure's grid stand in it
};

struct Scene {
    QSizeF sizePt;
    std::vector<std::variant<ScenePath, SceneDots, SceneText, SceneImage>> items;
};

/// Paints it on white. The painter's unit is a pt.
void paintScene(QPainter& painter, const Scene& scene);

/// Width of a text, and the letters as one outline that begins at (0, 0) on the base line, in pt.
[[nodiscard]] double textWidth(const QString& text, double sizePt, bool bold = false);
[[nodiscard]] QPainterPath textOutline(const SceneText& text);
/// Height of a capital letter or digit, by the size of the text.
[[nodiscard]] double capHeight(double sizePt);

}  // namespace pivot::figures
