// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/confusion.h"
#include "widgets/theme/theme_source.h"

#include <QAbstractScrollArea>
#include <QPoint>
#include <QStringList>
#include <optional>

namespace pivot {

/// Which class was taken for which, and beside it where the images of each class ended and how many of them
/// were right. Arrows move over the cells, Enter (or a click) asks for the images of one.
class ConfusionView : public QAbstractScrollArea {
    Q_OBJECT
public:
    explicit ConfusionView(const ThemeSource& theme, QWidget* parent = nullptr);

    void setConfusion(const Confusion& confusion, const QStringList& labels);
    [[nodiscard]] const Confusion& confusion() const { return m_confusion; }

Q_SIGNALS:
    void cellChosen(int label, int predicted);  ///< predicted -1: the whole class

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool viewportEvent(QEvent* event) override;

private:
    struct Layout {
        int cell = 0;           ///< side of a cell
        int left = 0, top = 0;  ///< of the first cell, before scrolling
        int shares = 0;         ///< left end of the bars of shares
        bool numbers = true;
    };
    [[nodiscard]] Layout layoutNow() const;
    [[nodiscard]] QString className(int id) const;
    /// (predicted, label) under a point; predicted -1 on the class's name or its shares.
    [[nodiscard]] std::optional<QPoint> cellAt(const QPoint& point) const;
    [[nodiscard]] QString describe(const QPoint& cell) const;
    void paintMatrix(QPainter& painter, const Layout& layout) const;
    void paintNames(QPainter& painter, const Layout& layout) const;
    void paintShares(QPainter& painter, const Layout& layout) const;
    void paintLegend(QPainter& painter, const Layout& layout) const;
    void setCurrent(const QPoint& cell);
    void updateScrollBars();

    const ThemeSource& m_theme;
    Confusion m_confusion;
    QStringList m_labels;
    QPoint m_current;  ///< (predicted, label)
};

}  // namespace pivot
