// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/charts/legend.h"
#include "widgets/charts/nice_range.h"
#include "widgets/charts/plot_table.h"
#include "widgets/figures/figure_data.h"
#include "widgets/theme/parts.h"
#include "widgets/theme/theme_source.h"

#include <QChart>
#include <QColor>
#include <QPen>
#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

class QAbstractAxis;
class QHBoxLayout;
class QVBoxLayout;
class QLabel;
class QPainter;
class QToolButton;
class QValueAxis;

namespace pivot {

class PlotActions;
class PlotZoom;

/// What stands under the pointer, or under the arrow keys: the values of one place of a chart, as text.
struct Readout {
    QPointF place;           ///< on the plot, where the values belong to
    QStringList lines;       ///< numbers with their units
    bool crosshair = false;  ///< a line through the whole plot marks the place
    std::vector<std::pair<QPointF, QColor>> marks;
};

/// A chart of Qt Charts on a card: a title, a note or a legend at its right, and marks of our own over the
/// plot. The pointer and, on a card that has the focus, the arrow keys read its values; the wheel, a dragged
/// frame and + and - zoom; a menu has the rest (plot_actions.h).
/// Derived charts add series and axes to chart(), paint what Qt Charts has no series for in paintOverlay(),
/// and set every colour in applyTheme(), which is called once by them and again at every change of theme.
class PlotCard : public Card {
    Q_OBJECT
public:
    PlotCard(const ThemeSource& theme, const QString& title, QWidget* parent = nullptr);
    ~PlotCard() override;

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

    /// The values that are plotted.
    [[nodiscard]] virtual PlotTable table() const { return {}; }
    /// The plot as a figure for a paper: what figures/ draws, of the same values.
    [[nodiscard]] virtual figures::FigureData figure() const = 0;
    /// That figure with what it is of; a plot that is zoomed shows the same part.
    [[nodiscard]] figures::FigureDocument document() const;
    /// How the command line draws this plot of the stored experiments; absent where it has none such.
    [[nodiscard]] virtual std::optional<figures::FigureRecipe> recipe() const { return {}; }
    /// The experiments whose values are plotted, by their ids; none where they are stored nowhere.
    void setExperiments(const QStringList& ids);
    [[nodiscard]] const QStringList& experiments() const { return m_experiments; }
    [[nodiscard]] QString title() const;
    [[nodiscard]] bool isEmpty() const { return m_empty; }
    [[nodiscard]] PlotZoom& zoom() { return *m_zoom; }
    [[nodiscard]] const PlotZoom& zoom() const { return *m_zoom; }
    [[nodiscard]] QRectF plotArea() const { return m_chart->plotArea(); }

    /// A paused plot stands still; what arrives meanwhile is shown when it goes on.
    void setPaused(bool paused);
    [[nodiscard]] bool isPaused() const { return m_paused; }

    /// Size of the plot with its legend and footnote, in pixels of the screen, as paintPicture() paints it.
    [[nodiscard]] QSize pictureSize() const;
    /// Paints the plot for paper: white, in the colours of print, without what the pointer reads.
    /// `pixelRatio`: of the device behind the painter, for what is a texture. `clips`: whether it clips; an
    /// SVG does not, and what reaches out of the plot is covered there.
    void paintPicture(QPainter& painter, double pixelRatio, bool clips = true);

Q_SIGNALS:
    void stateChanged();  ///< empty or not, paused or not, zoomed or not, another title

protected:
    [[nodiscard]] const Theme& theme() const { return m_onPaper ? printTheme() : m_theme.theme(); }
    /// Of what is painted on, for textures.
    [[nodiscard]] double pixelRatio() const { return m_onPaper ? m_paperRatio : devicePixelRatioF(); }
    /// For every setter of values: true while the plot is paused, when `later` was put aside to be called
    /// when it goes on, in place of an earlier one of the same name.
    [[nodiscard]] bool holdBack(const char* setter, std::function<void()> later);
    /// Whether a place lies on the plot, with a little room for marks: elsewhere nothing may be painted while
    /// the plot is zoomed.
    [[nodiscard]] bool isOnPlot(const QPointF& place) const;
    [[nodiscard]] QFont axisFont() const;
    /// `shown`: what stands in the heading, where a control beside it says the rest.
    void setTitle(const QString& title, const QString& shown = {});
    /// A control right of the title.
    void addToHeading(QWidget* control);
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
    /// For plots of points: the one that lies nearest, -1 where none is close.
    [[nodiscard]] int nearestReadout(const QPointF& position) const;
    /// Called at the end of every change of values: lays out at once, so that one paint follows and not two.
    void valuesChanged();
    /// Where a value of a series stands on the plot, and which one stands there.
    [[nodiscard]] QPointF placeOf(const QPointF& value, QAbstractSeries* series) const;
    [[nodiscard]] QPointF valueAt(const QPointF& place, QAbstractSeries* series) const;
    /// How many labels fit beside the plot; Qt Charts would shorten more of them to dots.
    [[nodiscard]] int verticalTicks() const;
    /// Marks over the plot, cut off at its edges while it is zoomed.
    virtual void paintOverlay(QPainter& painter, const QRectF& plot);
    /// Marks beside the plot.
    virtual void paintBeside(QPainter& /*painter*/, const QRectF& /*plot*/) {}
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
    void setRangeWithStep(QValueAxis& axis, double low, double high, double step);
    /// Text on a patch of the card's colour, kept inside `bounds`; `anchor` is its left, right or centre by
    /// `alignment`. Returns the patch.
    QRectF paintTag(QPainter& painter, const QPointF& anchor, Qt::Alignment alignment, const QString& text,
                    const QColor& color, const QRectF& bounds) const;

    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    class View;  // plot_view.h
    void themeChanged();
    /// The legend beside the title, or, where the title would be cut, on lines of its own below it.
    void placeLegend();
    void zoomChanged();
    void showState();
    void bringIntoView(const QPointF& place);
    void showReadout(int place);
    void paintReadout(QPainter& painter, const QRectF& plot) const;
    void updateDescription();

    const ThemeSource& m_theme;
    QChart* m_chart;
    View* m_view;
    QString m_titleText;
    QStringList m_experiments;
    ElidedLabel *m_title, *m_note, *m_footnote;
    QHBoxLayout* m_heading;
    QVBoxLayout* m_rows;
    Legend* m_legend;
    QToolButton* m_state;  ///< says that the plot is paused or zoomed, and ends it
    std::unique_ptr<PlotZoom> m_zoom;
    PlotActions* m_actions;
    QString m_emptyText;
    bool m_empty = false;
    int m_readout = -1;
    bool m_paused = false;
    std::vector<std::pair<const char*, std::function<void()>>> m_heldBack;  ///< by setter, oldest first
    bool m_onPaper = false;
    double m_paperRatio = 1;
};

}  // namespace pivot
