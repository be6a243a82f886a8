// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/message_bar.h"

#include "widgets/theme/parts.h"
#include "widgets/theme/tokens.h"

#include <QHBoxLayout>
#include <QToolButton>
#include <algorithm>

namespace pivot {

MessageBar::MessageBar(const QString& name, QWidget* parent)
    : QFrame(parent), m_text(makeLabel({}, TextRole::Plain)) {
    setObjectName(QStringLiteral("messageBar"));
    m_text->setObjectName(name);
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_text->setFocusPolicy(Qt::NoFocus);
    auto* dismiss =
        makeQuietButton(tr("Dismiss"), QStringLiteral("dismiss") + name.at(0).toUpper() + name.mid(1));
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

void MessageBar::addMessage(const QString& text) {
    constexpr qsizetype kMostLines = 4;
    QStringList lines = message().split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    lines.removeAll(text);
    lines << text;
    showMessage(lines.mid(std::max<qsizetype>(0, lines.size() - kMostLines)).join(QLatin1Char('\n')));
}

QString MessageBar::message() const {
    return isHidden() ? QString() : m_text->text();
}

}  // namespace pivot
