// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/confusion_view.h"

#include "widgets/models/number_format.h"
#include "widgets/models/shortcut_list.h"
#include "widgets/theme/effort_style.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>
#include <algorithm>
#include <cmath>

namespace pivot {
namespace {

constexpr int kNameWidth = 112;
constexpr int kSharesWidth = 260;
constexpr int kLargestCell = 56, kSmallestWithNumbers = 30, kSmallestCell = 6;

}  // namespace

ConfusionView::ConfusionView(const ThemeSource& theme, QWidget* parent)
    : QAbstractScrollArea(parent), m_theme(theme) {
    setObjectName(QStringLiteral("confusion"));
    setAccessibleName(tr("Confusion matrix and where each class ended"));
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setKeyGroup(*this, tr("Confusion matrix"));
    describeKeys(*this,
                 {{tr("Arrows, Home, End"), tr("Another cell")}, {tr("Enter"), tr("Select its images")}});
    connect(&m_theme, &ThemeSource::changed, viewport(), qOverload<>(&QWidget::update));
}

void ConfusionView::setConfusion(const Confusion& confusion, const QStringList& labels) {
    m_confusion = confusion;
    m_labels = labels;
    const int last = std::max(0, m_confusion.classes - 1);
    m_current = {std::min(m_current.x(), last), std::min(m_current.y(), last)};
    updateScrollBars();
    viewport()->update();
}

QString ConfusionView::className(int id) const {
    return id < m_labels.size() ? m_labels[id] : tr("class %1").arg(id);
}

ConfusionView::Layout ConfusionView::layoutNow() const {
    Layout layout;
    const int classes = std::max(1, m_confusion.classes);
    layout.left = kNameWidth;
    const int line = fontMetrics().height();
    const int room = std::min(viewport()->width() - kNameWidth - kSharesWidth - 2 * tokens::kGroup,
                              viewport()->height() - 5 * line);
    layout.cell = std::clamp(room / classes, kSmallestCell, kLargestCell);
    layout.numbers = layout.cell >= kSmallestWithNumbers;
    layout.top = 2 * line + tokens::kGap;
    layout.shares = layout.left + layout.cell * classes + tokens::kGroup;
    return layout;
}

void ConfusionView::updateScrollBars() {
    const Layout layout = layoutNow();
    const int width = layout.shares + kSharesWidth;
    const int height = layout.top + layout.cell * m_confusion.classes + 3 * fontMetrics().height();
    horizontalScrollBar()->setRange(0, std::max(0, width - viewport()->width()));
    horizontalScrollBar()->setPageStep(viewport()->width());
    verticalScrollBar()->setRange(0, std::max(0, height - viewport()->height()));
    verticalScrollBar()->setPageStep(viewport()->height());
}

void ConfusionView::resizeEvent(QResizeEvent* event) {
    QAbstractScrollArea::resizeEvent(event);
    updateScrollBars();
}

void ConfusionView::paintMatrix(QPainter& painter, const Layout& layout) const {
    const Theme& theme = m_theme.theme();
    const int classes = m_confusion.classes;
    // A thousand classes are a million cells, of which some ten thousand are seen.
    const auto seen = [&](int scrolled, int from, int room) {
        const int first = std::clamp((scrolled - from) / layout.cell, 0, classes);
        return std::pair{first, std::min(classes, first + room / layout.cell + 2)};
    };
    const auto [firstLabel, pastLabel] = seen(verticalScrollBar()->value(), layout.top, viewport()->height());
    const auto [firstPredicted, pastPredicted] =
        seen(horizontalScrollBar()->value(), layout.left, viewport()->width());
    for (int label = firstLabel; label < pastLabel; ++label) {
        const auto all = m_confusion.ofClass[static_cast<std::size_t>(label)];
        for (int predicted = firstPredicted; predicted < pastPredicted; ++predicted) {
            const std::int64_t count = m_confusion.at(label, predicted);
            const QRect cell(layout.left + predicted * layout.cell, layout.top + label * layout.cell,
                             layout.cell, layout.cell);
            const double share = all > 0 ? static_cast<double>(count) / static_cast<double>(all) : 0;
            // Confusions are a few percent: by its root a share of 1 % is seen too.
            QColor fill = label == predicted ? theme.accuracy : theme.high;
            fill.setAlphaF(static_cast<float>(count > 0 ? 0.06 + 0.74 * std::sqrt(share) : 0));
            painter.fillRect(cell.adjusted(0, 0, -1, -1), theme.surface);
            painter.fillRect(cell.adjusted(0, 0, -1, -1), fill);
            if (layout.numbers && count > 0) {
                painter.setPen(theme.text);
                painter.drawText(cell, Qt::AlignCenter, formatCount(count));
            }
        }
    }
    painter.setPen(QPen(theme.line, tokens::kHairline));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(layout.left - 1, layout.top - 1, layout.cell * classes, layout.cell * classes);
    if (hasFocus() && classes > 0) {
        painter.setPen(QPen(theme.accent, tokens::kLine));
        painter.drawRect(QRect(layout.left + m_current.x() * layout.cell,
                               layout.top + m_current.y() * layout.cell, layout.cell - 1, layout.cell - 1));
    }
}

void ConfusionView::paintNames(QPainter& painter, const Layout& layout) const {
    const Theme& theme = m_theme.theme();
    const QFontMetrics metrics = painter.fontMetrics();
    const int classes = m_confusion.classes;
    const int step = std::max(1, (metrics.height() + layout.cell - 1) / layout.cell);
    painter.setPen(theme.text);
    for (int label = 0; label < classes; label += step) {
        const QRect room(0, layout.top + label * layout.cell, layout.left - tokens::kGap, layout.cell * step);
        painter.drawText(room, Qt::AlignRight | Qt::AlignVCenter,
                         metrics.elidedText(className(label), Qt::ElideRight, room.width()));
    }
    const int every = std::max(1, (metrics.averageCharWidth() * 4 + layout.cell - 1) / layout.cell);
    for (int predicted = 0; predicted < classes; predicted += every) {
        const QRect room(layout.left + predicted * layout.cell, layout.top - metrics.height() - tokens::kGrid,
                         layout.cell * every - 2, metrics.height());
        painter.drawText(room, Qt::AlignCenter,
                         metrics.elidedText(className(predicted), Qt::ElideRight, room.width()));
    }
    painter.setPen(theme.muted);
    painter.drawText(QRect(layout.left, 0, layout.cell * classes, metrics.height()), Qt::AlignLeft,
                     tr("taken for"));
    painter.drawText(QRect(0, 0, layout.left - tokens::kGap, metrics.height()), Qt::AlignRight, tr("class"));
}

void ConfusionView::paintShares(QPainter& painter, const Layout& layout) const {
    const Theme& theme = m_theme.theme();
    const QFontMetrics metrics = painter.fontMetrics();
    const int numbers = metrics.horizontalAdvance(QStringLiteral("100.0 %")) + tokens::kGap;
    const int width = kSharesWidth - numbers;
    painter.setPen(theme.muted);
    const int above = layout.top - metrics.height() - tokens::kGrid;
    painter.drawText(QRect(layout.shares, above, width, metrics.height()), Qt::AlignLeft, tr("ended at"));
    painter.drawText(QRect(layout.shares + width, above, numbers, metrics.height()), Qt::AlignRight,
                     tr("right"));
    for (int label = 0; label < m_confusion.classes; ++label) {
        const auto of = static_cast<std::size_t>(label);
        const auto all = static_cast<double>(m_confusion.ofClass[of]);
        if (all <= 0) {
            continue;
        }
        const int thick = std::clamp(layout.cell - 2, 3, 14);
        const int y = layout.top + label * layout.cell + (layout.cell - thick) / 2;
        double x = layout.shares;
        for (int effort = 0; effort <= m_confusion.efforts; ++effort) {
            const double part = width * static_cast<double>(m_confusion.exitsAt(label, effort)) / all;
            const QRectF bar(x, y, part, thick);
            if (effort == m_confusion.efforts) {
                painter.fillRect(bar,
                                 hatchBrush(Hatch::Cross, theme.muted, theme.surface, devicePixelRatioF()));
            } else {
                painter.fillRect(bar, effortBrush(effortStyle(theme, effort, m_confusion.efforts),
                                                  theme.surface, devicePixelRatioF()));
            }
            x += part;
        }
        if (layout.cell >= metrics.height()) {
            painter.setPen(theme.text);
            painter.drawText(
                QRect(layout.shares + width, layout.top + label * layout.cell, numbers, layout.cell),
                Qt::AlignRight | Qt::AlignVCenter,
                formatPercent(static_cast<double>(m_confusion.rightOf[of]) / all));
        }
    }
}

void ConfusionView::paintLegend(QPainter& painter, const Layout& layout) const {
    const Theme& theme = m_theme.theme();
    const QFontMetrics metrics = painter.fontMetrics();
    const int y = layout.top + layout.cell * m_confusion.classes + tokens::kGap;
    painter.setPen(theme.muted);
    const double right = m_confusion.labelled > 0 ? static_cast<double>(m_confusion.right) /
                                                        static_cast<double>(m_confusion.labelled)
                                                  : 0;
    painter.drawText(
        layout.left, y + metrics.ascent(),
        tr("%1 images, %2 right; fill: share of the class, by its root; Enter shows a cell's images")
            .arg(formatCount(m_confusion.labelled), formatPercent(right)));
    int x = layout.shares;
    for (int effort = 0; effort < m_confusion.efforts; ++effort) {
        const EffortStyle style = effortStyle(theme, effort, m_confusion.efforts);
        painter.fillRect(QRect(x, y + 2, 10, 10), effortBrush(style, theme.surface, devicePixelRatioF()));
        painter.setPen(theme.muted);
        painter.drawText(x + 14, y + metrics.ascent(), style.name);
        x += 24 + metrics.horizontalAdvance(style.name);
    }
}

void ConfusionView::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(viewport());
    painter.setFont(fonts::small(font()));
    if (m_confusion.labelled == 0) {
        painter.setPen(m_theme.theme().muted);
        painter.drawText(viewport()->rect(), Qt::AlignCenter | Qt::TextWordWrap,
                         tr("None of the images that are shown has a label."));
        return;
    }
    painter.translate(-horizontalScrollBar()->value(), -verticalScrollBar()->value());
    const Layout layout = layoutNow();
    paintMatrix(painter, layout);
    paintNames(painter, layout);
    paintShares(painter, layout);
    paintLegend(painter, layout);
}

