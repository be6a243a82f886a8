// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/gui/library.h"
#include "run/bundled_experiment.h"

#include <optional>
#include <string>

namespace pivot {

/// What is selected in the window, as far as a default depends on it.
struct Selection {
    std::string device;
    std::string calibrationSpec;  ///< images that thresholds could be chosen on, empty: none
    std::string key;              ///< of model and device
};

struct DefaultLadder {
    RunConfig base;  ///< what the window does not show: seed, warm-up, baseline images
    LadderSuggestion ladder;
};

/// The bundled experiment for the device where its model is chosen. For somebody's own model: the last half
/// skipped, the threshold by the least EDP, or as given where there are no images to choose it on.
/// `bundledCalibration`: SPEC behind the thresholds that come with the program.
[[nodiscard]] DefaultLadder defaultLadder(const OpenedModel& model, const Selection& selection,
                                          const std::optional<BundledExperiment>& bundled,
                                          const std::string& bundledCalibration);

}  // namespace pivot
