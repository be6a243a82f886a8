// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/gui/run_controller.h"
#include "app/gui/work_thread.h"
#include "run/calibration_survey.h"
#include "widgets/models/calibration_wish.h"

#include <QObject>
#include <memory>
#include <stop_token>
#include <vector>

namespace pivot {

class RunPage;

/// Chooses thresholds and fits temperatures for the profiled run that the Run page shows: its calibration
/// images are run once, in the background, on the device that the run was on. Nothing of it is stored.
class CalibrationController : public QObject {
    Q_OBJECT
public:
    /// Both outlive this.
    CalibrationController(RunPage& page, RunController& runs, QObject* parent = nullptr);
    ~CalibrationController() override;

    /// A run begins, which must not wait: what is under way is stopped and forgotten.
    void stop();

private:
    using Survey = std::shared_ptr<const CalibrationSurvey>;
    struct Answer {
        Result<Survey> survey;
        FittedTemperatures fitted;
    };
    void take(const QString& experimentId, const CalibrationWish& wish);
    void survey(const CalibrationWish& wish);
    void land(const Answer& answer);
    void choose(const CalibrationWish& wish);
    void tell(const CalibrationWish& wish);

    RunPage& m_page;
    RunController& m_runs;
    QString m_id;  ///< the experiment that what follows is about
    Survey m_survey;
    FittedTemperatures m_fitted;
    std::vector<CalibrationWish> m_waiting;  ///< for the survey
    std::stop_source m_stop;
    std::uint64_t m_generation = 0;  ///< late answers of an earlier one are dropped
    WorkThread m_thread;
};

}  // namespace pivot
