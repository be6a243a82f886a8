// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/image_strip.h"

#include "widgets/models/number_format.h"
#include "widgets/models/shortcut_list.h"
#include "widgets/theme/effort_style.h"
#include "widgets/views/thumbnail_mark.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>

namespace pivot {
namespace {

constexpr int kCell = tokens::kThumbnail + 2 * kThumbnailFrame;
constexpr int kMostThumbnails = 512;

}  // namespace

ImageStrip::ImageStrip(const ThemeSource& theme, QWidget* parent) : QWidget(parent), m_theme(theme) {
    setObjectName(QStringLiteral("imageStrip"));
    setAccessibleName(tr("Last images"));
    setFocusPolicy(Qt::StrongFocus);
    setKeyGroup(*this, tr("Last images"));
    describeKeys(*this, {{tr("Left, Right"), tr("The image before, the one after")}});
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&m_theme, &ThemeSource::changed, this, qOverload<>(&QWidget::update));
}

QSize ImageStrip::sizeHint() const {
    return {16 * (kCell + tokens::kGrid), kCell + kRouteHeight + tokens::kGrid + fontMetrics().height()};
}

QSize ImageStrip::minimumSizeHint() const {
    return {4 * (kCell + tokens::kGrid), sizeHint().height()};
}

void ImageStrip::setImages(const std::vector<LiveImage>& images, int efforts) {
    m_images = images;
    m_efforts = efforts;
    askForThumbnails();
    update();
}

void ImageStrip::setLabels(const QStringList& labels) {
    m_labels = labels;
    update();
}

void ImageStrip::setThumbnail(std::int64_t index, const QImage& image) {
    m_thumbnails.insert(index, image);
    update();
}

void ImageStrip::clear() {
    m_images.clear();
    m_thumbnails.clear();
    m_selected = -1;
    update();
}

int ImageStrip::visibleCount() const {
    const int room = (width() + tokens::kGrid) / (kCell + tokens::kGrid);
    return std::clamp(room, 0, static_cast<int>(m_images.size()));
}

QRect ImageStrip::cellRect(int place) const {
    return {place * (kCell + tokens::kGrid), 0, kCell, kCell + kRouteHeight};
}

void ImageStrip::askForThumbnails() {
    if (m_thumbnails.size() > kMostThumbnails) {
        QHash<qint64, QImage> kept;
        for (const LiveImage& image : m_images) {
            if (const auto known = m_thumbnails.constFind(image.index); known != m_thumbnails.constEnd()) {
                kept.insert(image.index, *known);
            }
        }
        m_thumbnails = std::move(kept);
    }
    QList<qint64> wanted;
    for (auto image = m_images.end() - visibleCount(); image != m_images.end(); ++image) {
        if (!m_thumbnails.contains(image->index)) {
            m_thumbnails.insert(image->index, {});
            wanted << image->index;
        }
    }
    if (!wanted.isEmpty()) {
        Q_EMIT thumbnailsWanted(wanted);
    }
}

const LiveImage* ImageStrip::at(const QPoint& position) const {
    const int shown = visibleCount();
    for (int place = 0; place < shown; ++place) {
        if (cellRect(place).contains(position)) {
            return &m_images[m_images.size() - static_cast<std::size_t>(shown - place)];
        }
    }
    return nullptr;
}

const LiveImage* ImageStrip::selected() const {
    const auto found = std::find_if(m_images.begin(), m_images.end(),
                                    [this](const LiveImage& image) { return image.index == m_selected; });
    return found == m_images.end() ? nullptr : &*found;
}

QString ImageStrip::className(int id) const {
    return id >= 0 && id < m_labels.size() ? m_labels[id] : tr("class %1").arg(id);
}

QString ImageStrip::describe(const LiveImage& image) const {
    QStringList parts{QLatin1Char('#') + formatCount(image.index)};
    const bool wrong = image.right.has_value() && !*image.right;
    if (image.label && wrong) {
        parts << tr("%1, taken for %2").arg(className(*image.label), className(image.predicted));
    } else {
        parts << className(image.predicted);
    }
    parts << (image.exitEffort == Outcome::kNoExit
                  ? tr("no effort accepted it")
                  : tr("ended at %1").arg(effortName(image.exitEffort, m_efforts)));
    return parts.join(QStringLiteral(" · "));
}

void ImageStrip::paintCell(QPainter& painter, const QRect& cell, const LiveImage& image) const {
    const QRect picture(cell.left() + kThumbnailFrame, cell.top() + kThumbnailFrame, tokens::kThumbnail,
                        tokens::kThumbnail);
    const auto pixels = m_thumbnails.constFind(image.index);
    paintThumbnail(painter, m_theme.theme(), picture, pixels == m_thumbnails.constEnd() ? nullptr : &*pixels,
                   {.exit = image.exitEffort,
                    .efforts = m_efforts,
                    .wrong = image.right.has_value() && !*image.right,
                    .selected = image.index == m_selected});
}

void ImageStrip::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    painter.setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    const int shown = visibleCount();
    for (int place = 0; place < shown; ++place) {
        paintCell(painter, cellRect(place),
                  m_images[m_images.size() - static_cast<std::size_t>(shown - place)]);
    }
    painter.setFont(fonts::small(font()));
    painter.setPen(m_theme.theme().muted);
    const LiveImage* image = selected();
    const QString text = image ? describe(*image)
                         : shown > 0
                             ? tr("last images, newest at the right; line: where it ended (solid low, dashed "
                                  "higher); cross: wrong; click: attention")
                             : QString();
    const QRect line(kThumbnailFrame, kCell + kRouteHeight, width() - kThumbnailFrame,
                     height() - kCell - kRouteHeight);
    painter.drawText(line, Qt::AlignLeft | Qt::AlignBottom,
                     painter.fontMetrics().elidedText(text, Qt::ElideRight, line.width()));
    if (hasFocus() && !image) {
        painter.setPen(QPen(m_theme.theme().accent, 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
    }
}

void ImageStrip::select(const LiveImage& image) {
    m_selected = image.index;
    setAccessibleDescription(describe(image));
    update();
}

void ImageStrip::mousePressEvent(QMouseEvent* event) {
    if (const LiveImage* image = at(event->position().toPoint())) {
        select(*image);
        Q_EMIT imageOpened(m_selected);
    }
}

void ImageStrip::keyPressEvent(QKeyEvent* event) {
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (enter && selected()) {
        Q_EMIT imageOpened(m_selected);
        return;
    }
    const int step = event->key() == Qt::Key_Left ? -1 : event->key() == Qt::Key_Right ? 1 : 0;
    const int shown = visibleCount();
    if (step == 0 || shown == 0) {
        QWidget::keyPressEvent(event);
        return;
    }
    const auto first = static_cast<int>(m_images.size()) - shown;
    const LiveImage* current = selected();
    const int now =
        current ? static_cast<int>(current - m_images.data()) + step : static_cast<int>(m_images.size()) - 1;
    select(m_images[static_cast<std::size_t>(std::clamp(now, first, static_cast<int>(m_images.size()) - 1))]);
}

void ImageStrip::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    askForThumbnails();
}

bool ImageStrip::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const LiveImage* image = at(help->pos());
        QToolTip::showText(help->globalPos(), image ? describe(*image) : QString(), this);
        return true;
    }
    return QWidget::event(event);
}

}  // namespace pivot