std::optional<QPoint> ConfusionView::cellAt(const QPoint& point) const {
    const Layout layout = layoutNow();
    const QPoint at = point + QPoint(horizontalScrollBar()->value(), verticalScrollBar()->value());
    if (at.y() < layout.top || at.y() >= layout.top + layout.cell * m_confusion.classes) {
        return std::nullopt;
    }
    const int label = (at.y() - layout.top) / layout.cell;
    const bool inMatrix = at.x() >= layout.left && at.x() < layout.left + layout.cell * m_confusion.classes;
    return QPoint(inMatrix ? (at.x() - layout.left) / layout.cell : -1, label);
}

QString ConfusionView::describe(const QPoint& cell) const {
    const auto all = m_confusion.ofClass[static_cast<std::size_t>(cell.y())];
    if (cell.x() < 0) {
        QStringList ends;
        for (int effort = 0; effort < m_confusion.efforts; ++effort) {
            ends << tr("%1 at %2")
                        .arg(formatCount(m_confusion.exitsAt(cell.y(), effort)),
                             effortName(effort, m_confusion.efforts));
        }
        return tr("%1: %2 images, ended %3")
            .arg(className(cell.y()), formatCount(all), ends.join(QStringLiteral(", ")));
    }
    const std::int64_t count = m_confusion.at(cell.y(), cell.x());
    const double share = all > 0 ? static_cast<double>(count) / static_cast<double>(all) : 0;
    return tr("%1 taken for %2: %3 of %4 (%5)")
        .arg(className(cell.y()), className(cell.x()), formatCount(count), formatCount(all),
             formatPercent(share));
}

