// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/attention_grid.h"

#include "widgets/models/shortcut_list.h"
#include "widgets/theme/contrast.h"
#include "widgets/theme/effort_style.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>

namespace pivot {
namespace {

constexpr int kSpace = 2;                  // between maps
constexpr int kFrame = 3;                  // room for the frame of the chosen map at the edge
constexpr int kGroup = tokens::kGrid + 2;  // before the mean, and before the rollout
constexpr int kLeastCell = 10, kMostCell = 56;
constexpr int kHintCell = 30;
constexpr double kHatchInk = 0.4;  // seen, and behind the maps beside it

/// What stands before a row.
int groupsBefore(int row, int heads) {
    return (row >= heads ? 1 : 0) + (row >= heads + 2 ? 1 : 0);
}

}  // namespace

AttentionGrid::AttentionGrid(const ThemeSource& theme, const QString& name, const QString& accessibleName,
                             QWidget* parent)
    : QWidget(parent), m_theme(theme) {
    setObjectName(name);
    setKeyGroup(*this, tr("Attention maps"));
    describeKeys(*this, {{tr("Arrows"), tr("Another block or head")}});
    setAccessibleName(accessibleName);
    setFocusPolicy(Qt::StrongFocus);
    setFont(fonts::small(font()));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    connect(&m_theme, &ThemeSource::changed, this, qOverload<>(&QWidget::update));
}

void AttentionGrid::setContent(Content content) {
    const bool sameShape = m_depth == content.maps.depth() && m_heads == content.maps.heads();
    m_content = std::move(content);
    m_depth = m_content.maps.depth();
    m_heads = m_content.maps.heads();
    m_known = true;
    if (!sameShape) {
        updateGeometry();
    }
    describeCurrent();
    update();
}

void AttentionGrid::clear(const QString& text) {
    m_content = {};
    m_known = false;
    m_text = text;
    describeCurrent();
    update();
}

void AttentionGrid::setCurrent(MapPlace place) {
    if (place == m_current) {
        return;
    }
    m_current = place;
    describeCurrent();
    update();
}

void AttentionGrid::describeCurrent() {
    setAccessibleDescription(m_known && m_content.describe ? m_content.describe(m_current) : m_text);
}

int AttentionGrid::labelWidth() const {
    return fontMetrics().horizontalAdvance(rowLabel(m_heads + 2)) + tokens::kGrid + kSpace;
}

int AttentionGrid::headerHeight() const {
    return fontMetrics().height() + kSpace;
}

int AttentionGrid::cellSide() const {
    if (m_depth == 0) {
        return 0;
    }
    const int across = (width() - labelWidth() - kFrame) / m_depth - kSpace;
    const int down = (height() - headerHeight() - 2 * kGroup - kFrame) / rows() - kSpace;
    return std::clamp(std::min(across, down), kLeastCell, kMostCell);
}

QSize AttentionGrid::sizeHint() const {
    return {labelWidth() + m_depth * (kHintCell + kSpace),
            headerHeight() + 2 * kGroup + rows() * (kHintCell + kSpace)};
}

QSize AttentionGrid::minimumSizeHint() const {
    return {labelWidth() + m_depth * (kLeastCell + kSpace),
            headerHeight() + 2 * kGroup + rows() * (kLeastCell + kSpace)};
}

int AttentionGrid::heightFor(int width) const {
    if (m_depth == 0) {
        return minimumSizeHint().height();
    }
    const int side = std::clamp((width - labelWidth() - kFrame) / m_depth - kSpace, kLeastCell, kMostCell);
    return headerHeight() + 2 * kGroup + rows() * (side + kSpace) + kFrame;
}

QRect AttentionGrid::cellRect(MapPlace place) const {
    const int side = cellSide();
    // In the middle of the column, as the picture above is.
    const int left = std::max(0, (width() - labelWidth() - m_depth * (side + kSpace)) / 2);
    return {left + labelWidth() + place.block * (side + kSpace),
            headerHeight() + place.row * (side + kSpace) + kGroup * groupsBefore(place.row, m_heads), side,
            side};
}

QRect AttentionGrid::skippedRect(int block) const {
    return cellRect({0, block}).united(cellRect({m_heads + 1, block}));
}

std::optional<MapPlace> AttentionGrid::placeAt(const QPoint& position) const {
    if (!m_known) {
        return {};
    }
    for (int block = 0; block < m_depth; ++block) {
        for (int row = 0; row < rows(); ++row) {
            if (cellRect({row, block}).adjusted(0, 0, kSpace, kSpace).contains(position)) {
                return MapPlace{row, block};
            }
        }
    }
    return {};
}

QString AttentionGrid::rowLabel(int row) const {
    if (row < m_heads) {
        return row == 0 ? tr("head 0") : QString::number(row);
    }
    return row == m_heads ? tr("mean") : row == m_heads + 1 ? tr("max") : tr("rollout");
}

void AttentionGrid::paintLabels(QPainter& painter) const {
    const Theme& theme = m_theme.theme();
    const int room = cellSide() + kSpace;
    // Where the cells are narrower than their numbers, every second or so is named.
    const int step =
        1 + fontMetrics().horizontalAdvance(QString::number(std::max(0, m_depth - 1))) / std::max(1, room);
    for (int block = 0; block < m_depth; block += step) {
        const QRect cell = cellRect({0, block});
        painter.setPen(block == m_current.block ? theme.text : theme.muted);
        painter.drawText(QRect(cell.left() - room, 0, cell.width() + 2 * room, headerHeight()),
                         Qt::AlignHCenter | Qt::AlignTop, QString::number(block));
    }
    const int rowStep = 1 + fontMetrics().ascent() / std::max(1, room + 1);
    for (int row = 0; row < rows(); ++row) {
        if (row < m_heads && row % rowStep != 0) {
            continue;
        }
        const QRect cell = cellRect({row, 0});
        painter.setPen(row == m_current.row ? theme.text : theme.muted);
        painter.drawText(QRect(cell.left() - labelWidth(), cell.center().y() - fontMetrics().height(),
                               labelWidth() - tokens::kGrid, 2 * fontMetrics().height()),
                         Qt::AlignRight | Qt::AlignVCenter, rowLabel(row));
    }
}

void AttentionGrid::paintSkipped(QPainter& painter, int block) const {
    const Theme& theme = m_theme.theme();
    const QRect column = skippedRect(block);
    painter.setBrushOrigin(0, 0);
    painter.fillRect(column, hatchBrush(Hatch::Forward, blended(theme.muted, theme.window, kHatchInk),
                                        theme.window, devicePixelRatioF()));
    QPen frame(theme.muted, 1.0);
    frame.setDashPattern({2.5, 2});
    painter.setPen(frame);
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(QRectF(column).adjusted(0.5, 0.5, -0.5, -0.5));
    const QString text = fontMetrics().elidedText(m_content.skippedTexts.value(block), Qt::ElideRight,
                                                  column.height() - 2 * kSpace);
    const QSize size(fontMetrics().horizontalAdvance(text) + tokens::kGap, fontMetrics().height());
    painter.save();
    painter.translate(QRectF(column).center());
    painter.rotate(-90);
    const QRectF plate(-size.width() / 2.0, -size.height() / 2.0, size.width(), size.height());
    painter.fillRect(plate & QRectF(-column.height() / 2.0, -column.width() / 2.0 + 1, column.height(),
                                    column.width() - 2),
                     theme.window);
    painter.setPen(theme.muted);
    painter.drawText(plate, Qt::AlignCenter, text);
    painter.restore();
}

void AttentionGrid::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    const Theme& theme = m_theme.theme();
    if (m_depth == 0 || !m_known) {
        painter.setPen(theme.muted);
        painter.drawText(rect(), Qt::AlignCenter | Qt::TextWordWrap, m_text);
        return;
    }
    paintLabels(painter);
    for (int block = 0; block < m_depth; ++block) {
        const bool skipped = m_content.maps.isSkipped(block);
        if (skipped) {
            paintSkipped(painter, block);
        }
        for (int row = skipped ? m_heads + 2 : 0; row < rows(); ++row) {
            const QRect cell = cellRect({row, block});
            const QImage& image = m_content.images[static_cast<std::size_t>(row * m_depth + block)];
            if (!image.isNull()) {
                painter.drawImage(cell, image);
            } else {
                painter.fillRect(cell, theme.hover);
                painter.setPen(theme.muted);
                painter.drawText(cell, Qt::AlignCenter, QStringLiteral("="));
            }
            if (skipped) {  // unchanged by this block
                QPen frame(theme.muted, 1.0);
                frame.setDashPattern({2.5, 2});
                painter.setPen(frame);
                painter.setBrush(Qt::NoBrush);
                painter.drawRect(QRectF(cell).adjusted(0.5, 0.5, -0.5, -0.5));
            }
        }
    }
    const bool onSkipped =
        m_current.block < m_depth && m_content.maps.isSkipped(m_current.block) && m_current.row < m_heads + 2;
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF frame =
        QRectF(onSkipped ? skippedRect(m_current.block) : cellRect(m_current)).adjusted(-1, -1, 1, 1);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme.surface, 4));
    painter.drawRoundedRect(frame, 2, 2);
    painter.setPen(QPen(hasFocus() ? theme.text : theme.chosen, tokens::kLine));
    painter.drawRoundedRect(frame, 2, 2);
}

