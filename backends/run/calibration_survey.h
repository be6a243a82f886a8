// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "pivot/calibration.h"
#include "pivot/temperature.h"
#include "run/energy_accounting.h"
#include "run/prepared_run.h"
#include "run/run_hooks.h"
#include "run/runner.h"

#include <optional>
#include <string>
#include <vector>

namespace pivot {

/// The images that thresholds and temperatures are chosen on.
struct CalibrationImages {
    DataSetPtr data;
    bool onReported = false;  ///< some of them are reported on too
};
/// The configured calibration images, or the data set's own split. Makes run.config.calibration absolute.
[[nodiscard]] Result<CalibrationImages> openCalibration(PreparedRun& run, const RunServices& services);

/// What every effort of a ladder says of every calibration image, and what it takes.
struct CalibrationSurvey {
    std::string split;  ///< e.g. `train[55000:60000]`
    bool onReported = false;
    std::vector<ImageResult> results;
    std::vector<Cost> effortCosts;  ///< mean of a visit
    std::optional<Cost> baseline;
    std::optional<double> baselineAccuracy;  ///< where the last effort is not the full path
    /// One an effort, of the labelled images that every effort answered; empty unless they were asked for.
    std::vector<LabelledLogits> logits;

    /// To choose thresholds by `goal`, with `last` kept as it is.
    [[nodiscard]] CalibrationRequest request(const CalibrationGoal& goal,
                                             const std::optional<double>& last) const;
};

struct SurveyOptions {
    std::string stage = "choosing the threshold";
    bool keepLogits = false;  ///< of as many images as fit kMostLogits
};
inline constexpr std::int64_t kMostLogits = 64'000'000;  ///< float32, of all efforts together: 256 MB

/// Profiles the ladder of `run` on the images. Live views see the progress alone. Cancelled when stopped.
[[nodiscard]] Result<CalibrationSurvey> survey(const PreparedRun& run, const CalibrationImages& images,
                                               EnergyAccounting& energy, const RunHooks& hooks,
                                               const SurveyOptions& options);

/// The same for a configuration that ran already: opens all it names, keeps the logits, stores nothing.
[[nodiscard]] Result<CalibrationSurvey> surveyCalibration(const RunConfig& config, RunContext& context,
                                                          const RunHooks& hooks);

}  // namespace pivot
