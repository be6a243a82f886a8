// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/calibration_wish.h"
#include "widgets/models/stored_run.h"

#include <QObject>
#include <optional>

namespace pivot {

class SetupPanel;

/// The thresholds and the score of the profiled run that the Run page shows: moved on the page, or in the
/// set-up where that holds the run's paths, and there as steps that can be undone.
class ProfileScrubber : public QObject {
    Q_OBJECT
public:
    /// `setup` outlives it.
    explicit ProfileScrubber(SetupPanel& setup, QObject* parent = nullptr);

    /// `run` can be scrubbed; `model`: the name of its model.
    void begin(const StoredRun& run, const QString& model);
    void end();
    /// As it was run; null while there is none.
    [[nodiscard]] const StoredRun* run() const { return m_run ? &*m_run : nullptr; }
    [[nodiscard]] ScoreKind score() const { return m_score; }
    [[nodiscard]] const Thresholds& thresholds() const { return m_thresholds; }
    [[nodiscard]] const ThresholdSource& source() const { return m_source; }
    /// The effort whose histogram follows.
    void setEffort(int effort) { m_effort = effort; }
    /// Of that effort, at the thresholds as they stand.
    [[nodiscard]] ScoreHistogram histogram() const;

    /// The threshold of one effort to a place on the axis of the score; drop() ends the gesture.
    void move(int effort, double axisPlace);
    void drop();
    /// Another score, at thresholds with the same shares.
    void setScore(ScoreKind score);
    void take(const ChosenThresholds& chosen);
    /// To choose thresholds of what is shown now.
    [[nodiscard]] CalibrationWish wish(const std::optional<CalibrationGoal>& goal, bool onReported) const;

Q_SIGNALS:
    void moved(const pivot::StoredRun& run);

private:
    [[nodiscard]] bool setupHoldsTheRun() const;
    /// The set-up holds the run and stands where the page does, so that a gesture is a step of the set-up's.
    /// `except`: the effort whose threshold is moved just now, -1: none.
    [[nodiscard]] bool setupStandsHere(int except = -1) const;
    void followSetup();
    void rememberSetup();
    void show(ScoreKind score, const Thresholds& thresholds, const ThresholdSource& source);

    SetupPanel& m_setup;
    std::optional<StoredRun> m_run;
    QString m_model;
    int m_effort = 0;
    ScoreKind m_score = ScoreKind::Entropy;
    Thresholds m_thresholds;   ///< where they have been moved to
    ThresholdSource m_source;  ///< of these
    // The set-up as it was when followSetup() last looked.
    ScoreKind m_setupScore = ScoreKind::Entropy;
    Thresholds m_setupThresholds;
    bool m_movedInSetup = false;  ///< the gesture is a step of the set-up's
};

}  // namespace pivot
