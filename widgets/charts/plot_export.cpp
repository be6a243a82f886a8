// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/plot_export.h"

#include "widgets/charts/plot_card.h"

#include <QCoreApplication>
#include <QMimeData>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>
#include <QSaveFile>
#include <QSvgGenerator>
#include <cmath>

namespace pivot {
namespace {

constexpr double kMetresPerInch = 0.0254;

int dotsPerMetre(double dpi) {
    return static_cast<int>(std::lround(dpi / kMetresPerInch));
}

bool writePng(PlotCard& card, QIODevice& file, int dpi) {
    QImage image = plotImage(card, static_cast<double>(dpi) / card.logicalDpiX());
    image.setDotsPerMeterX(dotsPerMetre(dpi));
    image.setDotsPerMeterY(dotsPerMetre(dpi));
    return image.save(&file, "PNG");
}

// Text is laid out with the screen's resolution: the paper has the same, so that its letters have their size.
bool writePdf(PlotCard& card, QIODevice& file) {
    const QSizeF inches = QSizeF(card.pictureSize()) / card.logicalDpiX();
    QPdfWriter writer(&file);
    writer.setTitle(card.title());
    writer.setCreator(QStringLiteral("PIVOT Workbench"));
    writer.setResolution(card.logicalDpiX());
    writer.setPageSize(QPageSize(inches, QPageSize::Inch, {}, QPageSize::ExactMatch));
    writer.setPageMargins({});
    QPainter painter(&writer);
    card.paintPicture(painter, 4);
    return painter.end();
}

bool writeSvg(PlotCard& card, QIODevice& file) {
    QSvgGenerator generator;
    generator.setOutputDevice(&file);
    generator.setResolution(card.logicalDpiX());
    generator.setSize(card.pictureSize());
    generator.setViewBox(QRect(QPoint(0, 0), card.pictureSize()));
    generator.setTitle(card.title());
    QPainter painter(&generator);
    card.paintPicture(painter, 4, false);
    return painter.end();
}

bool writeCsv(const PlotCard& card, QIODevice& file) {
    const QByteArray text = card.table().text(QLatin1Char(',')).toUtf8();
    return file.write(text) == text.size();
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

Result<void> exportPlot(PlotCard& card, const QString& file, PlotFormat format, int dpi) {
    QSaveFile out(file);
    bool written = out.open(QIODevice::WriteOnly);
    if (written) {
        switch (format) {
            case PlotFormat::Png:
                written = writePng(card, out, dpi);
                break;
            case PlotFormat::Svg:
                written = writeSvg(card, out);
                break;
            case PlotFormat::Pdf:
                written = writePdf(card, out);
                break;
            case PlotFormat::Csv:
                written = writeCsv(card, out);
                break;
        }
        written = written && out.commit();
    }
    if (!written) {
        return fail(ErrorCode::Io, QCoreApplication::translate(
                                       "PlotExport", "%1 could not be written (%2): choose another place.")
                                       .arg(file, out.errorString())
                                       .toStdString());
    }
    return {};
}

QString suffixOf(PlotFormat format) {
    switch (format) {
        case PlotFormat::Png:
            return QStringLiteral("png");
        case PlotFormat::Svg:
            return QStringLiteral("svg");
        case PlotFormat::Pdf:
            return QStringLiteral("pdf");
        case PlotFormat::Csv:
            return QStringLiteral("csv");
    }
    return {};
}

}  // namespace pivot
