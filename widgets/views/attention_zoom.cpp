// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/attention_zoom.h"

#include "widgets/models/attention_maps.h"
#include "widgets/models/shortcut_list.h"
#include "widgets/theme/effort_style.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <algorithm>

namespace pivot {
namespace {

constexpr int kBarWidth = 12;
constexpr int kTick = 7;         // room for the mark of the cursor
constexpr int kSmallImage = 64;  // its pixels are shown as such

}  // namespace

AttentionZoom::AttentionZoom(const ThemeSource& theme, const QString& name, const QString& accessibleName,
                             QWidget* parent)
    : QWidget(parent), m_theme(theme) {
    setObjectName(name);
    setKeyGroup(*this, tr("Attention over the image"));
    describeKeys(
        *this, {{tr("Arrows"), tr("Another patch")}, {tr("Enter, Space"), tr("What the patch attends to")}});
    setAccessibleName(accessibleName);
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setFont(fonts::small(font()));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    connect(&m_theme, &ThemeSource::changed, this, qOverload<>(&QWidget::update));
}

void AttentionZoom::setContent(const Content& content) {
    m_content = content;
    m_text.clear();
    m_map = content.values.empty() ? QImage()
                                   : mapImage(content.values, content.grid, content.range, content.colors);
    if (m_cursor >= content.grid * content.grid) {
        m_cursor = -1;
    }
    setAccessibleDescription(content.values.empty() ? content.absent
                             : m_cursor >= 0        ? readout()
                                                    : content.caption);
    update();
}

void AttentionZoom::clear(const QString& text) {
    m_content = {};
    m_map = {};
    m_text = text;
    m_cursor = m_query = -1;
    setAccessibleDescription(text);
    update();
}

void AttentionZoom::setOpacity(double opacity) {
    m_opacity = opacity;
    update();
}

void AttentionZoom::setCursorPatch(int patch) {
    if (patch == m_cursor || patch >= m_content.grid * m_content.grid) {
        return;
    }
    m_cursor = patch;
    if (!m_content.values.empty()) {
        setAccessibleDescription(readout());
    }
    update();
}

void AttentionZoom::setQueryPatch(int patch) {
    m_query = patch;
    update();
}

QString AttentionZoom::text(double value) const {
    return m_content.colors == ColorMap::Difference ? formatAttentionDifference(value)
                                                    : formatAttention(value);
}

QString AttentionZoom::readout() const {
    if (m_cursor < 0 || m_content.grid == 0) {
        return {};
    }
    const QString place =
        tr("row %1, column %2").arg(m_cursor / m_content.grid).arg(m_cursor % m_content.grid);
    return m_content.values.empty()
               ? place
               : tr("%1: %2").arg(place, text(m_content.values[static_cast<std::size_t>(m_cursor)]));
}

int AttentionZoom::scaleWidth() const {
    const int widest = std::max(fontMetrics().horizontalAdvance(text(m_content.range.low)),
                                fontMetrics().horizontalAdvance(text(m_content.range.high)));
    const int usual = fontMetrics().horizontalAdvance(QStringLiteral("+0.0888 pt"));
    return tokens::kGap + kBarWidth + kTick + std::max(widest, usual);
}

int AttentionZoom::lineHeight() const {
    return fontMetrics().height() + tokens::kGrid;
}

QSize AttentionZoom::sizeHint() const {
    return {260 + scaleWidth(), 260 + lineHeight()};
}

QSize AttentionZoom::minimumSizeHint() const {
    return {120 + scaleWidth(), 120 + lineHeight()};
}

QRect AttentionZoom::pictureRect() const {
    const int side = std::max(0, std::min(width() - scaleWidth(), height() - lineHeight()));
    return {std::max(0, (width() - scaleWidth() - side) / 2), 0, side, side};
}

QRect AttentionZoom::patchRect(int patch) const {
    const QRect picture = pictureRect();
    const int grid = std::max(1, m_content.grid);
    const int column = patch % grid, row = patch / grid;
    // Neighbours share an edge, whatever the rounding.
    const auto edge = [&](int index) { return index * picture.width() / grid; };
    return {picture.left() + edge(column), picture.top() + edge(row), edge(column + 1) - edge(column),
            edge(row + 1) - edge(row)};
}

int AttentionZoom::patchAt(const QPoint& position) const {
    const QRect picture = pictureRect();
    if (!picture.contains(position) || m_content.grid == 0) {
        return -1;
    }
    const auto index = [&](int offset) {
        return std::min(m_content.grid - 1, offset * m_content.grid / picture.width());
    };
    return index(position.y() - picture.top()) * m_content.grid + index(position.x() - picture.left());
}

void AttentionZoom::paintPatch(QPainter& painter, int patch, const QColor& color, bool dashed) const {
    const QRectF frame = QRectF(patchRect(patch)).adjusted(0, 0, -0.5, -0.5);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(m_theme.theme().isDark() ? QColor(Qt::black) : QColor(Qt::white), 4));
    painter.drawRect(frame);
    QPen pen(color, tokens::kLine);
    if (dashed) {
        pen.setDashPattern({2, 1.5});
    }
    painter.setPen(pen);
    painter.drawRect(frame);
}

