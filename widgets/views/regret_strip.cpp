// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/regret_strip.h"

#include "widgets/models/number_format.h"
#include "widgets/theme/tokens.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace pivot {

RegretStrip::RegretStrip(QWidget* parent) : Card(parent) {
    setObjectName(QStringLiteral("regretStrip"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("What a re-run wins and loses"));
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(tokens::kGap, tokens::kGrid, tokens::kGap, tokens::kGrid);
    layout->setSpacing(tokens::kGap);
    for (Cell& cell : m_cells) {
        cell.value = new ElidedLabel;
        cell.value->setFont(fonts::title(font()));
        cell.caption = new ElidedLabel;
        cell.caption->setProperty("role", "muted");
        cell.caption->setFont(fonts::small(font()));
        auto* column = new QVBoxLayout;
        column->setSpacing(0);
        column->addWidget(cell.value);
        column->addWidget(cell.caption);
        layout->addLayout(column, 1);
    }
}

void RegretStrip::setQuadrants(const RegretQuadrants& quadrants, const QString& low, const QString& high) {
    if (m_shown && quadrants == *m_shown && low == m_low && high == m_high) {
        return;
    }
    m_shown = quadrants;
    m_low = low;
    m_high = high;
    const auto parts = [](const RegretQuadrants::Cell& cell) {
        return tr("%1 kept, %2 re-run").arg(formatCount(cell.kept), formatCount(cell.rerun));
    };
    const auto oracle = quadrants.oracleAccuracy();
    const std::array<std::array<QString, 3>, 5> texts{{
        {tr("%1 won").arg(formatCount(quadrants.onlyHighRight.rerun)),
         tr("%1 missed: right at %2 only").arg(formatCount(quadrants.onlyHighRight.kept), high),
         tr("Only the %1 effort is right: a re-run wins these, an image that is kept is a win missed")
             .arg(high)},
        {tr("%1 lost").arg(formatCount(quadrants.onlyLowRight.rerun)),
         tr("%1 saved: right at %2 only").arg(formatCount(quadrants.onlyLowRight.kept), low),
         tr("Only the %1 effort is right: a re-run loses these").arg(low)},
        {tr("%1 right at both").arg(formatCount(quadrants.bothRight.all())), parts(quadrants.bothRight),
         tr("Both efforts are right: a re-run of these only costs")},
        {tr("%1 wrong at both").arg(formatCount(quadrants.bothWrong.all())), parts(quadrants.bothWrong),
         tr("Both efforts are wrong: a re-run of these only costs")},
        {tr("oracle %1").arg(oracle ? formatPercent(*oracle) : tr("unknown")),
         tr("a router that always knows"),
         tr("The accuracy of a router that always picks an effort that is right: no threshold gets beyond "
            "it")},
    }};
    setAccessibleName(tr("What a re-run at the %1 effort wins and loses against the %2").arg(high, low));
    QStringList spoken;
    for (std::size_t i = 0; i < m_cells.size(); ++i) {
        m_cells[i].value->setFullText(texts[i][0]);
        m_cells[i].caption->setFullText(texts[i][1]);
        m_cells[i].value->setToolTip(texts[i][2]);
        m_cells[i].caption->setToolTip(texts[i][2]);
        spoken << texts[i][0] + QStringLiteral(", ") + texts[i][1];
    }
    setAccessibleDescription(spoken.join(QStringLiteral("; ")));
}

}  // namespace pivot
