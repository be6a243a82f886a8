// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/color_maps.h"
#include "widgets/theme/theme_source.h"

#include <QImage>
#include <QString>
#include <QWidget>
#include <vector>

namespace pivot {

/// One map over its image, with the scale beside it: colours, the values at both ends and their unit. The
/// pointer or the arrow keys move a cursor from patch to patch; a click or Enter asks what that patch attends
/// to.
class AttentionZoom : public QWidget {
    Q_OBJECT
public:
    struct Content {
        QImage image;               ///< what the network saw
        int grid = 0;               ///< patches along a side
        std::vector<float> values;  ///< [grid, grid]; empty: there is none, see `absent`
        QString absent;             ///< why: `block 7 is skipped: its attention is the identity`
        MapRange range;
        ColorMap colors = ColorMap::Viridis;
        QString unit;     ///< along the scale
        QString caption;  ///< which map it is: `block 5, head 2`
    };
    AttentionZoom(const ThemeSource& theme, const QString& name, const QString& accessibleName,
                  QWidget* parent = nullptr);

    void setContent(const Content& content);
    [[nodiscard]] const Content& content() const { return m_content; }
    /// Nothing is known yet; the sentence stands in its place.
    void clear(const QString& text);
    /// How much of the image the map covers, 0..1.
    void setOpacity(double opacity);
    /// The patch under the pointer here or in a map beside this one; -1: none.
    void setCursorPatch(int patch);
    [[nodiscard]] int cursorPatch() const { return m_cursor; }
    /// The patch whose attention is shown; -1: the class token's.
    void setQueryPatch(int patch);
    [[nodiscard]] QRect patchRect(int patch) const;
    /// `row 3, column 5: 2.1 %`, empty without a cursor.
    [[nodiscard]] QString readout() const;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

Q_SIGNALS:
    void cursorMoved(int patch);
    void patchChosen(int patch);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    [[nodiscard]] QRect pictureRect() const;
    [[nodiscard]] int scaleWidth() const;
    [[nodiscard]] int lineHeight() const;
    [[nodiscard]] int patchAt(const QPoint& position) const;
    [[nodiscard]] QString text(double value) const;
    void paintPicture(QPainter& painter, const QRect& picture) const;
    void paintAbsent(QPainter& painter, const QRect& picture) const;
    void paintAbsentText(QPainter& painter, const QRect& picture) const;
    void paintScale(QPainter& painter, const QRect& picture) const;
    void paintPatch(QPainter& painter, int patch, const QColor& color, bool dashed) const;
    void moveCursor(int patch);

    const ThemeSource& m_theme;
    Content m_content;
    QImage m_map;
    QString m_text;
    double m_opacity = 0.6;
    int m_cursor = -1, m_query = -1;
};

}  // namespace pivot
