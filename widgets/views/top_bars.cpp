// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/top_bars.h"

#include "pivot/entropy.h"
#include "widgets/models/number_format.h"
#include "widgets/models/score_text.h"
#include "widgets/theme/effort_style.h"

#include <QPainter>
#include <algorithm>
#include <cmath>

namespace pivot {
namespace {

constexpr int kNameWidth = 92, kNumberWidth = 44;
constexpr int kBarHeight = 8;

int lineHeight(const QFontMetrics& metrics) {
    return metrics.height() + 3;
}

}  // namespace

TopBars::TopBars(const ThemeSource& theme, QWidget* parent) : QWidget(parent), m_theme(theme) {
    setFont(fonts::small(font()));
    connect(&m_theme, &ThemeSource::changed, this, qOverload<>(&QWidget::update));
}

int TopBars::ranks() const {
    const auto& ids = m_answer.visit.topIds;
    return static_cast<int>(std::count_if(ids.begin(), ids.end(), [](int id) { return id >= 0; }));
}

QString TopBars::className(int id) const {
    return id < m_answer.labels.size() ? m_answer.labels[id] : tr("class %1").arg(id);
}

void TopBars::setAnswer(const Answer& answer) {
    m_answer = answer;
    QStringList spoken;
    for (int rank = 0; rank < ranks(); ++rank) {
        const auto place = static_cast<std::size_t>(rank);
        spoken << tr("%1 %2").arg(className(answer.visit.topIds[place]),
                                  formatPercent(static_cast<double>(answer.visit.topProbabilities[place])));
    }
    setAccessibleName(tr("Answers of effort %1").arg(effortName(answer.visit.effort, answer.efforts)));
    setAccessibleDescription(spoken.join(QStringLiteral(", ")));
    updateGeometry();
    update();
}

QSize TopBars::sizeHint() const {
    return {kNameWidth + kNumberWidth + 120, lineHeight(fontMetrics()) * (ranks() + 1) + tokens::kGrid};
}

void TopBars::paintRanks(QPainter& painter, const QFontMetrics& metrics) const {
    const Theme& theme = m_theme.theme();
    const EffortStyle style = effortStyle(theme, m_answer.visit.effort, m_answer.efforts);
    const int room = width() - kNameWidth - kNumberWidth;
    for (int rank = 0; rank < ranks(); ++rank) {
        const auto place = static_cast<std::size_t>(rank);
        const int id = m_answer.visit.topIds[place], y = rank * lineHeight(metrics);
        const double p = static_cast<double>(m_answer.visit.topProbabilities[place]);
        QFont font = this->font();
        font.setBold(id == m_answer.label);  // the true class, wherever it stands
        painter.setFont(font);
        painter.setPen(id == m_answer.label ? theme.text : theme.muted);
        painter.drawText(QRect(0, y, kNameWidth - tokens::kGap, metrics.height()), Qt::AlignLeft,
                         metrics.elidedText(className(id), Qt::ElideRight, kNameWidth - 2 * tokens::kGap));
        painter.setFont(this->font());
        const QRectF bar(kNameWidth, y + (metrics.height() - kBarHeight) / 2.0,
                         std::max(1.0, room * std::clamp(p, 0.0, 1.0)), kBarHeight);
        painter.fillRect(bar, effortBrush(style, theme.surface, devicePixelRatioF()));
        painter.setPen(theme.text);
        painter.drawText(QRect(width() - kNumberWidth, y, kNumberWidth, metrics.height()), Qt::AlignRight,
                         QString::number(p, 'f', 3));
    }
}

void TopBars::paintScore(QPainter& painter, const QFontMetrics& metrics) const {
    const Theme& theme = m_theme.theme();
    if (m_answer.classes < 2) {
        return;
    }
    const int y = ranks() * lineHeight(metrics) + tokens::kGrid;
    const int room = width() - kNameWidth - kNumberWidth;
    const double score =
        axisPlace(hardness(m_answer.visit, m_answer.score), m_answer.score, m_answer.classes);
    painter.setPen(theme.muted);
    painter.drawText(
        QRect(0, y, kNameWidth, metrics.height()), Qt::AlignLeft,
        metrics.elidedText(scoreName(m_answer.score).toLower(), Qt::ElideRight, kNameWidth - tokens::kGap));
    const double middle = y + metrics.height() / 2.0;
    painter.fillRect(QRectF(kNameWidth, middle - 1, room, 2), theme.line);
    if (m_answer.hardestAccepted) {
        const double place = axisPlace(*m_answer.hardestAccepted, m_answer.score, m_answer.classes);
        const double x = kNameWidth + room * std::clamp(place, 0.0, 1.0);
        painter.fillRect(QRectF(x - 1, y, 2, metrics.height()), theme.chosen);
    }
    if (std::isfinite(score)) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.effort(m_answer.visit.effort, m_answer.efforts));
        painter.drawEllipse(QPointF(kNameWidth + room * std::clamp(score, 0.0, 1.0), middle), 4, 4);
    }
    painter.setPen(theme.text);
    painter.drawText(QRect(width() - kNumberWidth, y, kNumberWidth, metrics.height()), Qt::AlignRight,
                     std::isfinite(score) ? QString::number(score, 'f', 3) : QString(QChar(0x2013)));
}

void TopBars::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QFontMetrics metrics(font());
    paintRanks(painter, metrics);
    paintScore(painter, metrics);
}

}  // namespace pivot
