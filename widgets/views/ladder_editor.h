// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run_config.h"
#include "pivot/routing.h"
#include "widgets/models/choices.h"
#include "widgets/models/path_estimate.h"

#include <QWidget>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

class QToolButton;
class QUndoStack;
class QVBoxLayout;

namespace pivot {

class ElidedLabel;
class GoalRow;
class ScoreBox;
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

    /// Depth, classes and which paths are tuned. Paths that do not fit are cut, as a step that can be undone.
    void setModel(const ModelChoice& model);
    /// What is to run: thresholds that were chosen for another `modelAndDevice` count as given, those chosen
    /// on images of the data set `reportedSpec` as chosen on the reported ones.
    void setContext(const std::string& modelAndDevice, const std::string& reportedSpec);
    /// Replaces everything and forgets what could be undone.
    void setSuggestion(const LadderSuggestion& suggestion);
    /// The default for what is selected now: taken over (as a step that can be undone) while nothing but the
    /// last default was there, otherwise offered on a button.
    void suggest(const LadderSuggestion& suggestion);
    /// The path and thresholds that a run has chosen, as a step that can be undone.
    void showChosen(LadderSuggestion chosen);
    /// Another ladder from outside, as a step `what` that can be undone.
    void adopt(LadderSuggestion ladder, const QString& what);
    /// As if its slider was moved; endMove() makes a step of it that can be undone.
    void moveThreshold(int index, double hardness);
    /// Another score, as a step that can be undone. Thresholds follow by the translation, or stay where two
    /// classes in doubt would stand.
    void setScore(ScoreKind score);
    /// Says thresholds of another score that let as many images end at each effort; absent where it cannot.
    using ScoreTranslation = std::function<std::optional<Thresholds>(ScoreKind)>;
    void setScoreTranslation(ScoreTranslation translation) { m_translation = std::move(translation); }
    void endMove();
    /// Another place where re-runs begin, said by the person.
    void setRerun(RerunMode rerun);
    void setPathCost(PathCost cost);
    /// Who knows how right a path is; empty: nobody.
    void setPathAccuracy(PathAccuracyOf accuracy);
    /// That has changed: asks anew.
    void showPathAccuracy();
    /// Takes over what was typed and not finished with Enter.
    void commitPending();
    /// Why a text is no path; empty when all are.
    [[nodiscard]] QString error() const;

    /// While there is a goal its thresholds are those before it, and not what will run.
    [[nodiscard]] const EffortLadder& ladder() const { return m_state.ladder; }
    [[nodiscard]] const std::optional<CalibrationGoal>& goal() const { return m_state.goal; }
    [[nodiscard]] const std::vector<SkipConfig>& candidates() const { return m_state.candidates; }
    [[nodiscard]] RerunMode rerun() const { return m_state.rerun; }
    /// Of the thresholds as they stand, for what is selected.
    [[nodiscard]] ThresholdSource source() const;
    [[nodiscard]] QUndoStack& undoStack() { return *m_undo; }

Q_SIGNALS:
    void changed();

private:
    using State = LadderSuggestion;
    class Edit;

    [[nodiscard]] QWidget* makeHeading();
    void restore(const State& state);
    void commit(const QString& what);
    void push(const State& next, const QString& what);
    void touched();
    [[nodiscard]] State fitted(State state) const;
    [[nodiscard]] bool isUntouched() const;
    void rebuild();
    void refresh();
    void updateCaptions();
    void updateSources();
    void readGoal(const std::optional<CalibrationGoal>& goal);
    void decideAnew(const QString& what);
    void addEffort();
    void removeEffort();

    const ThemeSource& m_theme;
    ModelChoice m_model;
    State m_state, m_committed;
    std::optional<State> m_suggestion;  ///< the default for what is selected
    std::optional<State> m_resolved;    ///< what a run has made of it
    std::string m_context, m_reported;
    PathCost m_cost;
    PathAccuracyOf m_accuracy;
    QUndoStack* m_undo;
    QVBoxLayout* m_effortsLayout;
    QVBoxLayout* m_thresholdsLayout;
    std::vector<SkipEditor*> m_editors;
    std::vector<ThresholdSlider*> m_sliders;
    QToolButton* m_add;
    QToolButton* m_remove;
    QToolButton* m_default;
    GoalRow* m_goal;
    ScoreBox* m_score;
    QWidget* m_scoreRow;
    ScoreTranslation m_translation;
    ElidedLabel* m_estimate;
};

}  // namespace pivot
