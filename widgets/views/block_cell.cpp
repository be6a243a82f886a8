// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/block_cell.h"

#include "widgets/models/shortcut_list.h"
#include "widgets/theme/contrast.h"
#include "widgets/theme/theme_source.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

namespace pivot {

BlockCell::BlockCell(const ThemeSource& theme, int block, QWidget* parent)
    : QAbstractButton(parent), m_theme(theme), m_block(block) {
    setObjectName(QStringLiteral("block%1").arg(block));
    setCheckable(true);
    setChecked(true);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
    setCursor(Qt::PointingHandCursor);
    describeKeys(*this, {{tr("Left, Right"), tr("The block beside")},
                         {tr("Space, Enter"), tr("Skip the block's attention, or compute it")}});
}

void BlockCell::setColor(const QColor& color) {
    m_color = color;
    update();
}

void BlockCell::paintEvent(QPaintEvent* /*event*/) {
    const Theme& theme = m_theme.theme();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF cell = QRectF(rect()).adjusted(1.5, 1.5, -1.5, -1.5);
    if (isChecked()) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(isEnabled() ? m_color : blended(m_color, theme.surface, 0.6));
        painter.drawRoundedRect(cell.adjusted(-0.5, -0.5, 0.5, 0.5), tokens::kMarkRadius,
                                tokens::kMarkRadius);
    } else {
        QPen pen(theme.muted, 1.0);
        pen.setDashPattern({2.5, 2});
        painter.setPen(pen);
        painter.setBrush(underMouse() ? theme.hover : QColor(Qt::transparent));
        painter.drawRoundedRect(cell, tokens::kMarkRadius, tokens::kMarkRadius);
    }
    if (hasFocus() || (underMouse() && isChecked())) {
        painter.setPen(QPen(hasFocus() ? theme.text : theme.surface, hasFocus() ? 1.5 : 1.0));
        painter.setBrush(Qt::NoBrush);
        const qreal inset = hasFocus() ? -0.75 : 1.5;
        painter.drawRoundedRect(cell.adjusted(inset, inset, -inset, -inset), tokens::kMarkRadius,
                                tokens::kMarkRadius);
    }
}

void BlockCell::mousePressEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton) {
        Q_EMIT brushStarted();
        event->accept();
    } else {
        event->ignore();
    }
}

void BlockCell::mouseMoveEvent(QMouseEvent* event) {
    if (event->buttons() & Qt::LeftButton) {
        Q_EMIT brushMoved(mapToParent(event->position().toPoint()));
    }
}

void BlockCell::mouseReleaseEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton) {
        Q_EMIT brushEnded();
    }
}

void BlockCell::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
        case Qt::Key_Space:
        case Qt::Key_Select:
        case Qt::Key_Return:
        case Qt::Key_Enter:
            if (!event->isAutoRepeat()) {
                click();
            }
            break;
        case Qt::Key_Left:
            Q_EMIT stepped(-1);
            break;
        case Qt::Key_Right:
            Q_EMIT stepped(1);
            break;
        default:
            QAbstractButton::keyPressEvent(event);
    }
}

}  // namespace pivot
