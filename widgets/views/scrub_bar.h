// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run_report.h"
#include "core/score.h"

#include <QWidget>
#include <optional>

class QComboBox;
class QPushButton;

namespace pivot {

class ChoiceStrip;
class ElidedLabel;
class GoalRow;
class ScoreBox;

/// What can be done to a profiled run without running it again: another score, thresholds chosen for an aim,
/// and a look at how well its efforts are calibrated.
class ScrubBar : public QWidget {
    Q_OBJECT
public:
    enum View { Figures, Calibration };

    explicit ScrubBar(QWidget* parent = nullptr);

    void setScore(ScoreKind score);
    /// Where the thresholds come from; a warning where it flatters.
    void setSource(const ThresholdSource& source);
    /// While thresholds are being chosen: how far, and the button waits. Empty: done.
    void setWorking(const QString& sentence);
    /// How far the calibration images are, while thresholds are being chosen.
    void setProgress(const QString& sentence);
    void setView(View view);

Q_SIGNALS:
    void scorePicked(pivot::ScoreKind score);
    void calibrationWanted(const pivot::CalibrationGoal& goal, bool onReported);
    void viewPicked(int view);

private:
    CalibrationGoal m_goal;
    ThresholdSource m_source;
    QString m_working;
    ScoreBox* m_score;
    GoalRow* m_goals;
    QComboBox* m_images;
    QPushButton* m_calibrate;
    ElidedLabel* m_text;
    ChoiceStrip* m_view;
};

}  // namespace pivot
