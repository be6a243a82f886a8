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

/// The entries of a legend in one line, at the right of a card's heading.
class Legend : public QWidget {
    Q_OBJECT
public:
    explicit Legend(QWidget* parent = nullptr);
    void setEntries(std::vector<LegendEntry> entries, const QColor& ink);
    /// The texts, from left to right.
    [[nodiscard]] QStringList texts() const;
    /// Paints the entries into a box, also of another painter.
    void paint(QPainter& painter, const QRectF& box) const;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    std::vector<LegendEntry> m_entries;
    QColor m_ink;
};

}  // namespace pivot
