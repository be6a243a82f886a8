// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/scrub_bar.h"

#include "widgets/theme/choice_strip.h"
#include "widgets/theme/parts.h"
#include "widgets/theme/tokens.h"
#include "widgets/views/goal_row.h"
#include "widgets/views/ladder_texts.h"
#include "widgets/views/score_box.h"
#include "widgets/views/wheel_guard.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

namespace pivot {

ScrubBar::ScrubBar(QWidget* parent)
    : QWidget(parent),
      m_score(new ScoreBox(QStringLiteral("scrubScore"))),
      m_goals(new GoalRow(GoalRow::Choices::AimsOnly)),
      m_images(new QComboBox),
      m_calibrate(new QPushButton(tr("Calibrate"))),
      m_text(new ElidedLabel),
      m_view(new ChoiceStrip(QStringLiteral("figuresView"))) {
    setObjectName(QStringLiteral("scrubBar"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_images->setObjectName(QStringLiteral("calibrateOn"));
    m_images->setAccessibleName(tr("Images that the thresholds are chosen on"));
    m_images->addItem(tr("calibration images"), false);
    m_images->addItem(tr("images shown"), true);
    m_images->setItemData(0, tr("The calibration split: the accuracy that is shown stays honest"),
                          Qt::ToolTipRole);
    m_images->setItemData(1, tr("The images that are reported on: the accuracy is flattered"),
                          Qt::ToolTipRole);
    m_images->setProperty("role", "compact");
    m_images->setFont(fonts::small(font()));
    guardFromWheel(*m_images);
    m_calibrate->setObjectName(QStringLiteral("calibrate"));
    m_calibrate->setProperty("role", "compact");
    m_calibrate->setFont(fonts::small(font()));
    m_calibrate->setToolTip(tr("Choose the thresholds of this run by the aim"));
    m_text->setObjectName(QStringLiteral("scrubSource"));
    m_text->setProperty("role", "muted");
    m_text->setFont(fonts::small(font()));
    m_view->setChoices(
        {tr("Figures"), tr("Calibration")},
        {tr("Accuracy, cost and routing"),
         tr("Whether each effort is right as often as it is sure, and what a temperature does")});
    auto* score = makeLabel(tr("score"), TextRole::Muted);
    score->setBuddy(m_score);
    auto* on = makeLabel(tr("on"), TextRole::Muted);
    on->setBuddy(m_images);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(tokens::kGrid);
    row->addWidget(score);
    row->addWidget(m_score);
    row->addSpacing(tokens::kGap);
    row->addWidget(m_goals);
    row->addWidget(on);
    row->addWidget(m_images);
    row->addWidget(m_calibrate);
    row->addSpacing(tokens::kGap);
    row->addWidget(m_text, 1);
    row->addWidget(m_view);
    connect(m_score, &ScoreBox::scorePicked, this, &ScrubBar::scorePicked);
    connect(m_goals, &GoalRow::goalPicked, this, [this](const std::optional<CalibrationGoal>& goal) {
        m_goal = goal.value_or(m_goal);
        m_goals->setGoal(m_goal);
    });
    connect(m_calibrate, &QPushButton::clicked, this, [this] {
        m_goals->commitPending();
        Q_EMIT calibrationWanted(m_goal, m_images->currentData().toBool());
    });
    connect(m_view, &ChoiceStrip::picked, this, &ScrubBar::viewPicked);
    m_goals->setGoal(m_goal);
}

void ScrubBar::setScore(ScoreKind score) {
    m_score->setScore(score);
}

void ScrubBar::setSource(const ThresholdSource& source) {
    m_source = source;
    setWorking(m_working);
}

void ScrubBar::setWorking(const QString& sentence) {
    m_working = sentence;
    m_calibrate->setEnabled(sentence.isEmpty());
    const CaptionText caption = thresholdSourceText(m_source, false);
    const bool warns = sentence.isEmpty() && m_source.onReportedImages;
    m_text->setFullText(sentence.isEmpty() ? caption.text : sentence);
    m_text->setAccessibleDescription(caption.toolTip);
    setRole(*m_text, "role", warns ? QStringLiteral("error") : QStringLiteral("muted"));
}

void ScrubBar::setProgress(const QString& sentence) {
    if (!m_working.isEmpty()) {
        setWorking(sentence);
    }
}

void ScrubBar::setView(View view) {
    m_view->setCurrent(view);
}

}  // namespace pivot
