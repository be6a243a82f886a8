// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/figure_picture.h"

#include "widgets/figures/figure_writer.h"
#include "widgets/theme/tokens.h"

#include <QLabel>
#include <algorithm>

namespace pivot {
namespace {

constexpr int kWidestPx = 560, kHighestPx = 440;
constexpr double kDpi = 110;  // a little larger than life on a usual screen, so that 8 pt can be read

}  // namespace

FigurePicture::FigurePicture(QWidget* parent) : QScrollArea(parent), m_label(new QLabel) {
    setObjectName(QStringLiteral("figurePicture"));
    setAccessibleName(tr("The figure as it will be printed"));
    setFrameShape(QFrame::NoFrame);
    setAlignment(Qt::AlignCenter);
    m_label->setObjectName(QStringLiteral("figurePaper"));
    m_label->setAlignment(Qt::AlignCenter);
    m_label->setMargin(tokens::kGap);
    m_label->setAutoFillBackground(true);
    QPalette paper = m_label->palette();
    paper.setColor(QPalette::Window, Qt::white);
    m_label->setPalette(paper);
    m_label->setStyleSheet(QStringLiteral("background: white;"));  // of paper in both themes
    setWidget(m_label);
}

QString FigurePicture::showFigure(const figures::FigureDocument& document) {
    const double ratio = devicePixelRatioF();
    const double widthPx = document.spec.style.widthIn * kDpi;
    const double dpi = kDpi * std::min(1.0, kWidestPx / std::max(1.0, widthPx));
    const Result<QImage> image = figures::figureImage(figures::withoutIdentity(document), dpi * ratio);
    if (!image) {
        m_label->clear();
        m_sizeIn = {};
        return QString::fromStdString(image.error().message);
    }
    QPixmap pixmap = QPixmap::fromImage(*image);
    pixmap.setDevicePixelRatio(ratio);
    m_label->setPixmap(pixmap);
    m_label->setAccessibleName(QString::fromStdString(document.data.title));
    m_label->resize(m_label->sizeHint());
    m_sizeIn = QSizeF(image->size()) / (dpi * ratio);
    updateGeometry();
    return {};
}

QSize FigurePicture::sizeHint() const {
    const QSize wanted = m_label->sizeHint() + QSize(4, 4);
    return {std::min(wanted.width(), kWidestPx + 24), std::clamp(wanted.height(), 160, kHighestPx)};
}

}  // namespace pivot
