// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/empty_state.h"

#include "widgets/theme/tokens.h"

#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace pivot {

EmptyState::EmptyState(const QString& sentence, const QString& action, const QString& name, QWidget* parent)
    : QWidget(parent) {
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
    auto* layout = new QVBoxLayout(this);
    layout->setSpacing(tokens::kGroup);
    layout->addStretch(2);
    layout->addWidget(label);
    layout->addWidget(button, 0, Qt::AlignHCenter);
    layout->addStretch(3);
    connect(button, &QPushButton::clicked, this, &EmptyState::actionTriggered);
}

}  // namespace pivot
