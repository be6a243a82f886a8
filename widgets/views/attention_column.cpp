// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/attention_column.h"

#include "widgets/theme/effort_style.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QPixmap>
#include <QVBoxLayout>

namespace pivot {
namespace {

constexpr double kMostOfColumn = 0.58;  // for the grid: the image stays large enough to be looked at

}  // namespace

AttentionColumn::AttentionColumn(const ThemeSource& theme, const QString& name, QWidget* parent)
    : Card(parent),
      m_theme(theme),
      m_swatch(new QLabel),
      m_name(makeLabel({}, TextRole::Plain, name + QStringLiteral("Name"))),
      m_detail(new ElidedLabel),
      m_answer(new ElidedLabel),
      m_zoom(new AttentionZoom(theme, name + QStringLiteral("Zoom"), tr("Map over the image"))),
      m_grid(new AttentionGrid(theme, name + QStringLiteral("Grid"), tr("Maps of every block and head"))) {
    setObjectName(name);
    m_name->setFont(fonts::title(font()));
    m_detail->setObjectName(name + QStringLiteral("Detail"));
    m_answer->setObjectName(name + QStringLiteral("Answer"));
    for (ElidedLabel* label : {m_detail, m_answer}) {
        label->setFont(fonts::small(font()));
        label->setProperty("role", "muted");
    }
    auto* heading = new QHBoxLayout;
    heading->setSpacing(tokens::kGap);
    heading->addWidget(m_swatch);
    heading->addWidget(m_name);
    heading->addWidget(m_detail, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(tokens::kGap + tokens::kGrid, tokens::kGap, tokens::kGap + tokens::kGrid,
                               tokens::kGap + tokens::kGrid);
    layout->setSpacing(tokens::kGrid);
    layout->addLayout(heading);
    layout->addWidget(m_answer);
    layout->addSpacing(tokens::kGrid);
    layout->addWidget(m_zoom, 1);
    layout->addWidget(m_grid);
    connect(&m_theme, &ThemeSource::changed, this, &AttentionColumn::paintHeading);
}

void AttentionColumn::setHeading(int effort, int count, const QString& name, const QString& detail) {
    m_effort = effort;
    m_efforts = count;
    m_name->setText(name);
    m_detail->setFullText(detail);
    m_zoom->setAccessibleName(tr("Map of %1 over the image").arg(name));
    m_grid->setAccessibleName(tr("Maps of every block and head, %1").arg(name));
    paintHeading();
}

void AttentionColumn::paintHeading() {
    m_swatch->setVisible(m_effort >= 0);
    if (m_effort < 0) {
        return;
    }
    const qreal ratio = devicePixelRatioF();
    QPixmap swatch(QSize(tokens::kDot + 2, tokens::kDot + 2) * ratio);
    swatch.setDevicePixelRatio(ratio);
    swatch.fill(Qt::transparent);
    QPainter painter(&swatch);
    painter.setRenderHint(QPainter::Antialiasing);
    const EffortStyle style = effortStyle(m_theme.theme(), m_effort, m_efforts);
    painter.setPen(Qt::NoPen);
    painter.setBrush(style.color);
    const double middle = (tokens::kDot + 2) / 2.0;
    paintMarker(painter, style.marker, {middle, middle}, tokens::kDot);
    painter.end();
    m_swatch->setPixmap(swatch);
}

void AttentionColumn::setAnswer(const QString& answer, const QString& toolTip) {
    m_answer->setFullText(answer);
    if (!toolTip.isEmpty()) {
        m_answer->setToolTip(toolTip);
    }
}

void AttentionColumn::setMaps(AttentionGrid::Content content, MapPlace current) {
    m_grid->setContent(std::move(content));
    m_grid->setCurrent(current);
    share();
}

void AttentionColumn::setNoMaps(const QString& text) {
    m_grid->clear(text);
}

void AttentionColumn::clear(const QString& text) {
    setAnswer({});
    m_zoom->clear(text);
    m_grid->clear({});
}

void AttentionColumn::resizeEvent(QResizeEvent* event) {
    Card::resizeEvent(event);
    share();
}

void AttentionColumn::share() {
    const QMargins margins = layout()->contentsMargins();
    const int most = static_cast<int>(kMostOfColumn * height());
    m_grid->setFixedHeight(
        std::max(m_grid->minimumSizeHint().height(),
                 std::min(most, m_grid->heightFor(width() - margins.left() - margins.right()))));
}

}  // namespace pivot
