// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/theme/parts.h"
#include "widgets/views/attention_grid.h"
#include "widgets/views/attention_zoom.h"

class QLabel;

namespace pivot {

/// One effort, or the difference of two: its name and answer, the chosen map over the image, and every map.
class AttentionColumn : public Card {
    Q_OBJECT
public:
    /// `name` goes before the object names of what is inside: `lowZoom`, `lowGrid`.
    AttentionColumn(const ThemeSource& theme, const QString& name, QWidget* parent = nullptr);

    /// An effort with its colour: index `effort` of `count`; -1: a difference, without one.
    void setHeading(int effort, int count, const QString& name, const QString& detail);
    void setAnswer(const QString& answer, const QString& toolTip = {});
    [[nodiscard]] QString answer() const { return m_answer->fullText(); }
    void setMaps(AttentionGrid::Content content, MapPlace current);
    /// There are no maps in the grid, and why.
    void setNoMaps(const QString& text);
    /// Nothing is known yet, and why.
    void clear(const QString& text);
    [[nodiscard]] AttentionZoom& zoom() { return *m_zoom; }
    [[nodiscard]] AttentionGrid& grid() { return *m_grid; }

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void paintHeading();
    /// The grid takes what maps of this width need, up to a part of the column; the zoom takes the rest.
    void share();

    const ThemeSource& m_theme;
    int m_effort = -1, m_efforts = 2;
    QLabel* m_swatch;
    QLabel* m_name;
    ElidedLabel* m_detail;
    ElidedLabel* m_answer;
    AttentionZoom* m_zoom;
    AttentionGrid* m_grid;
};

}  // namespace pivot
