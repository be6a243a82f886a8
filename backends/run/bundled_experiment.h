// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "run/runner.h"

#include <filesystem>
#include <string>
#include <vector>

namespace pivot {

/// The experiment that comes with the program: model, data, the low paths that were considered, and per
/// device the one that was chosen on the calibration split. Read from assets/experiments/bundled.json.
struct BundledExperiment {
    struct Choice {
        std::string device;  ///< id, or its family: `cpu`, `sim:zcu102`
        SkipConfig low;
        double thresholdNats = 0;
        ThresholdSource source;
    };
    std::filesystem::path model;
    std::string dataset;
    std::vector<SkipConfig> candidates;
    std::vector<Choice> choices;

    /// The run for a device, at the path and threshold that were chosen for it; for a device without a choice
    /// of its own the path and threshold are chosen anew on the calibration split.
    [[nodiscard]] RunRequest requestFor(const std::string& deviceId) const;
    /// The same, always chosen anew among the candidates on this machine.
    [[nodiscard]] RunRequest requestToChoose(const std::string& deviceId) const;
};

/// `assets` is the folder that holds models/ and experiments/. NotFound or BadFile says what to do.
[[nodiscard]] Result<BundledExperiment> loadBundledExperiment(const std::filesystem::path& assets);

}  // namespace pivot
