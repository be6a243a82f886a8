// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/theme/parts.h"

#include "widgets/theme/tokens.h"

#include <QEvent>
#include <QStyle>
#include <QToolButton>
#include <QVariant>
#include <algorithm>

namespace pivot {

QLabel* makeLabel(const QString& text, TextRole role, const QString& name) {
    auto* label = new QLabel(text);
    label->setObjectName(name);
    label->setTextFormat(Qt::PlainText);
    if (role != TextRole::Plain) {
        label->setProperty("role", role == TextRole::Muted ? "muted" : "error");
        label->setFont(fonts::small(label->font()));
    }
    return label;
}

QLabel* makeSection(const QString& text) {
    auto* label = new QLabel(text);
    label->setTextFormat(Qt::PlainText);
    label->setProperty("role", "muted");
    label->setFont(fonts::section(label->font()));
    return label;
}

QToolButton* makeQuietButton(const QString& text, const QString& name) {
    auto* button = new QToolButton;
    button->setText(text);
    button->setObjectName(name);
    button->setAccessibleName(text);
    button->setProperty("role", "quiet");
    button->setFocusPolicy(Qt::StrongFocus);
    button->setFont(fonts::small(button->font()));
    return button;
}

void setRole(QWidget& widget, const char* property, const QVariant& value) {
    if (widget.property(property) == value) {
        return;
    }
    widget.setProperty(property, value);
    widget.style()->unpolish(&widget);
    widget.style()->polish(&widget);
}

ElidedLabel::ElidedLabel(const QString& text, QWidget* parent) : QLabel(parent) {
    setTextFormat(Qt::PlainText);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setFullText(text);
}

void ElidedLabel::setFullText(const QString& text) {
    if (text == m_full) {
        return;
    }
    m_full = text;
    setAccessibleName(text);
    updateGeometry();
    elide();
}

QSize ElidedLabel::sizeHint() const {
    return {fontMetrics().horizontalAdvance(m_full) + 2, QLabel::sizeHint().height()};
}

QSize ElidedLabel::minimumSizeHint() const {
    return {std::min(fontMetrics().averageCharWidth() * 4, sizeHint().width()),
            QLabel::minimumSizeHint().height()};
}

void ElidedLabel::resizeEvent(QResizeEvent* event) {
    QLabel::resizeEvent(event);
    elide();
}

void ElidedLabel::changeEvent(QEvent* event) {
    QLabel::changeEvent(event);
    if (event->type() == QEvent::FontChange) {
        elide();
    }
}

void ElidedLabel::elide() {
    const QString shown = fontMetrics().elidedText(m_full, Qt::ElideRight, std::max(0, width()));
    if (shown != text()) {
        setText(shown);
    }
    setToolTip(shown == m_full ? QString() : m_full);
}

Card::Card(QWidget* parent) : QFrame(parent) {
    setProperty("role", "card");
}

}  // namespace pivot
