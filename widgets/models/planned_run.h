// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run_config.h"
#include "core/run_report.h"
#include "widgets/models/choices.h"

#include <QString>
#include <QStringList>
#include <optional>
#include <string>
#include <vector>

namespace pivot {

/// A set-up as it stood when somebody asked for it to run: all that the run needs, whatever becomes of the
/// set-up meanwhile.
struct PlannedRun {
    RunConfig config;                       ///< its device is the first of `devices`
    std::vector<std::string> devices;       ///< one after the other
    std::vector<SkipConfig> candidates;     ///< with an aim: the first effort is chosen among these
    std::optional<ThresholdSource> source;  ///< of thresholds that are known
    QString modelName, dataName;            ///< for people
    ClassNames classes;
    bool operator==(const PlannedRun&) const = default;
};

/// `6–11 | none, threshold 0.235`, `6–11 | none, least EDP`: what distinguishes it from others of its model.
[[nodiscard]] QString ladderText(const PlannedRun& run);
/// `cpu:onednn bf16, sim:zcu102 bf16`
[[nodiscard]] QString devicesText(const PlannedRun& run);

}  // namespace pivot
