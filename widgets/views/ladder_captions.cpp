// SPDX-License-Identifier: GPL-3.0-or-later
// What the ladder's editors say beside what is set: costs, accuracies, where thresholds are from.
#include "widgets/theme/parts.h"
#include "widgets/views/goal_row.h"
#include "widgets/views/ladder_editor.h"
#include "widgets/views/ladder_texts.h"
#include "widgets/views/score_box.h"
#include "widgets/views/skip_editor.h"
#include "widgets/views/threshold_slider.h"

#include <QToolButton>

namespace pivot {

void LadderEditor::setPathCost(PathCost cost) {
    m_cost = std::move(cost);
    updateCaptions();
}

void LadderEditor::setPathAccuracy(PathAccuracyOf accuracy) {
    m_accuracy = std::move(accuracy);
    showPathAccuracy();
}

void LadderEditor::showPathAccuracy() {
    const auto count = static_cast<int>(m_editors.size());
    for (int i = 0; i < count; ++i) {
        const auto place = static_cast<std::size_t>(i);
        const auto known = m_accuracy ? m_accuracy(m_state.ladder.efforts[place]) : PathAccuracyEstimate();
        const auto [text, toolTip] = pathFacts(m_model, m_cost, m_state.ladder, i, m_state.rerun, known);
        m_editors[place]->setFacts(text, toolTip);
    }
}

void LadderEditor::updateCaptions() {
    const auto count = static_cast<int>(m_editors.size());
    for (int i = 0; i < count; ++i) {
        const auto [text, toolTip] = effortCaption(m_model, m_cost, m_state.ladder, i, m_state.rerun);
        m_editors[static_cast<std::size_t>(i)]->setCaption(text, toolTip);
    }
    showPathAccuracy();
    const QString breakEven = breakEvenText(m_model, m_cost, m_state.ladder, m_state.rerun);
    m_estimate->setFullText(breakEven);
    m_estimate->setVisible(!breakEven.isEmpty());
}

void LadderEditor::updateSources() {
    m_goal->setGoal(m_state.goal);
    m_score->setScore(m_state.ladder.score);
    const ThresholdSource where = source();
    const auto [text, toolTip] = thresholdSourceText(where, m_state.goal.has_value());
    for (std::size_t i = 0; i < m_sliders.size(); ++i) {
        // While an aim is set, the old value is not what will run.
        m_sliders[i]->setThreshold(
            m_state.goal ? std::nullopt : hardestAccepted(m_state.ladder.efforts[i], m_state.ladder.score),
            m_state.ladder.score);
        m_sliders[i]->setSourceText(text, toolTip, where.onReportedImages);
    }
    m_default->setVisible(m_suggestion && !isUntouched());
}

}  // namespace pivot
