// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/headline_strip.h"

#include "widgets/theme/tokens.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace pivot {

HeadlineStrip::HeadlineStrip(QWidget* parent) : Card(parent) {
    static constexpr std::array kNames{"accuracy", "share", "delay", "edp"};
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("Was it worth it"));
    setFocusPolicy(Qt::StrongFocus);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    for (std::size_t i = 0; i < m_cells.size(); ++i) {
        const QString name = QLatin1String(kNames[i]);
        if (i > 0) {
            auto* line = new QFrame;
            line->setFixedWidth(tokens::kHairline);
            line->setProperty("role", "line");
            layout->addWidget(line);
        }
        Cell& cell = m_cells[i];
        cell.box = new QWidget;
        cell.box->setObjectName(name);
        cell.caption = new ElidedLabel;
        cell.caption->setProperty("role", "muted");
        cell.caption->setFont(fonts::small(font()));
        cell.value = new ElidedLabel;
        cell.value->setObjectName(name + QStringLiteral("Value"));
        cell.value->setFont(fonts::figure(font()));
        cell.sub = new ElidedLabel;
        cell.sub->setObjectName(name + QStringLiteral("Sub"));
        cell.sub->setProperty("role", "muted");
        cell.sub->setFont(fonts::small(font()));
        cell.basis = new ElidedLabel;
        cell.basis->setObjectName(name + QStringLiteral("Basis"));
        cell.basis->setProperty("role", "muted");
        cell.basis->setFont(fonts::small(font()));
        auto* column = new QVBoxLayout(cell.box);
        column->setContentsMargins(tokens::kMargin, tokens::kGap, tokens::kGap, tokens::kGap);
        column->setSpacing(0);
        column->addWidget(cell.caption);
        column->addWidget(cell.value);
        column->addWidget(cell.sub);
        column->addWidget(cell.basis);
        layout->addWidget(cell.box, 1);
    }
    setHeadline(emptyHeadline());
}

void HeadlineStrip::setHeadline(const Headline& headline) {
    if (headline == m_headline) {
        return;
    }
    m_headline = headline;
    QStringList spoken;
    for (std::size_t i = 0; i < m_cells.size(); ++i) {
        const HeadlineFigure& figure = headline[i];
        const Cell& cell = m_cells[i];
        cell.caption->setFullText(figure.caption);
        cell.value->setFullText(figure.value);
        cell.sub->setFullText(figure.sub);
        cell.basis->setFullText(figure.basis);
        setRole(*cell.value, "role", figure.known ? QVariant() : QVariant(QStringLiteral("muted")));
        cell.box->setToolTip(figure.toolTip);
        QStringList parts{figure.value, figure.sub, figure.basis};
        parts.removeAll(QString());
        const QString name = figure.caption + QStringLiteral(": ") + parts.join(QStringLiteral(", "));
        cell.box->setAccessibleName(name);
        cell.box->setAccessibleDescription(figure.toolTip);
        spoken << name;
    }
    setAccessibleDescription(spoken.join(QStringLiteral("; ")));
}

}  // namespace pivot
