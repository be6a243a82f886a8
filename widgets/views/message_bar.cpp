// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/message_bar.h"

#include "widgets/theme/parts.h"
#include "widgets/theme/tokens.h"

#include <QHBoxLayout>
#include <QToolButton>

namespace pivot {

MessageBar::MessageBar(QWidget* parent) : QFrame(parent), m_text(makeLabel({}, TextRole::Plain)) {
    setObjectName(QStringLiteral("messageBar"));
    m_text->setObjectName(QStringLiteral("message"));
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_text->setFocusPolicy(Qt::NoFocus);
    auto* dismiss = makeQuietButton(tr("Dismiss"), QStringLiteral("dismissMessage"));
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(tokens::kGap + tokens::kGrid, tokens::kGap, tokens::kGap, tokens::kGap);
    layout->setSpacing(tokens::kGap);
    layout->addWidget(m_text, 1);
    layout->addWidget(dismiss, 0, Qt::AlignTop);
    connect(dismiss, &QToolButton::clicked, this, &QWidget::hide);
    hide();
}

void MessageBar::showMessage(const QString& text) {
    m_text->setText(text);
    setAccessibleName(text);
    setVisible(!text.isEmpty());
}

QString MessageBar::message() const {
    return isHidden() ? QString() : m_text->text();
}

}  // namespace pivot