void AttentionGrid::choose(MapPlace place) {
    setCurrent(place);
    Q_EMIT chosen(place);
}

void AttentionGrid::mousePressEvent(QMouseEvent* event) {
    if (const auto place = placeAt(event->position().toPoint())) {
        choose(*place);
    }
}

void AttentionGrid::mouseMoveEvent(QMouseEvent* event) {
    if (const auto place = placeAt(event->position().toPoint());
        place && (event->buttons() & Qt::LeftButton) && *place != m_current) {
        choose(*place);
    }
}

void AttentionGrid::keyPressEvent(QKeyEvent* event) {
    MapPlace next = m_current;
    switch (event->key()) {
        case Qt::Key_Left:
            --next.block;
            break;
        case Qt::Key_Right:
            ++next.block;
            break;
        case Qt::Key_Up:
            --next.row;
            break;
        case Qt::Key_Down:
            ++next.row;
            break;
        default:
            QWidget::keyPressEvent(event);
            return;
    }
    if (m_known && next.block >= 0 && next.block < m_depth && next.row >= 0 && next.row < rows()) {
        choose(next);
    }
}

bool AttentionGrid::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const auto place = placeAt(help->pos());
        QToolTip::showText(help->globalPos(),
                           place && m_content.describe ? m_content.describe(*place) : QString(), this);
        return true;
    }
    return QWidget::event(event);
}

}  // namespace pivot
