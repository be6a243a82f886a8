// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/theme/parts.h"
#include "widgets/theme/theme_source.h"

#include <optional>
#include <vector>

namespace pivot {

/// Where images end: a bar of one part an effort, with the share at the low effort from which on routing
/// gains.
class ShareBar : public Card {
    Q_OBJECT
public:
    explicit ShareBar(const ThemeSource& theme, QWidget* parent = nullptr);

    /// Fractions, one an effort; what is missing to 1 ended at none. Empty while nothing is known.
    void setShares(const std::vector<double>& shares, std::optional<double> breakEven);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void paintLegend(QPainter& painter, const QRectF& room) const;
    [[nodiscard]] QString describe() const;

    const ThemeSource& m_theme;
    std::vector<double> m_shares;
    std::optional<double> m_breakEven;
};

}  // namespace pivot
