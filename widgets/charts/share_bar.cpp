// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/share_bar.h"

#include "widgets/models/number_format.h"
#include "widgets/theme/effort_style.h"

#include <QPainter>
#include <algorithm>
#include <numeric>

namespace pivot {
namespace {

constexpr int kBar = 12;
constexpr int kPadding = 12;

}  // namespace

ShareBar::ShareBar(const ThemeSource& theme, QWidget* parent) : Card(parent), m_theme(theme) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("Where images end"));
    setFocusPolicy(Qt::StrongFocus);
    connect(&m_theme, &ThemeSource::changed, this, qOverload<>(&QWidget::update));
}

void ShareBar::setShares(const std::vector<double>& shares, std::optional<double> breakEven) {
    if (shares == m_shares && breakEven == m_breakEven) {
        return;
    }
    m_shares = shares;
    m_breakEven = breakEven;
    const QString text = describe();
    setToolTip(text);
    setAccessibleDescription(text);
    update();
}

QSize ShareBar::sizeHint() const {
    return {480, fontMetrics().height() * 2 + kBar + 2 * tokens::kGap + tokens::kGrid};
}

QSize ShareBar::minimumSizeHint() const {
    return {240, sizeHint().height()};
}

QString ShareBar::describe() const {
    QStringList parts;
    const auto count = static_cast<int>(m_shares.size());
    for (int effort = 0; effort < count; ++effort) {
        parts << tr("%1 ended at the effort %2")
                     .arg(formatPercent(m_shares[static_cast<std::size_t>(effort)]),
                          effortName(effort, count));
    }
    if (m_breakEven) {
        parts << (*m_breakEven < 1.0 ? tr("routing gains above %1 at the low effort")
                                           .arg(formatPercent(std::max(0.0, *m_breakEven)))
                                     : tr("routing cannot gain with these efforts"));
    }
    return parts.join(QStringLiteral("; "));
}

void ShareBar::paintLegend(QPainter& painter, const QRectF& room) const {
    const Theme& theme = m_theme.theme();
    const auto count = static_cast<int>(m_shares.size());
    const QFontMetricsF metrics(painter.font());
    double right = room.right();
    const auto entry = [&](const QString& text, const QBrush& brush) {
        right -= metrics.horizontalAdvance(text);
        painter.setPen(theme.text);
        painter.drawText(QRectF(right, room.top(), room.right() - right, room.height()), Qt::AlignVCenter,
                         text);
        right -= 16;
        painter.setPen(Qt::NoPen);
        painter.setBrush(brush);
        painter.drawRoundedRect(QRectF(right, room.center().y() - 5, 10, 10), 2, 2);
        right -= tokens::kGroup;
    };
    const double missing = 1.0 - std::accumulate(m_shares.begin(), m_shares.end(), 0.0);
    if (missing > 5e-4) {
        entry(tr("none %1").arg(formatPercent(missing)), theme.line);
    }
    for (int effort = count - 1; effort >= 0; --effort) {
        const EffortStyle style = effortStyle(theme, effort, count);
        entry(QStringLiteral("%1 %2").arg(style.name,
                                          formatPercent(m_shares[static_cast<std::size_t>(effort)])),
              effortBrush(style, theme.surface, devicePixelRatioF()));
    }
}

void ShareBar::paintEvent(QPaintEvent* event) {
    Card::paintEvent(event);
    const Theme& theme = m_theme.theme();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const int lineHeight = fontMetrics().height();
    const QRectF room = QRectF(rect()).adjusted(kPadding, tokens::kGap, -kPadding, -tokens::kGap);
    const QRectF top(room.left(), room.top(), room.width(), lineHeight);
    painter.setFont(fonts::title(font()));
    painter.setPen(theme.text);
    painter.drawText(top, Qt::AlignLeft | Qt::AlignVCenter, tr("Where images end"));
    painter.setFont(fonts::small(font()));
    const QRectF bar(room.left(), top.bottom() + tokens::kGrid, room.width(), kBar);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.line);
    painter.drawRoundedRect(bar, tokens::kMarkRadius, tokens::kMarkRadius);
    if (m_shares.empty()) {
        return;
    }
    paintLegend(painter, top);
    double left = bar.left();
    const auto count = static_cast<int>(m_shares.size());
    for (int effort = 0; effort < count; ++effort) {
        const double width = bar.width() * m_shares[static_cast<std::size_t>(effort)];
        painter.setPen(Qt::NoPen);
        painter.setBrush(effortBrush(effortStyle(theme, effort, count), theme.surface, devicePixelRatioF()));
        painter.drawRect(QRectF(left, bar.top(), width, bar.height()));
        left += width;
    }
    if (!m_breakEven) {
        return;
    }
    const QString text = *m_breakEven < 1.0
                             ? tr("break-even %1").arg(formatPercent(std::max(0.0, *m_breakEven)))
                             : tr("no share at the low effort would gain");
    const double x = bar.left() + bar.width() * std::clamp(*m_breakEven, 0.0, 1.0);
    painter.setPen(QPen(theme.text, tokens::kLine));
    painter.drawLine(QPointF(x, bar.top() - 3), QPointF(x, bar.bottom() + 4));
    const double width = QFontMetricsF(painter.font()).horizontalAdvance(text);
    const double textX = std::clamp(x - width / 2, room.left(), std::max(room.left(), room.right() - width));
    painter.setPen(theme.muted);
    painter.drawText(QRectF(textX, bar.bottom() + 3, width + 2, lineHeight), Qt::AlignLeft | Qt::AlignTop,
                     text);
}

}  // namespace pivot
