// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "pivot/threshold_scrub.h"
#include "widgets/theme/parts.h"

#include <QString>
#include <array>
#include <optional>

namespace pivot {

/// What a re-run wins and loses at the threshold that is shown: the images of a profiled run by which of two
/// neighbouring efforts answers them right, and the accuracy of a router that always knows.
class RegretStrip : public Card {
    Q_OBJECT
public:
    explicit RegretStrip(QWidget* parent = nullptr);
    /// Of two neighbouring efforts, by their names.
    void setQuadrants(const RegretQuadrants& quadrants, const QString& low, const QString& high);

private:
    struct Cell {
        ElidedLabel *value, *caption;
    };
    std::array<Cell, 5> m_cells{};
    std::optional<RegretQuadrants> m_shown;
    QString m_low, m_high;
};

}  // namespace pivot