void ConfusionView::setCurrent(const QPoint& cell) {
    m_current = cell;
    setAccessibleDescription(describe(cell));
    const Layout layout = layoutNow();
    const int left = layout.left + cell.x() * layout.cell, top = layout.top + cell.y() * layout.cell;
    const auto reveal = [&](QScrollBar& bar, int from, int room) {
        bar.setValue(std::clamp(bar.value(), from + layout.cell - room, from));
    };
    reveal(*horizontalScrollBar(), left, std::max(layout.cell, viewport()->width()));
    reveal(*verticalScrollBar(), top, std::max(layout.cell, viewport()->height()));
    viewport()->update();
}

void ConfusionView::mousePressEvent(QMouseEvent* event) {
    if (const auto cell = cellAt(event->position().toPoint()); cell && m_confusion.labelled > 0) {
        setCurrent({std::max(0, cell->x()), cell->y()});
        Q_EMIT cellChosen(cell->y(), cell->x());
    }
}

void ConfusionView::keyPressEvent(QKeyEvent* event) {
    const int last = m_confusion.classes - 1;
    QPoint to = m_current;
    switch (event->key()) {
        case Qt::Key_Left:
            to.rx() -= 1;
            break;
        case Qt::Key_Right:
            to.rx() += 1;
            break;
        case Qt::Key_Up:
            to.ry() -= 1;
            break;
        case Qt::Key_Down:
            to.ry() += 1;
            break;
        case Qt::Key_Home:
            to = {0, to.y()};
            break;
        case Qt::Key_End:
            to = {last, to.y()};
            break;
        case Qt::Key_Return:
        case Qt::Key_Enter:
            if (m_confusion.labelled > 0) {
                Q_EMIT cellChosen(m_current.y(), m_current.x());
            }
            return;
        default:
            QAbstractScrollArea::keyPressEvent(event);
            return;
    }
    if (last >= 0) {
        setCurrent({std::clamp(to.x(), 0, last), std::clamp(to.y(), 0, last)});
    }
}

bool ConfusionView::viewportEvent(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const auto cell = m_confusion.labelled > 0 ? cellAt(help->pos()) : std::nullopt;
        QToolTip::showText(help->globalPos(), cell ? describe(*cell) : QString(), this);
        return true;
    }
    return QAbstractScrollArea::viewportEvent(event);
}

}  // namespace pivot
