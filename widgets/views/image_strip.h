// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/live_snapshot.h"
#include "widgets/theme/theme_source.h"

#include <QHash>
#include <QImage>
#include <QStringList>
#include <QWidget>
#include <vector>

namespace pivot {

/// The last images of a run, newest at the right, each over a line in the colour of the effort that ended it
/// (solid for the lowest, dashed above). Wrong ones have a dashed frame and a cross. Arrow keys move, the
/// description follows; a click or Enter opens the image.
class ImageStrip : public QWidget {
    Q_OBJECT
public:
    explicit ImageStrip(const ThemeSource& theme, QWidget* parent = nullptr);

    void setImages(const std::vector<LiveImage>& images, int efforts);
    void setLabels(const QStringList& labels);
    /// The pixels of an image that thumbnailsWanted() asked for.
    void setThumbnail(std::int64_t index, const QImage& image);
    /// Another data set: old thumbnails are of other images.
    void clear();
    /// `#6,391 · Shirt, taken for Coat · ended at high`
    [[nodiscard]] QString describe(const LiveImage& image) const;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

Q_SIGNALS:
    void thumbnailsWanted(const QList<qint64>& indices);
    void imageOpened(qint64 index);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    bool event(QEvent* event) override;

private:
    [[nodiscard]] int visibleCount() const;
    [[nodiscard]] QRect cellRect(int place) const;
    [[nodiscard]] const LiveImage* at(const QPoint& position) const;
    [[nodiscard]] const LiveImage* selected() const;
    [[nodiscard]] QString className(int id) const;
    void paintCell(QPainter& painter, const QRect& cell, const LiveImage& image) const;
    void askForThumbnails();
    void select(const LiveImage& image);

    const ThemeSource& m_theme;
    std::vector<LiveImage> m_images;
    int m_efforts = 2;
    QStringList m_labels;
    QHash<qint64, QImage> m_thumbnails;  ///< null while asked for
    qint64 m_selected = -1;
};

}  // namespace pivot
