// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/image_list_model.h"
#include "widgets/theme/theme_source.h"

#include <QAbstractItemView>
#include <QList>
#include <utility>

namespace pivot {

/// Images in a grid, up to a million: where a cell stands is computed, not laid out, and only what is seen is
/// painted and asked for. Arrows, Home, End and the page keys move; Enter opens.
class GalleryView : public QAbstractItemView {
    Q_OBJECT
public:
    /// Both outlive the view.
    GalleryView(const ThemeSource& theme, ImageListModel& images, QWidget* parent = nullptr);

    /// Side of an image, in pixels.
    void setImageSide(int side);
    [[nodiscard]] int imageSide() const { return m_side; }
    /// Whether the normalized entropy stands below each image.
    void setShowsCaption(bool shows);

    [[nodiscard]] QRect visualRect(const QModelIndex& index) const override;
    [[nodiscard]] QModelIndex indexAt(const QPoint& point) const override;
    void scrollTo(const QModelIndex& index, ScrollHint hint = EnsureVisible) override;
    void keyboardSearch(const QString& search) override;
    void reset() override;

Q_SIGNALS:
    /// Indices in the whole split of visible images without pixels, the first last (who decodes takes the
    /// newest first).
    void thumbnailsWanted(const QList<qint64>& indices);
    void opened(qint64 imageIndex);

protected:
    void updateGeometries() override;
    QModelIndex moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers) override;
    [[nodiscard]] int horizontalOffset() const override { return 0; }
    [[nodiscard]] int verticalOffset() const override;
    [[nodiscard]] bool isIndexHidden(const QModelIndex& /*index*/) const override { return false; }
    void setSelection(const QRect& rect, QItemSelectionModel::SelectionFlags command) override;
    [[nodiscard]] QRegion visualRegionForSelection(const QItemSelection& selection) const override;
    void paintEvent(QPaintEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    [[nodiscard]] int columns() const;
    [[nodiscard]] QSize cell() const;
    [[nodiscard]] QSize pitch() const;  ///< a cell with its share of the room that is left in a line
    [[nodiscard]] int linesOfRows() const;
    [[nodiscard]] int nearestRow(const QPoint& point) const;
    [[nodiscard]] std::pair<int, int> visibleRows() const;  ///< first, and one past the last
    void paintCell(QPainter& painter, int row) const;
    void askForThumbnails();
    void showThumbnail(qint64 imageIndex);

    const ThemeSource& m_theme;
    ImageListModel& m_images;
    int m_side = 64;
    int m_columns = 1, m_first = 0;  ///< as last seen: the row at the top left
    bool m_caption = true;
};

}  // namespace pivot
