// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/drop_hint.h"

#include <QPainter>

namespace pivot {

DropHint::DropHint(const ThemeSource& theme, QWidget& window) : QWidget(&window), m_theme(theme) {
    setObjectName(QStringLiteral("dropHint"));
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setFont(fonts::heading(font()));
    hide();
}

void DropHint::showHint(const QString& sentence, bool fits) {
    m_sentence = sentence;
    m_fits = fits;
    setAccessibleName(sentence);
    setGeometry(parentWidget()->rect());
    raise();
    show();
    update();
}

void DropHint::paintEvent(QPaintEvent* /*event*/) {
    const Theme& theme = m_theme.theme();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QColor veil = theme.window;
    veil.setAlphaF(0.7F);
    painter.fillRect(rect(), veil);
    const int widest = width() - 8 * tokens::kMargin;
    QRectF text = painter.fontMetrics().boundingRect(QRect(0, 0, widest, height()),
                                                     Qt::AlignCenter | Qt::TextWordWrap, m_sentence);
    text.moveCenter(QRectF(rect()).center());
    const QRectF box =
        text.adjusted(-3 * tokens::kGroup, -2 * tokens::kGroup, 3 * tokens::kGroup, 2 * tokens::kGroup);
    QPen edge(m_fits ? theme.accent : theme.muted, tokens::kLine);
    edge.setDashPattern({4, 3});
    painter.setPen(edge);
    painter.setBrush(theme.surface);
    painter.drawRoundedRect(box, tokens::kRadius, tokens::kRadius);
    painter.setPen(m_fits ? theme.text : theme.muted);
    painter.drawText(text.adjusted(-1, -1, 1, 1), Qt::AlignCenter | Qt::TextWordWrap, m_sentence);
}

}  // namespace pivot
