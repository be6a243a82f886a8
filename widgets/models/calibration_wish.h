// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run_config.h"
#include "core/run_report.h"
#include "pivot/temperature_study.h"
#include "pivot/threshold_scrub.h"

#include <QString>
#include <memory>
#include <optional>

namespace pivot {

/// Thresholds to be chosen for the profiled run that is shown, or its temperatures to be fitted. Values, so
/// that other threads can work on it.
struct CalibrationWish {
    RunConfig config;                     ///< as the run was
    std::optional<CalibrationGoal> goal;  ///< absent: temperatures alone
    bool onReported = false;  ///< choose on the images that are shown, and not on the calibration split
    std::optional<double> lastThreshold;          ///< hardness; kept as it is
    std::shared_ptr<const ThresholdScrub> scrub;  ///< of the run, by the score that is wanted
};

/// Thresholds that were chosen.
struct ChosenThresholds {
    ScoreKind score = ScoreKind::Entropy;
    Thresholds thresholds;  ///< hardnesses
    ThresholdSource source;
    std::string calibrationSpec;  ///< the images behind it
    QString note;                 ///< what a person should know of the choice; mostly empty
};

/// Temperatures fitted on calibration images.
struct FittedTemperatures {
    QString split;
    bool onReported = false;
    std::shared_ptr<const TemperatureStudy> study;  ///< null where `problem` says why
    QString problem;
};

}  // namespace pivot