void AttentionZoom::paintAbsent(QPainter& painter, const QRect& picture) const {
    const Theme& theme = m_theme.theme();
    QColor veil = theme.surface;
    veil.setAlphaF(0.55F);
    painter.fillRect(picture, veil);
    painter.fillRect(picture, hatchBrush(Hatch::Forward, theme.muted, Qt::transparent, devicePixelRatioF()));
}

void AttentionZoom::paintAbsentText(QPainter& painter, const QRect& picture) const {
    const Theme& theme = m_theme.theme();
    const QRect room = picture.adjusted(tokens::kGap, tokens::kGap, -tokens::kGap, -tokens::kGap);
    const int flags = Qt::AlignCenter | Qt::TextWordWrap;
    painter.setFont(fonts::title(font()));
    const QRect plate = painter.fontMetrics()
                            .boundingRect(room, flags, m_content.absent)
                            .adjusted(-tokens::kGap, -tokens::kGrid, tokens::kGap, tokens::kGrid);
    painter.setPen(QPen(theme.line, tokens::kHairline));
    painter.setBrush(theme.surface);
    painter.drawRoundedRect(plate & picture, tokens::kMarkRadius, tokens::kMarkRadius);
    painter.setPen(theme.text);
    painter.drawText(room, flags, m_content.absent);
    painter.setFont(font());
}

void AttentionZoom::paintPicture(QPainter& painter, const QRect& picture) const {
    const bool small = m_content.image.width() <= kSmallImage;
    painter.setRenderHint(QPainter::SmoothPixmapTransform, !small);
    painter.drawImage(picture, m_content.image);
    painter.setRenderHint(QPainter::SmoothPixmapTransform, false);
    if (m_map.isNull()) {
        paintAbsent(painter, picture);
    } else {
        painter.setOpacity(m_opacity);
        painter.drawImage(picture, m_map);
        painter.setOpacity(1.0);
    }
    if (m_query >= 0 && m_query < m_content.grid * m_content.grid) {
        paintPatch(painter, m_query, m_theme.theme().chosen, false);
    }
    if (m_cursor >= 0) {
        paintPatch(painter, m_cursor, m_theme.theme().text, true);
    }
    if (m_map.isNull()) {
        paintAbsentText(painter, picture);
    }
}

