// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/theme/theme_source.h"

#include <QStyledItemDelegate>

namespace pivot {

/// Draws a number of a table as a bar with its text (comparison_details.h says by which roles): from the
/// left, or from the middle with its interval as a line. What is below zero is hatched, so that colour is
/// never alone.
class BarDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    explicit BarDelegate(const ThemeSource& theme, QObject* parent = nullptr);
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    const ThemeSource& m_theme;
};

}  // namespace pivot
