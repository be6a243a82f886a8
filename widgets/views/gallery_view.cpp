// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/gallery_view.h"

#include "widgets/models/number_format.h"
#include "widgets/models/shortcut_list.h"
#include "widgets/views/thumbnail_mark.h"

#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>
#include <algorithm>
#include <cmath>

namespace pivot {
namespace {

constexpr int kPadding = tokens::kGrid;

}  // namespace

GalleryView::GalleryView(const ThemeSource& theme, ImageListModel& images, QWidget* parent)
    : QAbstractItemView(parent), m_theme(theme), m_images(images) {
    setObjectName(QStringLiteral("gallery"));
    setAccessibleName(tr("Images"));
    setFrameShape(QFrame::NoFrame);
    setSelectionMode(ExtendedSelection);
    setKeyGroup(*this, tr("Images"));
    describeKeys(*this, {{tr("Arrows, Home, End, PgUp, PgDown"), tr("Another image (Shift: select as well)")},
                         {tr("Enter"), tr("Open the image")}});
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);  // or the columns would change with the selection
    setEditTriggers(NoEditTriggers);
    setTabKeyNavigation(false);
    setModel(&m_images);
    connect(&m_images, &ImageListModel::thumbnailArrived, this, &GalleryView::showThumbnail);
    connect(&m_theme, &ThemeSource::changed, viewport(), qOverload<>(&QWidget::update));
    connect(this, &QAbstractItemView::doubleClicked, this,
            [this](const QModelIndex& index) { Q_EMIT opened(m_images.item(index.row()).index); });
}

void GalleryView::setImageSide(int side) {
    if (side == m_side) {
        return;
    }
    const int first = m_first;
    m_side = side;
    m_columns = columns();
    updateGeometries();
    scrollTo(m_images.index(first), PositionAtTop);
    viewport()->update();
    askForThumbnails();
}

void GalleryView::setShowsCaption(bool shows) {
    m_caption = shows;
    updateGeometries();
    viewport()->update();
}

QSize GalleryView::cell() const {
    const int frame = 2 * (kThumbnailFrame + kPadding);
    const int caption = m_caption ? QFontMetrics(fonts::small(font())).height() : 0;
    return {m_side + frame, m_side + frame + kRouteHeight + caption};
}

int GalleryView::columns() const {
    return std::max(1, viewport()->width() / cell().width());
}

QSize GalleryView::pitch() const {
    const QSize size = cell();
    return {std::max(size.width(), viewport()->width() / columns()), size.height()};
}

int GalleryView::linesOfRows() const {
    return (m_images.rowCount() + columns() - 1) / columns();
}

int GalleryView::verticalOffset() const {
    return verticalScrollBar()->value();
}

void GalleryView::updateGeometries() {
    QAbstractItemView::updateGeometries();
    const int height = cell().height();
    verticalScrollBar()->setSingleStep(height / 2);
    verticalScrollBar()->setPageStep(viewport()->height());
    // A million images of 128 pixels in three columns are 50 million pixels high: an int holds them.
    verticalScrollBar()->setRange(0, std::max(0, linesOfRows() * height - viewport()->height()));
}

std::pair<int, int> GalleryView::visibleRows() const {
    const int height = cell().height();
    const int first = verticalOffset() / height * columns();
    const int past = ((verticalOffset() + viewport()->height()) / height + 1) * columns();
    const int all = m_images.rowCount();
    return {std::min(first, all), std::min(past, all)};
}

QRect GalleryView::visualRect(const QModelIndex& index) const {
    if (!index.isValid()) {
        return {};
    }
    const QSize size = pitch();
    const int column = index.row() % columns(), line = index.row() / columns();
    return {QPoint(column * size.width(), line * size.height() - verticalOffset()), size};
}

int GalleryView::nearestRow(const QPoint& point) const {
    const QSize size = pitch();
    const int column = std::clamp(point.x() / size.width(), 0, columns() - 1);
    const int line = std::max(0, point.y() + verticalOffset()) / size.height();
    return std::min(line * columns() + column, m_images.rowCount() - 1);
}

QModelIndex GalleryView::indexAt(const QPoint& point) const {
    const QModelIndex index = m_images.index(std::max(0, nearestRow(point)));
    return visualRect(index).contains(point) ? index : QModelIndex();
}

void GalleryView::scrollTo(const QModelIndex& index, ScrollHint hint) {
    if (!index.isValid()) {
        return;
    }
    const QRect place = visualRect(index);
    const int height = viewport()->height();
    int by = 0;
    if (hint == PositionAtTop) {
        by = place.top();
    } else if (hint == PositionAtCenter) {
        by = place.center().y() - height / 2;
    } else if (place.top() < 0) {
        by = place.top();
    } else if (place.bottom() >= height) {
        by = place.bottom() + 1 - height;
    }
    verticalScrollBar()->setValue(verticalOffset() + by);
}

void GalleryView::keyboardSearch(const QString& /*search*/) {
    // The inherited search would describe a million images at a keystroke; the filters find them.
}

void GalleryView::reset() {
    QAbstractItemView::reset();
    updateGeometries();
    askForThumbnails();
}