void AttentionZoom::paintScale(QPainter& painter, const QRect& picture) const {
    const Theme& theme = m_theme.theme();
    const QRect bar(picture.right() + 1 + tokens::kGap, picture.top(), kBarWidth, picture.height());
    for (int y = 0; y < bar.height(); ++y) {
        painter.fillRect(QRect(bar.left(), bar.top() + y, bar.width(), 1),
                         QColor(mapColor(m_content.colors, 1.0 - (y + 0.5) / bar.height())));
    }
    painter.setPen(theme.line);
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(bar.adjusted(0, 0, -1, -1));
    const int left = bar.right() + 1 + kTick;
    const int line = fontMetrics().height();
    const QRect labels(left, bar.top(), std::max(0, width() - left), bar.height());
    painter.setPen(theme.text);
    painter.drawText(labels, Qt::AlignLeft | Qt::AlignTop, text(m_content.range.high));
    painter.drawText(labels, Qt::AlignLeft | Qt::AlignBottom, text(m_content.range.low));
    const double span = static_cast<double>(m_content.range.high) - m_content.range.low;
    if (m_cursor >= 0 && span > 0.0) {
        const double part =
            (m_content.values[static_cast<std::size_t>(m_cursor)] - m_content.range.low) / span;
        const double y = bar.bottom() + 1 - std::clamp(part, 0.0, 1.0) * bar.height();
        painter.setBrush(theme.text);
        painter.setPen(Qt::NoPen);
        painter.drawPolygon(
            QPolygonF({{bar.right() - 1.0, y}, {bar.right() + 5.0, y - 4}, {bar.right() + 5.0, y + 4}}));
    }
    // The unit stands along the scale, between the values.
    painter.setPen(theme.muted);
    painter.save();
    painter.translate(left + line / 2.0 + kTick, bar.center().y());
    painter.rotate(-90);
    const int room = bar.height() - 2 * line - tokens::kGap;
    painter.drawText(QRectF(-room / 2.0, -line / 2.0, room, line), Qt::AlignCenter,
                     fontMetrics().elidedText(m_content.unit, Qt::ElideRight, room));
    painter.restore();
}

void AttentionZoom::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    const Theme& theme = m_theme.theme();
    const QRect picture = pictureRect();
    if (m_content.image.isNull()) {
        painter.setPen(theme.muted);
        painter.setBrush(theme.window);
        painter.drawRect(picture.adjusted(0, 0, -1, -1));
        painter.drawText(picture, Qt::AlignCenter | Qt::TextWordWrap, m_text);
        return;
    }
    painter.setRenderHint(QPainter::Antialiasing);
    paintPicture(painter, picture);
    if (!m_content.values.empty()) {
        paintScale(painter, picture);
    }
    if (hasFocus()) {
        painter.setPen(QPen(theme.accent, tokens::kLine));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(picture.adjusted(1, 1, -1, -1));
    }
    painter.setPen(m_cursor >= 0 ? theme.text : theme.muted);
    const QRect line(picture.left(), picture.bottom() + 1 + tokens::kGrid, width() - picture.left(),
                     fontMetrics().height());
    const QString words = m_cursor >= 0 ? readout() : m_content.caption;
    painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter,
                     fontMetrics().elidedText(words, Qt::ElideRight, line.width()));
}

void AttentionZoom::moveCursor(int patch) {
    if (patch != m_cursor) {
        setCursorPatch(patch);
        Q_EMIT cursorMoved(patch);
    }
}

void AttentionZoom::mouseMoveEvent(QMouseEvent* event) {
    const int patch = patchAt(event->position().toPoint());
    setCursor(patch >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
    moveCursor(patch);
}

void AttentionZoom::mousePressEvent(QMouseEvent* event) {
    const int patch = patchAt(event->position().toPoint());
    if (event->button() == Qt::LeftButton && patch >= 0) {
        Q_EMIT patchChosen(patch);
    }
}

void AttentionZoom::leaveEvent(QEvent* event) {
    QWidget::leaveEvent(event);
    moveCursor(-1);
}

void AttentionZoom::focusOutEvent(QFocusEvent* event) {
    QWidget::focusOutEvent(event);
    moveCursor(-1);
}

void AttentionZoom::keyPressEvent(QKeyEvent* event) {
    const int grid = m_content.grid;
    const int now = m_cursor >= 0 ? m_cursor : grid * (grid / 2) + grid / 2;
    int row = grid > 0 ? now / grid : 0, column = grid > 0 ? now % grid : 0;
    switch (event->key()) {
        case Qt::Key_Left:
            --column;
            break;
        case Qt::Key_Right:
            ++column;
            break;
        case Qt::Key_Up:
            --row;
            break;
        case Qt::Key_Down:
            ++row;
            break;
        case Qt::Key_Return:
        case Qt::Key_Enter:
        case Qt::Key_Space:
            if (m_cursor >= 0) {
                Q_EMIT patchChosen(m_cursor);
            }
            return;
        default:
            QWidget::keyPressEvent(event);
            return;
    }
    if (m_cursor < 0) {
        row = grid / 2, column = grid / 2;  // the first key shows where the cursor is
    }
    if (row >= 0 && row < grid && column >= 0 && column < grid) {
        moveCursor(row * grid + column);
    }
}

}  // namespace pivot
