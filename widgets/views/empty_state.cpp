// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/empty_state.h"

#include "widgets/theme/parts.h"
#include "widgets/theme/tokens.h"

#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace pivot {

EmptyState::EmptyState(const QString& sentence, const QString& action, const QString& name, QWidget* parent)
    : QWidget(parent), m_hint(makeLabel({}, TextRole::Muted, name + QStringLiteral("Hint"))) {
    auto* label = new QLabel(sentence);
    auto* button = new QPushButton(action);
    setObjectName(name);
    label->setObjectName(name + QStringLiteral("Sentence"));
    label->setFont(fonts::heading(font()));
    label->setAlignment(Qt::AlignCenter);
    label->setWordWrap(true);
    button->setObjectName(name + QStringLiteral("Action"));
    button->setProperty("role", "primary");
    button->setMinimumWidth(120);
    m_hint->setAlignment(Qt::AlignCenter);
    m_hint->setWordWrap(true);
    m_hint->hide();
    auto* layout = new QVBoxLayout(this);
    layout->setSpacing(tokens::kGroup);
    layout->addStretch(2);
    layout->addWidget(label);
    layout->addWidget(button, 0, Qt::AlignHCenter);
    layout->addWidget(m_hint);
    layout->addStretch(3);
    connect(button, &QPushButton::clicked, this, &EmptyState::actionTriggered);
}

void EmptyState::setHint(const QString& hint) {
    m_hint->setText(hint);
    m_hint->setVisible(!hint.isEmpty());
}

}  // namespace pivot
