// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run_config.h"
#include "pivot/sweep.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace pivot {

/// What thresholds are chosen from: a profile of the calibration images and what each effort costs.
struct CalibrationRequest {
    CalibrationGoal goal;
    std::vector<Cost> effortCosts;           ///< per effort, mean per image that visits it, as it ran
    std::optional<double> lastThreshold;     ///< of the last effort, kept as it is
    std::optional<double> baselineAccuracy;  ///< on the same images; absent: that of the last effort
    std::optional<Cost> baseline;            ///< for ratios and break-even; does not change the choice
};

/// The thresholds chosen and what they promise on the calibration images.
struct CalibrationResult {
    SweepPoint point;
    std::optional<double> lossPoints;  ///< baseline accuracy - this, in points
    std::optional<double> breakEvenShare;
    std::int64_t candidates = 0;  ///< sets of thresholds that were looked at
    bool exact = true;  ///< false: for N > 2 on many images the earlier thresholds were tried on quantiles
    std::string note;   ///< what a person should know of the choice, or empty
};

/// Chooses all thresholds but the last (this project's, after arXiv 2404.15185, phase 2):
///  * share: among F >= share the best accuracy, then the least EDP;
///  * loss: among those within the loss the least delay, then the best accuracy;
///  * edp: among those within the loss the least EDP, then the best accuracy. Where energy is unknown the EDP
///  is taken
///    to go with the delay squared, and `note` says so.
/// Accuracy is not monotone in a threshold: for two efforts every distinct hardness is looked at; for N > 2
/// the last threshold that is free takes every distinct value for each choice of the earlier ones, which take
/// every distinct value too, or evenly spaced quantiles where that would be more than some ten million steps.
/// Error (Usage): no images, no labels where the goal needs them, or no thresholds that meet it (names the
/// best).
[[nodiscard]] Result<CalibrationResult> calibrate(const ProfileTable& profile,
                                                  const CalibrationRequest& request);

/// Whether `a`, chosen for one ladder, serves the goal better than `b`, chosen for another on the same
/// images: share by accuracy, then EDP; loss by delay, then accuracy; edp by EDP, then accuracy. Where an
/// energy is unknown the EDP is taken to go with the delay.
[[nodiscard]] bool servesBetter(const CalibrationGoal& goal, const CalibrationResult& a,
                                const CalibrationResult& b);

}  // namespace pivot
