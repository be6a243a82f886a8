// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/attention_maps.h"
#include "widgets/theme/theme_source.h"

#include <QImage>
#include <QStringList>
#include <QWidget>
#include <functional>
#include <vector>

namespace pivot {

/// A map of a grid: row (head, mean, largest, rollout) and block.
struct MapPlace {
    int row = 0, block = 0;
    bool operator==(const MapPlace&) const = default;
};

/// Every attention map of one effort, small: blocks from left to right as in the skip editor, heads from top
/// to bottom, then the heads' mean, their largest, and the rollout. A skipped block is hatched and says so;
/// its rollout is drawn, being that of the block before. A click or the arrow keys choose a map.
class AttentionGrid : public QWidget {
    Q_OBJECT
public:
    struct Content {
        MapGrid maps;
        /// [rows, depth]. Null where there is no map; on a block that is not skipped: where two efforts do
        /// not differ at all, which is drawn as `=`.
        std::vector<QImage> images;
        QStringList skippedTexts;  ///< [depth] what stands on a block without maps: `skipped`
        std::function<QString(MapPlace)> describe;  ///< for tool tips and screen readers
    };
    AttentionGrid(const ThemeSource& theme, const QString& name, const QString& accessibleName,
                  QWidget* parent = nullptr);

    void setContent(Content content);
    /// There are no maps, and why. The room stays as it is.
    void clear(const QString& text);
    void setCurrent(MapPlace place);
    [[nodiscard]] MapPlace current() const { return m_current; }
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;
    /// The height that maps as wide as `width` allows need.
    [[nodiscard]] int heightFor(int width) const;
    /// Where a map is painted, in this widget's coordinates.
    [[nodiscard]] QRect cellRect(MapPlace place) const;
    /// The hatched area of a skipped block.
    [[nodiscard]] QRect skippedRect(int block) const;

Q_SIGNALS:
    void chosen(pivot::MapPlace place);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;

private:
    [[nodiscard]] int rows() const { return m_heads + 3; }
    [[nodiscard]] int cellSide() const;
    [[nodiscard]] int labelWidth() const;
    [[nodiscard]] int headerHeight() const;
    [[nodiscard]] QString rowLabel(int row) const;
    [[nodiscard]] std::optional<MapPlace> placeAt(const QPoint& position) const;
    void paintLabels(QPainter& painter) const;
    void paintSkipped(QPainter& painter, int block) const;
    void choose(MapPlace place);
    void describeCurrent();

    const ThemeSource& m_theme;
    Content m_content;
    int m_depth = 0, m_heads = 0;
    bool m_known = false;  ///< the content is there
    QString m_text;        ///< in its place
    MapPlace m_current;
};

}  // namespace pivot
