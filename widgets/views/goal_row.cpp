// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/goal_row.h"

#include "widgets/theme/parts.h"
#include "widgets/theme/tokens.h"
#include "widgets/views/wheel_guard.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QSignalBlocker>

namespace pivot {
namespace {

constexpr int kAsGiven = -1;

}  // namespace

GoalRow::GoalRow(Choices choices, QWidget* parent)
    : QWidget(parent), m_kind(new QComboBox), m_bound(new QDoubleSpinBox) {
    const bool alone = choices == Choices::AimsOnly;
    m_kind->setObjectName(alone ? QStringLiteral("scrubGoal") : QStringLiteral("goal"));
    m_kind->setAccessibleName(tr("How the thresholds are chosen"));
    if (!alone) {
        m_kind->addItem(tr("as given"), kAsGiven);
    }
    m_kind->addItem(tr("least EDP, loss ≤"), static_cast<int>(CalibrationGoal::Kind::Edp));
    m_kind->addItem(tr("loss ≤"), static_cast<int>(CalibrationGoal::Kind::Loss));
    m_kind->addItem(tr("low effort ≥"), static_cast<int>(CalibrationGoal::Kind::Share));
    m_kind->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_kind->setMinimumWidth(alone ? 140 : 80);
    m_bound->setObjectName(alone ? QStringLiteral("scrubGoalValue") : QStringLiteral("goalValue"));
    m_bound->setAccessibleName(tr("Bound of the threshold's aim"));
    m_bound->setLocale(QLocale::c());
    m_bound->setAlignment(Qt::AlignRight);
    m_bound->setKeyboardTracking(false);
    m_bound->setFixedWidth(72);
    for (QWidget* widget : {static_cast<QWidget*>(m_kind), static_cast<QWidget*>(m_bound)}) {
        widget->setProperty("role", "compact");
        widget->setFont(fonts::small(font()));
        guardFromWheel(*widget);
    }
    auto* aim = makeLabel(tr("aim"), TextRole::Muted);
    aim->setBuddy(m_kind);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(tokens::kGrid);
    row->addWidget(aim);
    row->addWidget(m_kind, 1);
    row->addWidget(m_bound);
    connect(m_kind, &QComboBox::activated, this, &GoalRow::read);
    connect(m_bound, &QDoubleSpinBox::valueChanged, this, &GoalRow::read);
    setGoal({});
}

void GoalRow::setGoal(const std::optional<CalibrationGoal>& goal) {
    m_shown = goal;
    const QSignalBlocker blockKind(m_kind);
    const QSignalBlocker blockBound(m_bound);
    m_kind->setCurrentIndex(m_kind->findData(goal ? static_cast<int>(goal->kind) : kAsGiven));
    m_bound->setVisible(goal.has_value());
    if (goal) {
        const bool isShare = goal->kind == CalibrationGoal::Kind::Share;
        m_bound->setSuffix(isShare ? tr(" %") : tr(" pt"));
        m_bound->setDecimals(isShare ? 0 : 1);
        m_bound->setSingleStep(isShare ? 5 : 0.1);
        m_bound->setRange(0, 100);
        m_bound->setValue(isShare ? 100.0 * goal->share : goal->lossPoints);
    }
}

void GoalRow::commitPending() {
    m_bound->interpretText();
}

void GoalRow::read() {
    const int kind = m_kind->currentData().toInt();
    std::optional<CalibrationGoal> goal;
    if (kind != kAsGiven) {
        goal = CalibrationGoal{
            .kind = static_cast<CalibrationGoal::Kind>(kind), .share = 0.7, .lossPoints = 0.2};
        if (m_shown && m_shown->kind == goal->kind) {
            (goal->kind == CalibrationGoal::Kind::Share ? goal->share : goal->lossPoints) =
                goal->kind == CalibrationGoal::Kind::Share ? m_bound->value() / 100.0 : m_bound->value();
        }
    }
    Q_EMIT goalPicked(goal);
}

}  // namespace pivot
