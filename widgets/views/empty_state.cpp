// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/empty_state.h"

#include "widgets/theme/tokens.h"

#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace pivot {

EmptyState::EmptyState(const QString& sentence, const QString& action, const QString& name, QWidget* parent)
    : QWidget(parent), m_sentence(new QLabel(sentence)), m_button(new QPushButton(action)) {
    setObjectName(name);
    m_sentence->setObjectName(name + QStringLiteral("Sentence"));
    m_sentence->setFont(fonts::heading(font()));
    m_sentence->setAlignment(Qt::AlignCenter);
    m_sentence->setWordWrap(true);
    m_button->setObjectName(name + QStringLiteral("Action"));
    m_button->setProperty("role", "primary");
    m_button->setMinimumWidth(120);
    auto* layout = new QVBoxLayout(this);
    layout->setSpacing(tokens::kGroup);
    layout->addStretch(2);
    layout->addWidget(m_sentence);
    layout->addWidget(m_button, 0, Qt::AlignHCenter);
    layout->addStretch(3);
    connect(m_button, &QPushButton::clicked, this, &EmptyState::actionTriggered);
}

void EmptyState::setSentence(const QString& sentence) {
    m_sentence->setText(sentence);
}

void EmptyState::setActionEnabled(bool enabled) {
    m_button->setEnabled(enabled);
}

}  // namespace pivot
