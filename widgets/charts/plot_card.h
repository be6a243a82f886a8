// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/charts/legend.h"
#include "widgets/charts/nice_range.h"
#include "widgets/theme/parts.h"
#include "widgets/theme/theme_source.h"

#include <QChart>
#include <QColor>
#include <QPen>
#include <vector>

class QAbstractAxis;
class QLabel;
class QPainter;
class QValueAxis;

namespace pivot {

/// What stands under the pointer, or under the arrow keys: the values of one place of a chart, as text.
struct Readout {
    QPointF place;           ///< on the plot, where the values belong to
    QStringList lines;       ///< numbers with their units
    bool crosshair = false;  ///< a line through the whole plot marks the place
    std::vector<std::pair<QPointF, QColor>> marks;
};

/// A chart of Qt Charts on a card: a title, a note or a legend at its right, and marks of our own over the
/// plot. The pointer and, on a card that has the focus, the arrow keys read its values.
/// Derived charts add series and axes to chart(), paint what Qt Charts has no series for in paintOverlay(),
/// and set every colour in applyTheme(), which is called once by them and again at every change of theme.
class PlotCard : public Card {
    Q_OBJECT
public:
    PlotCard(const ThemeSource& theme, const QString& title, QWidget* parent = nullptr);

    /// Shown in the middle while there is nothing to plot.
    void setEmptyText(const QString& text);
    /// That text while it is shown, nothing while the plot is.
    [[nodiscard]] QString emptyText() const { return m_empty ? m_emptyText : QString(); }
    [[nodiscard]] QString note() const;
    [[nodiscard]] const Legend& legend() const { return *m_legend; }
    [[nodiscard]] QChart& chart() { return *m_chart; }
    [[nodiscard]] const QChart& chart() const { return *m_chart; }

    /// How many places of the chart can be read, from left to right or from top to bottom.
    [[nodiscard]] virtual int readoutCount() const { return 0; }
    [[nodiscard]] virtual Readout readout(int place) const;
    /// The place whose values are shown, -1 for none.
    [[nodiscard]] int shownReadout() const { return m_readout; }

protected:
    [[nodiscard]] const Theme& theme() const { return m_theme.theme(); }
    [[nodiscard]] QFont axisFont() const;
    void setTitle(const QString& title);
    void setNote(const QString& note);
    void setLegend(std::vector<LegendEntry> entries);
    /// A line below the plot, for what does not fit its axes; empty for none.
    void setFootnote(const QString& text);
    void setEmpty(bool empty);
    virtual void applyTheme() {}
    /// The plot has another size: ranges whose ticks depend on it are set again.
    virtual void plotResized() {}
    /// The values in words, for who cannot see the plot.
    [[nodiscard]] virtual QString describe() const { return {}; }
    /// The place nearest to the pointer, -1 for none.
    [[nodiscard]] virtual int readoutNear(const QPointF& position) const;
    /// Called at the end of every change of values: lays out at once, so that one paint follows and not two.
    void valuesChanged();
    /// Where a value of a series stands on the plot, and which one stands there.
    [[nodiscard]] QPointF placeOf(const QPointF& value, QAbstractSeries* series) const;
    [[nodiscard]] QPointF valueAt(const QPointF& place, QAbstractSeries* series) const;
    /// How many labels fit beside the plot; Qt Charts would shorten more of them to dots.
    [[nodiscard]] int verticalTicks() const;
    virtual void paintOverlay(QPainter& painter, const QRectF& plot);
    /// Whether something that can be dragged stands at this place of the plot.
    [[nodiscard]] virtual bool canGrab(const QPointF& /*position*/) const { return false; }
    virtual void dragTo(const QPointF& /*position*/) {}
    virtual void dropped() {}
    void repaintOverlay();
    /// Line, grid, labels and title in the theme's colours.
    void styleAxis(QAbstractAxis& axis, bool grid) const;
    /// A range, its ticks and their format, such that the labels get the room they need.
    void setNiceRange(QValueAxis& axis, const NiceRange& range, const QString& format);
    /// A range whose ticks are multiples of `step`, also where its ends are none.
    static void setRangeWithStep(QValueAxis& axis, double low, double high, double step);
    /// Text on a patch of the card's colour, kept inside `bounds`; `anchor` is its left, right or centre by
    /// `alignment`. Returns the patch.
    QRectF paintTag(QPainter& painter, const QPointF& anchor, Qt::Alignment alignment, const QString& text,
                    const QColor& color, const QRectF& bounds) const;

    void keyPressEvent(QKeyEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    class View;
    void themeChanged();
    void showReadout(int place);
    void paintReadout(QPainter& painter, const QRectF& plot) const;
    void updateDescription();

    const ThemeSource& m_theme;
    QChart* m_chart;
    View* m_view;
    QLabel* m_title;
    ElidedLabel *m_note, *m_footnote;
    Legend* m_legend;
    QString m_emptyText;
    bool m_empty = false;
    int m_readout = -1;
};

}  // namespace pivot
