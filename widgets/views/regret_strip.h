// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "pivot/threshold_scrub.h"
#include "widgets/theme/parts.h"

#include <array>

namespace pivot {

/// What a re-run wins and loses at the threshold that is shown: the images of a profiled run by which of two
/// neighbouring efforts answers them right, and the accuracy of a router that always knows.
class RegretStrip : public Card {
    Q_OBJECT
public:
    explicit RegretStrip(QWidget* parent = nullptr);
    void setQuadrants(const RegretQuadrants& quadrants);

private:
    struct Cell {
        ElidedLabel *value, *caption;
    };
    std::array<Cell, 5> m_cells{};
};

}  // namespace pivot
