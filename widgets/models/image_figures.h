// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/figure_builders.h"
#include "widgets/models/confusion.h"
#include "widgets/models/image_list_model.h"

#include <QList>

namespace pivot {

/// The confusion matrix as a figure: images of a class in percent, with the counts.
[[nodiscard]] figures::FigureData confusionFigure(const Confusion& confusion, const QStringList& labels);

/// Its pixels as a figure takes them, at most 160 on a side.
[[nodiscard]] figures::Picture figurePicture(const QImage& image);
/// Images of a list as a figure, each with its answer, the effort that gave it and whether it is wrong. Those
/// whose pixels the model does not hold are left out: ask missingPictures() before.
[[nodiscard]] figures::FigureData galleryFigure(const ImageListModel& images, const QList<int>& rows);
[[nodiscard]] QList<qint64> missingPictures(const ImageListModel& images, const QList<int>& rows);

}  // namespace pivot
