// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "core/run_report.h"
#include "pivot/calibration.h"
#include "run/energy_accounting.h"
#include "run/prepared_run.h"
#include "run/run_hooks.h"

#include <vector>

namespace pivot {

/// What was chosen on the calibration images.
struct LadderChoice {
    EffortLadder ladder;  ///< thresholds filled in
    ThresholdSource source;
    CalibrationResult result;
    std::vector<std::string> notes;
};

/// Profiles the ladder on the calibration split (the configured one, or the data set's own) and chooses the
/// thresholds by `config.calibrate`. With `lowCandidates` every candidate takes the first effort's place in
/// turn and the one that serves the goal best is kept (servesBetter()). Live views see the progress alone.
/// Sets run.config.ladder, and makes the path of run.config.calibration absolute.
[[nodiscard]] Result<LadderChoice> chooseLadder(PreparedRun& run,
                                                const std::vector<SkipConfig>& lowCandidates,
                                                EnergyAccounting& energy, const RunServices& services,
                                                const RunHooks& hooks);

}  // namespace pivot
