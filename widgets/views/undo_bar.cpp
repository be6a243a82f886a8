// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/undo_bar.h"

#include "widgets/theme/parts.h"
#include "widgets/theme/tokens.h"

#include <QHBoxLayout>
#include <QToolButton>

namespace pivot {

UndoBar::UndoBar(QWidget* parent)
    : QFrame(parent),
      m_text(makeLabel({}, TextRole::Plain, QStringLiteral("undoText"))),
      m_undo(makeQuietButton(tr("Undo"), QStringLiteral("undoDelete"))) {
    setObjectName(QStringLiteral("messageBar"));
    m_undo->setShortcut(QKeySequence::Undo);
    m_undo->setAccessibleName(tr("Undo deleting"));
    m_undo->setToolTip(tr("Take it back (%1)").arg(m_undo->shortcut().toString(QKeySequence::NativeText)));
    auto* dismiss = makeQuietButton(tr("Dismiss"), QStringLiteral("dismissUndo"));
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(tokens::kGap + tokens::kGrid, tokens::kGrid, tokens::kGap, tokens::kGrid);
    layout->setSpacing(tokens::kGap);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_undo);
    layout->addWidget(dismiss);
    connect(m_undo, &QToolButton::clicked, this, [this] {
        hide();
        Q_EMIT undoWanted();
    });
    connect(dismiss, &QToolButton::clicked, this, &QWidget::hide);
    hide();
}

void UndoBar::showDone(const QString& sentence) {
    m_text->setText(sentence);
    setAccessibleName(sentence);
    show();
}

}  // namespace pivot
