// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/theme/choice_strip.h"

#include "widgets/theme/parts.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QToolButton>

namespace pivot {

ChoiceStrip::ChoiceStrip(const QString& name, QWidget* parent)
    : QWidget(parent), m_row(new QHBoxLayout(this)), m_group(new QButtonGroup(this)) {
    setObjectName(name);
    m_row->setContentsMargins(0, 0, 0, 0);
    m_row->setSpacing(0);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(m_group, &QButtonGroup::idClicked, this, &ChoiceStrip::picked);
}

void ChoiceStrip::setChoices(const QStringList& texts, const QStringList& toolTips) {
    if (texts == m_texts) {
        return;
    }
    m_texts = texts;
    const int before = current();
    qDeleteAll(m_group->buttons());
    for (int i = 0; i < texts.size(); ++i) {
        QToolButton* button = makeQuietButton(texts[i], objectName() + QString::number(i));
        button->setProperty("role", "segment");
        button->setCheckable(true);
        if (i < toolTips.size()) {
            button->setToolTip(toolTips[i]);
            button->setAccessibleDescription(toolTips[i]);
        }
        button->installEventFilter(this);
        m_group->addButton(button, i);
        m_row->addWidget(button);
    }
    setCurrent(before);
}

void ChoiceStrip::setCurrent(int choice) {
    QAbstractButton* button = m_group->button(choice);
    button = button ? button : m_group->button(0);
    if (button) {
        button->setChecked(true);
    }
}

/// Left and Right take the neighbour, as in a row of radio buttons.
bool ChoiceStrip::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        const int step = key == Qt::Key_Right ? 1 : key == Qt::Key_Left ? -1 : 0;
        QAbstractButton* neighbour =
            m_group->button(m_group->id(qobject_cast<QAbstractButton*>(watched)) + step);
        if (step != 0 && neighbour) {
            neighbour->setFocus(Qt::TabFocusReason);
            neighbour->click();
        }
        return step != 0;
    }
    return QWidget::eventFilter(watched, event);
}

int ChoiceStrip::current() const {
    return m_group->checkedId();
}

int ChoiceStrip::count() const {
    return static_cast<int>(m_texts.size());
}

}  // namespace pivot
