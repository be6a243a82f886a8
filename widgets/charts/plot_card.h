// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/theme/parts.h"
#include "widgets/theme/theme_source.h"

#include <QChart>
#include <QColor>
#include <QPen>

class QAbstractAxis;
class QLabel;
class QPainter;
class QValueAxis;

namespace pivot {

/// A range with round ends and the step between its ticks.
struct NiceRange {
    double low = 0, high = 1, step = 0.2;
    int decimals = 1;  ///< that the ticks need
    [[nodiscard]] int ticks() const;
    bool operator==(const NiceRange&) const = default;
};
/// Rounds [low, high] outwards to a step of 1, 2 or 5 times a power of ten, with about `ticks` ticks.
[[nodiscard]] NiceRange niceRange(double low, double high, int ticks = 5);
/// The finest such range with no more than `most` ticks (at least 2).
[[nodiscard]] NiceRange niceRangeAtMost(double low, double high, int most);

/// A chart of Qt Charts on a card: a title, a note at its right, and marks of our own over the plot.
/// Derived charts add series and axes to chart(), paint what Qt Charts has no series for in paintOverlay(),
/// and set every colour in applyTheme(), which is called once by them and again at every change of theme.
class PlotCard : public Card {
    Q_OBJECT
public:
    PlotCard(const ThemeSource& theme, const QString& title, QWidget* parent = nullptr);

    void setNote(const QString& note);
    /// Shown in the middle instead of an empty plot; empty text shows the plot.
    void setEmptyText(const QString& text);
    [[nodiscard]] const QString& emptyText() const { return m_emptyText; }

protected:
    [[nodiscard]] QChart& chart() { return *m_chart; }
    [[nodiscard]] const QChart& chart() const { return *m_chart; }
    [[nodiscard]] const Theme& theme() const { return m_theme.theme(); }
    [[nodiscard]] QFont axisFont() const;
    virtual void applyTheme() {}
    /// The plot has another size: ranges whose ticks depend on it are set again.
    virtual void plotResized() {}
    /// How many labels fit beside the plot; Qt Charts would shorten more of them to dots.
    [[nodiscard]] int verticalTicks() const;
    virtual void paintOverlay(QPainter& painter, const QRectF& plot);
    void repaintOverlay();
    /// Line, grid, labels and title in the theme's colours.
    void styleAxis(QAbstractAxis& axis, bool grid) const;
    /// A range, its ticks and their format, such that the labels get the room they need.
    void setNiceRange(QValueAxis& axis, const NiceRange& range, const QString& format);
    /// A range whose ticks are multiples of `step`, also where its ends are none.
    static void setRangeWithStep(QValueAxis& axis, double low, double high, double step);
    /// Text on a patch of the card's colour, kept inside `bounds`; `anchor` is its left, right or centre by
    /// `alignment`.
    void paintTag(QPainter& painter, const QPointF& anchor, Qt::Alignment alignment, const QString& text,
                  const QColor& color, const QRectF& bounds) const;

private:
    class View;
    void themeChanged();

    const ThemeSource& m_theme;
    QChart* m_chart;
    View* m_view;
    ElidedLabel* m_note;
    QString m_emptyText;
};

}  // namespace pivot
