// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/figure_data.h"

#include <QScrollArea>

class QLabel;

namespace pivot {

/// A figure as it will be printed, on white paper whatever the theme: at the size it has on paper, smaller
/// where there is no room for that.
class FigurePicture : public QScrollArea {
    Q_OBJECT
public:
    explicit FigurePicture(QWidget* parent = nullptr);

    /// Empty text: drawn; otherwise why it cannot be.
    [[nodiscard]] QString showFigure(const figures::FigureDocument& document);
    /// In inches, as it was drawn; empty before.
    [[nodiscard]] QSizeF sizeIn() const { return m_sizeIn; }
    [[nodiscard]] QSize sizeHint() const override;

private:
    QLabel* m_label;
    QSizeF m_sizeIn;
};

}  // namespace pivot