QModelIndex GalleryView::moveCursor(CursorAction action, Qt::KeyboardModifiers /*modifiers*/) {
    const int all = m_images.rowCount();
    if (all == 0) {
        return {};
    }
    if (!currentIndex().isValid()) {
        return m_images.index(std::min(visibleRows().first, all - 1));
    }
    const int page = std::max(1, viewport()->height() / cell().height()) * columns();
    int row = currentIndex().row();
    switch (action) {
        case MoveLeft:
        case MovePrevious:
            row -= 1;
            break;
        case MoveRight:
        case MoveNext:
            row += 1;
            break;
        case MoveUp:
            row -= row >= columns() ? columns() : 0;
            break;
        case MoveDown:
            row += row + columns() < all ? columns() : 0;
            break;
        case MovePageUp:
            row -= page;
            break;
        case MovePageDown:
            row += page;
            break;
        case MoveHome:
            row = 0;
            break;
        case MoveEnd:
            row = all - 1;
            break;
    }
    return m_images.index(std::clamp(row, 0, all - 1));
}

void GalleryView::setSelection(const QRect& rect, QItemSelectionModel::SelectionFlags command) {
    if (m_images.rowCount() == 0) {
        return;
    }
    // In reading order from where it began to where the pointer is, as text is selected: the rectangle's two
    // corners are these, not normalised.
    const auto [first, last] = std::minmax({nearestRow(rect.topLeft()), nearestRow(rect.bottomRight())});
    selectionModel()->select(QItemSelection(m_images.index(first), m_images.index(last)), command);
}

QRegion GalleryView::visualRegionForSelection(const QItemSelection& selection) const {
    const auto [first, past] = visibleRows();
    QRegion region;
    for (const QItemSelectionRange& range : selection) {
        for (int row = std::max(range.top(), first); row <= std::min(range.bottom(), past - 1); ++row) {
            region += visualRect(m_images.index(row));
        }
    }
    return region;
}

void GalleryView::paintCell(QPainter& painter, int row) const {
    const Theme& theme = m_theme.theme();
    const QModelIndex index = m_images.index(row);
    const ImageListModel::Item item = m_images.item(row);
    const QRect whole = visualRect(index);
    const QRect place(whole.left() + (whole.width() - cell().width()) / 2, whole.top(), cell().width(),
                      whole.height());
    const QRect picture(place.topLeft() + QPoint(kThumbnailFrame + kPadding, kThumbnailFrame + kPadding),
                        QSize(m_side, m_side));
    const bool selected = selectionModel()->isSelected(index);
    if (selected) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.hover);
        painter.drawRoundedRect(place.adjusted(1, 1, -1, -1), tokens::kMarkRadius, tokens::kMarkRadius);
    }
    paintThumbnail(painter, theme, picture, m_images.thumbnail(item.index),
                   {.exit = item.exit,
                    .efforts = m_images.table().efforts(),
                    .wrong = item.verdict == Verdict::Wrong,
                    .selected = selected,
                    .focused = hasFocus() && index == currentIndex()});
    if (!m_caption) {
        return;
    }
    const double classes = m_images.table().answers->classes;
    const QString text = item.verdict == Verdict::Failed ? tr("failed")
                         : std::isnan(item.entropyNats) || classes < 2
                             ? QString(QChar(0x2013))
                             : QString::number(item.entropyNats / std::log(classes), 'f', 2);
    const int top = picture.bottom() + kRouteHeight + kThumbnailFrame;
    painter.setPen(item.verdict == Verdict::Failed ? theme.error : theme.muted);
    painter.drawText(QRect(place.left(), top, place.width(), place.bottom() - top + 1),
                     Qt::AlignHCenter | Qt::AlignVCenter, text);
}

void GalleryView::paintEvent(QPaintEvent* event) {
    QPainter painter(viewport());
    painter.setRenderHint(QPainter::Antialiasing);
    // Small images (28 pixels a side) are shown by their pixels, photographs smoothly.
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    if (m_images.rowCount() == 0) {
        painter.setPen(m_theme.theme().muted);
        painter.drawText(viewport()->rect(), Qt::AlignCenter, tr("No image fits these filters."));
    }
    painter.setFont(fonts::small(font()));
    const auto [first, past] = visibleRows();
    for (int row = first; row < past; ++row) {
        if (event->region().intersects(visualRect(m_images.index(row)))) {
            paintCell(painter, row);
        }
    }
}

void GalleryView::askForThumbnails() {
    if (!isVisible()) {
        return;
    }
    const auto [first, past] = visibleRows();
    m_first = first;
    QList<qint64> wanted;
    for (int row = past - 1; row >= first; --row) {
        const std::int64_t index = m_images.item(row).index;
        if (!m_images.thumbnail(index)) {
            wanted << index;
        }
    }
    if (!wanted.isEmpty()) {
        Q_EMIT thumbnailsWanted(wanted);
    }
}

void GalleryView::showThumbnail(qint64 imageIndex) {
    const auto [first, past] = visibleRows();
    for (int row = first; row < past; ++row) {
        if (m_images.item(row).index == imageIndex) {
            viewport()->update(visualRect(m_images.index(row)));
            return;
        }
    }
}

void GalleryView::scrollContentsBy(int /*dx*/, int dy) {
    viewport()->scroll(0, dy);
    askForThumbnails();
}

void GalleryView::resizeEvent(QResizeEvent* event) {
    QAbstractItemView::resizeEvent(event);
    updateGeometries();
    if (columns() != m_columns) {  // what stood at the top stays there
        m_columns = columns();
        scrollTo(m_images.index(m_first), PositionAtTop);
    }
    askForThumbnails();
}

void GalleryView::showEvent(QShowEvent* event) {
    QAbstractItemView::showEvent(event);
    askForThumbnails();
}

void GalleryView::keyPressEvent(QKeyEvent* event) {
    if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && currentIndex().isValid()) {
        Q_EMIT opened(m_images.item(currentIndex().row()).index);
        return;
    }
    QAbstractItemView::keyPressEvent(event);
}

}  // namespace pivot
