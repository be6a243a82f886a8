// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/skip_config.h"

#include <QWidget>
#include <optional>
#include <vector>

class QLabel;
class QLineEdit;
class QToolButton;

namespace pivot {

class BlockCell;
class ElidedLabel;
class ThemeSource;

/// One effort's path through the network: blocks left to right, attention above MLP. Attention cells are
/// toggled by click, by dragging over them, by arrow keys and space, or as text (`1,3,5`). A gesture is one
/// edit.
class SkipEditor : public QWidget {
    Q_OBJECT
public:
    static constexpr int kBlocksARow = 16;  ///< deeper networks take a second row

    SkipEditor(const ThemeSource& theme, QWidget* parent = nullptr);

    void setDepth(int depth);
    [[nodiscard]] int depth() const { return static_cast<int>(m_cells.size()); }
    /// Which effort this is: colour, name and object names follow from it.
    void setPlace(int index, int count);
    void setSkip(const SkipConfig& skip);
    [[nodiscard]] const SkipConfig& skip() const { return m_skip; }
    /// What stands at the right of the heading: attentions, modelled cost.
    void setCaption(const QString& caption, const QString& toolTip);
    /// What stands below the cells: what is known of the path. Empty: nothing stands there.
    void setFacts(const QString& facts, const QString& toolTip);
    /// Takes over text that was typed and not finished with Enter.
    void commitPending();
    /// Why the text is no path; empty when it is one.
    [[nodiscard]] QString error() const;
    [[nodiscard]] bool hasError() const;

Q_SIGNALS:
    void skipChanged(const pivot::SkipConfig& skip);  ///< while a gesture goes on
    void edited(const QString& what);                 ///< a gesture ended and changed something
    void errorChanged();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void makePresets();
    void connectCell(BlockCell* cell);
    void apply(const SkipConfig& skip, const QString& what);
    void change(const SkipConfig& skip);
    void startBrush(const BlockCell& cell);
    void brushTo(const QPoint& position);
    void endBrush();
    void readText();
    void showError(const QString& message);
    void place();
    void recolor();
    void describeCells();
    [[nodiscard]] QRect cellRect(int block) const;
    [[nodiscard]] int rows() const;
    [[nodiscard]] int cellsTop() const;

    const ThemeSource& m_theme;
    int m_index = 0, m_count = 2;
    SkipConfig m_skip;
    std::vector<BlockCell*> m_cells;
    QLabel* m_name;
    ElidedLabel *m_caption, *m_facts;
    QWidget* m_canvas;  ///< keeps the room of the cells in the layout
    QLineEdit* m_text;
    QToolButton* m_presets;
    QLabel* m_error;
    struct Brush {
        bool skips = false;  ///< what the first cell became
        SkipConfig before;
    };
    std::optional<Brush> m_brush;
};

}  // namespace pivot
