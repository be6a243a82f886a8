// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/theme/parts.h"
#include "widgets/views/headline.h"

#include <array>

namespace pivot {

/// The four figures side by side, each with its interval or provenance in the tool tip.
class HeadlineStrip : public Card {
    Q_OBJECT
public:
    explicit HeadlineStrip(QWidget* parent = nullptr);
    void setHeadline(const Headline& headline);
    [[nodiscard]] const Headline& headline() const { return m_headline; }

private:
    struct Cell {
        QWidget* box;
        ElidedLabel *caption, *value, *sub, *basis;
    };
    std::array<Cell, 4> m_cells{};
    Headline m_headline;
};

}  // namespace pivot
