// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/plot_export.h"

#include "widgets/charts/plot_card.h"

#include <QMimeData>
#include <QPainter>
#include <cmath>
#include <memory>

namespace pivot {
namespace {

constexpr double kMetresPerInch = 0.0254;

int dotsPerMetre(double dpi) {
    return static_cast<int>(std::lround(dpi / kMetresPerInch));
}

}  // namespace

QImage plotImage(PlotCard& card, double scale) {
    const QSizeF size = QSizeF(card.pictureSize()) * scale;
    QImage image(size.toSize(), QImage::Format_RGB32);
    image.setDotsPerMeterX(dotsPerMetre(card.logicalDpiX()));
    image.setDotsPerMeterY(dotsPerMetre(card.logicalDpiY()));
    image.fill(Qt::white);
    QPainter painter(&image);
    painter.scale(scale, scale);
    card.paintPicture(painter, scale);
    return image;
}

QMimeData* plotMimeData(PlotCard& card) {
    auto data = std::make_unique<QMimeData>();
    data->setImageData(plotImage(card, 2));
    data->setText(card.table().text(QLatin1Char('\t')));
    return data.release();
}

}  // namespace pivot
