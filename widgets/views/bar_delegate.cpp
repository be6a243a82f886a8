// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/bar_delegate.h"

#include "widgets/models/comparison_details.h"
#include "widgets/theme/contrast.h"
#include "widgets/theme/run_style.h"

#include <QApplication>
#include <QPainter>
#include <algorithm>

namespace pivot {
namespace {

constexpr int kBar = 10;  // height
constexpr int kSmallestBar = 72;

}  // namespace

BarDelegate::BarDelegate(const ThemeSource& theme, QObject* parent)
    : QStyledItemDelegate(parent), m_theme(theme) {}

QSize BarDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
    QSize size = QStyledItemDelegate::sizeHint(option, index);
    if (index.data(CellBar::ValueRole).isValid()) {
        size.rwidth() += kSmallestBar;
    }
    return size;
}

void BarDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                        const QModelIndex& index) const {
    const QVariant value = index.data(CellBar::ValueRole);
    if (!value.isValid()) {
        QStyledItemDelegate::paint(painter, option, index);
        return;
    }
    QStyleOptionViewItem cell = option;
    initStyleOption(&cell, index);
    const QString text = std::exchange(cell.text, QString());
    const QStyle* style = cell.widget ? cell.widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &cell, painter, cell.widget);  // the background alone

    const Theme& theme = m_theme.theme();
    const bool isSigned = index.data(CellBar::SignedRole).toBool();
    const double most = std::max(1e-12, index.data(CellBar::MostRole).toDouble());
    const QFontMetrics metrics(cell.font);
    const QString usual = isSigned ? QStringLiteral("+100.00") : QStringLiteral("1.00");
    const QVariant widest = index.data(CellBar::WidestRole);
    const int textWidth =
        metrics.horizontalAdvance(widest.isValid() ? widest.toString() : usual) + tokens::kGap;
    const QRectF room = QRectF(cell.rect).adjusted(tokens::kGap, 0, -tokens::kGap - textWidth, 0);
    const double zero = isSigned ? room.center().x() : room.left();
    const double scale = (isSigned ? room.width() / 2.0 : room.width()) / most;
    const double number = value.toDouble();
    const QColor color = runStyle(theme, index.data(CellBar::RunRole).toInt()).color;
    const double middle = room.center().y();

    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->fillRect(QRectF(zero - 0.5, cell.rect.top() + 4.0, 1, cell.rect.height() - 8.0), theme.line);
    const QRectF bar =
        QRectF(QPointF(zero, middle - kBar / 2.0), QPointF(zero + number * scale, middle + kBar / 2.0))
            .normalized();
    const QBrush fill = number < 0 ? hatchBrush(Hatch::Forward, color, blended(color, theme.surface, 0.30),
                                                painter->device()->devicePixelRatioF())
                                   : QBrush(isSigned ? color : blended(color, theme.surface, 0.75));
    painter->fillRect(bar, fill);
    const QVariant low = index.data(CellBar::LowRole), high = index.data(CellBar::HighRole);
    if (low.isValid() && high.isValid()) {
        const double from = zero + low.toDouble() * scale, to = zero + high.toDouble() * scale;
        painter->setPen(QPen(theme.muted, 1.2));
        painter->drawLine(QPointF(from, middle), QPointF(to, middle));
        for (const double end : {from, to}) {
            painter->drawLine(QPointF(end, middle - 3), QPointF(end, middle + 3));
        }
    }
    painter->setFont(cell.font);
    painter->setPen(theme.text);
    painter->drawText(cell.rect.adjusted(0, 0, -tokens::kGap, 0), Qt::AlignRight | Qt::AlignVCenter, text);
    painter->restore();
}

}  // namespace pivot
