// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>

namespace pivot {

class ThemeSource;

/// The attention of one block in the skip editor: filled while it is active, hollow and dashed while it is
/// skipped. A button, so that keyboard and screen reader reach it: whatever checks it, toggled() tells; the
/// brush that runs over several cells is the editor's.
class BlockCell : public QAbstractButton {
    Q_OBJECT
public:
    BlockCell(const ThemeSource& theme, int block, QWidget* parent);

    [[nodiscard]] int block() const { return m_block; }
    void setColor(const QColor& color);

Q_SIGNALS:
    void brushStarted();                      ///< the pointer went down here
    void brushMoved(const QPoint& position);  ///< in the parent's coordinates
    void brushEnded();
    void stepped(int direction);  ///< an arrow key: the cell to the left or right, or a row up or down

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    const ThemeSource& m_theme;
    int m_block;
    QColor m_color;
};

}  // namespace pivot
