// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run_config.h"

#include <QWidget>
#include <optional>

class QComboBox;
class QDoubleSpinBox;

namespace pivot {

/// By which aim the thresholds are chosen when it runs, with its bound; or "as given".
class GoalRow : public QWidget {
    Q_OBJECT
public:
    enum class Choices { AimsAndGiven, AimsOnly };
    explicit GoalRow(Choices choices = Choices::AimsAndGiven, QWidget* parent = nullptr);

    void setGoal(const std::optional<CalibrationGoal>& goal);
    /// Takes over a bound that was typed and not finished with Enter.
    void commitPending();

Q_SIGNALS:
    void goalPicked(const std::optional<pivot::CalibrationGoal>& goal);

private:
    void read();

    std::optional<CalibrationGoal> m_shown;
    QComboBox* m_kind;
    QDoubleSpinBox* m_bound;
};

}  // namespace pivot
