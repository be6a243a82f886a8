// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/theme/effort_style.h"

#include <QBrush>
#include <QPen>
#include <QString>
#include <QWidget>
#include <vector>

class QPainter;

namespace pivot {

/// What one kind of mark of a chart means.
struct LegendEntry {
    enum class Kind { Fill, Mark, Line };
    QString text;
    QBrush brush;
    QPen outline = QPen(Qt::NoPen);  ///< of a fill or mark; the line itself
    Kind kind = Kind::Fill;
    Marker marker = Marker::Circle;  ///< Mark only
    bool operator==(const LegendEntry&) const = default;
};

/// The entries of a legend, from left to right: in one line, or in as many as a narrower place takes.
class Legend : public QWidget {
    Q_OBJECT
public:
    explicit Legend(QWidget* parent = nullptr);
    void setEntries(std::vector<LegendEntry> entries, const QColor& ink);
    /// The texts, from left to right.
    [[nodiscard]] QStringList texts() const;
    /// Paints the entries into a box, also of another painter: as many lines as its width takes, the whole at
    /// its right.
    void paint(QPainter& painter, const QRectF& box) const;
    /// Of one line.
    [[nodiscard]] QSize sizeHint() const override;
    /// Of the widest entry.
    [[nodiscard]] QSize minimumSizeHint() const override;
    /// Of all lines where each is at most `width` wide; an entry is never split.
    [[nodiscard]] int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    struct Line {
        std::size_t first = 0, count = 0;  ///< entries
        double width = 0;
    };
    [[nodiscard]] double entryWidth(const LegendEntry& entry) const;
    [[nodiscard]] std::vector<Line> lines(double width) const;
    void paintEntry(QPainter& painter, const LegendEntry& entry, const QRectF& box) const;

    std::vector<LegendEntry> m_entries;
    QColor m_ink;
};

}  // namespace pivot
