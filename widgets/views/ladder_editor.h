// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run_config.h"
#include "widgets/models/choices.h"
#include "widgets/models/path_estimate.h"

#include <QWidget>
#include <optional>
#include <vector>

class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QToolButton;
class QUndoStack;
class QVBoxLayout;

namespace pivot {

class ElidedLabel;
class SkipEditor;
class ThemeSource;
class ThresholdSlider;

/// The efforts of a run in rising cost, the thresholds between them, and how these are chosen. Every gesture
/// can be undone.
class LadderEditor : public QWidget {
    Q_OBJECT
public:
    static constexpr int kMaxEfforts = 4;

    explicit LadderEditor(const ThemeSource& theme, QWidget* parent = nullptr);

    /// Depth, classes and which paths are tuned.
    void setModel(const ModelChoice& model);
    /// Replaces everything and forgets what could be undone.
    void setSuggestion(const LadderSuggestion& suggestion);
    void setRerun(RerunMode rerun);
    void setPathCost(PathCost cost);

    [[nodiscard]] const EffortLadder& ladder() const { return m_state.ladder; }
    [[nodiscard]] const std::optional<CalibrationGoal>& goal() const { return m_state.goal; }
    [[nodiscard]] const ThresholdSource& source() const { return m_state.source; }
    [[nodiscard]] QUndoStack& undoStack() { return *m_undo; }

Q_SIGNALS:
    void changed();

private:
    using State = LadderSuggestion;
    class Edit;

    void makeGoalRow(QVBoxLayout& layout);
    void restore(const State& state);
    void commit(const QString& what);
    void rebuild();
    void refresh();
    void updateCaptions();
    void updateSources();
    void readGoal();
    void moveThreshold(int index, double nats);
    void addEffort();
    void removeEffort();
    [[nodiscard]] QString caption(int index, QString& toolTip) const;
    [[nodiscard]] QString sourceText(QString& toolTip) const;
    [[nodiscard]] int firstBlock(int index) const;

    const ThemeSource& m_theme;
    ModelChoice m_model;
    State m_state, m_committed;
    RerunMode m_rerun = RerunMode::Prefix;
    PathCost m_cost;
    QUndoStack* m_undo;
    QVBoxLayout* m_effortsLayout;
    QVBoxLayout* m_thresholdsLayout;
    std::vector<SkipEditor*> m_editors;
    std::vector<ThresholdSlider*> m_sliders;
    QToolButton* m_add;
    QToolButton* m_remove;
    QWidget* m_goalRow = nullptr;
    QComboBox* m_goal = nullptr;
    QDoubleSpinBox* m_goalValue = nullptr;
    ElidedLabel* m_estimate;
};

}  // namespace pivot
