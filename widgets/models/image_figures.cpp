// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/image_figures.h"

#include "widgets/theme/effort_style.h"

#include <QCoreApplication>
#include <algorithm>

namespace pivot {
namespace {

constexpr int kLargestSide = 160;  // of a picture: beyond it no print shows more
constexpr int kAcross = 8;

QString tr(const char* text) {
    return QCoreApplication::translate("ImageFigures", text);
}

std::string nameOf(const QStringList& labels, int id) {
    return (id >= 0 && id < labels.size() ? labels[id] : QString::number(id)).toStdString();
}

}  // namespace

figures::FigureData confusionFigure(const Confusion& confusion, const QStringList& labels) {
    figures::FigureData data;
    data.title = tr("Which class was taken for which").toStdString();
    figures::HeatMap map;
    map.rowLabel = tr("class").toStdString();
    map.columnLabel = tr("taken for").toStdString();
    map.valueLabel = tr("images of the class (%)").toStdString();
    map.high = 100;
    for (int label = 0; label < confusion.classes; ++label) {
        map.rows.push_back(nameOf(labels, label));
        const auto all = static_cast<double>(confusion.ofClass[static_cast<std::size_t>(label)]);
        for (int predicted = 0; predicted < confusion.classes; ++predicted) {
            const std::int64_t count = confusion.at(label, predicted);
            map.counts.push_back(count);
            map.values.push_back(all > 0 ? 100.0 * static_cast<double>(count) / all : 0.0);
        }
    }
    map.columns = map.rows;
    data.heatMap = std::move(map);
    return data;
}

QList<qint64> missingPictures(const ImageListModel& images, const QList<int>& rows) {
    QList<qint64> missing;
    for (const int row : rows) {
        const std::int64_t index = images.item(row).index;
        if (!images.thumbnail(index)) {
            missing << index;
        }
    }
    return missing;
}

figures::Picture figurePicture(const QImage& image) {
    const QSize size = image.size().boundedTo({kLargestSide, kLargestSide});
    const QImage pixels =
        (image.size() == size ? image : image.scaled(size, Qt::KeepAspectRatio, Qt::SmoothTransformation))
            .convertToFormat(QImage::Format_RGB888);
    figures::Picture picture{pixels.width(), pixels.height(), 3, {}};
    for (int y = 0; y < picture.height; ++y) {
        const uchar* line = pixels.constScanLine(y);
        picture.pixels.insert(picture.pixels.end(), line,
                              line + 3 * static_cast<std::ptrdiff_t>(picture.width));
    }
    return picture;
}

figures::FigureData galleryFigure(const ImageListModel& images, const QList<int>& rows) {
    figures::FigureData data;
    data.title = tr("Images").toStdString();
    figures::ImageGrid grid;
    grid.channels = 3;
    const int efforts = images.table().efforts();
    const QStringList& labels = images.table().answers->labels;
    QSize size;
    for (const int row : rows) {
        const ImageListModel::Item item = images.item(row);
        const QImage* thumbnail = images.thumbnail(item.index);
        if (!thumbnail || thumbnail->isNull()) {
            continue;
        }
        if (size.isEmpty()) {
            size = thumbnail->size().boundedTo({kLargestSide, kLargestSide});
        }
        const QImage pixels = (thumbnail->size() == size
                                   ? *thumbnail
                                   : thumbnail->scaled(size, Qt::IgnoreAspectRatio, Qt::SmoothTransformation))
                                  .convertToFormat(QImage::Format_RGB888);
        for (int y = 0; y < size.height(); ++y) {
            const uchar* line = pixels.constScanLine(y);
            grid.pixels.insert(grid.pixels.end(), line, line + 3 * static_cast<std::ptrdiff_t>(size.width()));
        }
        figures::ImageGrid::Tile tile;
        tile.caption = item.predicted < 0 ? tr("none").toStdString() : nameOf(labels, item.predicted);
        tile.wrong = item.verdict == Verdict::Wrong;
        if (efforts > 1 && item.exit >= 0 && item.exit < efforts) {
            tile.badge = figures::Ink{figures::Role::Effort, item.exit, efforts};
        }
        grid.tiles.push_back(std::move(tile));
    }
    grid.width = std::max(1, size.width());
    grid.height = std::max(1, size.height());
    grid.columns = std::clamp(static_cast<int>(grid.tiles.size()), 1, kAcross);
    for (int effort = 0; efforts > 1 && effort < efforts; ++effort) {
        const figures::Ink ink{figures::Role::Effort, effort, efforts};
        if (std::any_of(grid.tiles.begin(), grid.tiles.end(),
                        [&](const auto& t) { return t.badge == ink; })) {
            grid.keys.push_back(
                {ink, tr("answered by the %1 effort").arg(effortName(effort, efforts)).toStdString()});
        }
    }
    data.grid = std::move(grid);
    return data;
}

}  // namespace pivot
