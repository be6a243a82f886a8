// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/image_inspector.h"

#include "widgets/models/number_format.h"
#include "widgets/theme/effort_style.h"
#include "widgets/theme/parts.h"
#include "widgets/views/top_bars.h"

#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>
#include <cmath>

namespace pivot {
namespace {

constexpr int kWidth = 308, kPictureSide = 168;

QPixmap enlarged(const QImage& pixels, qreal ratio) {
    const QSize room = QSize(kPictureSide, kPictureSide) * ratio;
    // The few pixels of a small image are what the network saw: they stay sharp.
    const bool few = pixels.width() * 2 <= kPictureSide && pixels.height() * 2 <= kPictureSide;
    QPixmap made = QPixmap::fromImage(
        pixels.scaled(room, Qt::KeepAspectRatio, few ? Qt::FastTransformation : Qt::SmoothTransformation));
    made.setDevicePixelRatio(ratio);
    return made;
}

}  // namespace

ImageInspector::ImageInspector(const ThemeSource& theme, QWidget* parent)
    : QScrollArea(parent), m_theme(theme), m_content(new QWidget) {
    setObjectName(QStringLiteral("imageInspector"));
    setAccessibleName(tr("The selected image"));
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFixedWidth(kWidth);
    m_content->setObjectName(QStringLiteral("scrolled"));
    auto* layout = new QVBoxLayout(m_content);
    layout->setContentsMargins(tokens::kGroup, 0, tokens::kGap, tokens::kGap);
    layout->setSpacing(tokens::kGap);
    m_hint = makeLabel(tr("Select an image: what each effort said of it stands here."), TextRole::Muted,
                       QStringLiteral("inspectorHint"));
    m_hint->setWordWrap(true);
    m_pixels = new QLabel;
    m_pixels->setObjectName(QStringLiteral("inspectorPixels"));
    m_title = makeLabel({}, TextRole::Plain, QStringLiteral("inspectorTitle"));
    m_title->setFont(fonts::title(font()));
    m_title->setWordWrap(true);
    m_facts = makeLabel({}, TextRole::Muted, QStringLiteral("inspectorFacts"));
    m_facts->setWordWrap(true);
    m_facts->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_attention = new QPushButton(tr("Attention maps"));
    m_attention->setObjectName(QStringLiteral("inspectorAttention"));
    m_attention->setToolTip(tr("What both efforts look at in this image (Enter)"));
    m_answers = new QVBoxLayout;
    m_answers->setSpacing(tokens::kGrid);
    for (QWidget* part : std::initializer_list<QWidget*>{m_hint, m_pixels, m_title, m_facts}) {
        layout->addWidget(part);
    }
    layout->addLayout(m_answers);
    layout->addWidget(m_attention, 0, Qt::AlignLeft);
    layout->addStretch(1);
    setWidget(m_content);
    connect(m_attention, &QPushButton::clicked, this, [this] {
        if (m_shown) {
            Q_EMIT attentionWanted(*m_shown);
        }
    });
    showNothing();
}

void ImageInspector::setEfforts(const QStringList& skips) {
    m_skips = skips;
    showNothing();
}

void ImageInspector::showNothing() {
    m_shown.reset();
    while (QLayoutItem* item = m_answers->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    m_hint->show();
    for (QWidget* part : std::initializer_list<QWidget*>{m_pixels, m_title, m_facts, m_attention}) {
        part->hide();
    }
}

void ImageInspector::showHeading(const InspectedImage& image, const ImageTable& table, std::size_t row) {
    const ImageAnswers& answers = *table.answers;
    const ImageRoutes& routes = *table.routes;
    const Outcome& outcome = image.result.outcome;
    const Verdict verdict = routes.verdict[row];
    QString title = QLatin1Char('#') + formatCount(outcome.imageIndex);
    if (outcome.label) {
        title += QStringLiteral("  ") + answers.className(*outcome.label);
    }
    if (verdict == Verdict::Wrong && routes.predicted[row] != answers.label[row]) {
        title += tr(", taken for %1").arg(answers.className(routes.predicted[row]));
    }
    m_title->setText(title);
    QStringList facts;
    if (!outcome.imageKey.empty() && outcome.imageKey != std::to_string(outcome.imageIndex)) {
        facts << fromUtf8(outcome.imageKey);
    }
    if (verdict == Verdict::Failed) {
        facts << tr("could not be read: %1").arg(fromUtf8(outcome.error));
    } else {
        facts << (routes.exit[row] == Outcome::kNoExit
                      ? tr("no effort accepted it, so it counts as wrong")
                      : tr("ended at %1").arg(effortName(routes.exit[row], table.efforts())));
        QString cost = tr("cost %1").arg(formatDelayMs(static_cast<double>(routes.delayMs[row])));
        if (!std::isnan(routes.energyJ[row])) {
            cost += tr(", %1").arg(formatEnergyJ(static_cast<double>(routes.energyJ[row])));
        }
        facts << cost + tr(" (its share of its batches)");
    }
    m_facts->setText(facts.join(QLatin1Char('\n')));
    m_pixels->setPixmap(image.pixels.isNull() ? QPixmap() : enlarged(image.pixels, devicePixelRatioF()));
    m_pixels->setAccessibleName(title);
}

void ImageInspector::addAnswer(const Visit& visit, const ImageTable& table, std::size_t row,
                               const Thresholds& thresholds, ScoreKind score) {
    const int efforts = table.efforts();
    const auto effort = static_cast<std::size_t>(visit.effort);
    const bool reached =
        table.routes->exit[row] == Outcome::kNoExit || visit.effort <= table.routes->exit[row];
    QString heading = effortName(visit.effort, efforts);
    if (visit.effort < m_skips.size()) {
        heading += tr(" · skips %1").arg(m_skips[visit.effort]);
    }
    auto* title = new ElidedLabel(heading);
    title->setFont(fonts::title(font()));
    auto* bars = new TopBars(m_theme);
    bars->setObjectName(QStringLiteral("topBars%1").arg(visit.effort));
    bars->setAnswer({.visit = visit,
                     .efforts = efforts,
                     .classes = table.answers->classes,
                     .label = table.answers->label[row],
                     .score = score,
                     .hardestAccepted = effort < thresholds.size() ? thresholds[effort] : std::nullopt,
                     .labels = table.answers->labels});
    // Beside the score that is drawn, the other that people ask for.
    const QString other =
        score == ScoreKind::Entropy
            ? tr("margin %1").arg(formatSignificant(static_cast<double>(visit.margin)))
            : tr("entropy %1")
                  .arg(table.answers->classes > 1
                           ? formatSignificant(
                                 axisPlace(visit.entropyNats, ScoreKind::Entropy, table.answers->classes))
                           : tr("%1 nats").arg(formatSignificant(visit.entropyNats)));
    QString cost = tr("%1 · %2").arg(other, formatDelayMs(static_cast<double>(visit.delayNs) * 1e-6));
    if (visit.energyJ) {
        cost += tr(" · %1").arg(formatEnergyJ(*visit.energyJ));
    }
    if (!reached) {
        cost += tr(" · not needed");
    }
    QLabel* facts = makeLabel(cost, TextRole::Muted);
    facts->setFont(fonts::small(font()));
    for (QWidget* part : std::initializer_list<QWidget*>{title, bars, facts}) {
        m_answers->addWidget(part);
    }
    m_answers->addSpacing(tokens::kGap);
}

void ImageInspector::showImage(const InspectedImage& image, const ImageTable& table,
                               const Thresholds& thresholds, ScoreKind score) {
    const std::int64_t index = image.result.outcome.imageIndex;
    const auto row = table.rowOf(index);
    showNothing();
    if (!row) {
        return;
    }
    m_shown = index;
    m_hint->hide();
    showHeading(image, table, *row);
    for (const Visit& visit : image.result.visits) {
        addAnswer(visit, table, *row, thresholds, score);
    }
    m_pixels->setVisible(!image.pixels.isNull());
    for (QWidget* part : std::initializer_list<QWidget*>{m_title, m_facts, m_attention}) {
        part->show();
    }
    m_attention->setEnabled(!image.pixels.isNull());
}

}  // namespace pivot
