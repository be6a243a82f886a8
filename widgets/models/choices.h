// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/effort.h"
#include "core/run_config.h"
#include "core/run_report.h"

#include <QString>
#include <QStringList>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace pivot {

/// A model that can be chosen: what the set-up needs to know of it, without its weights.
struct ModelChoice {
    QString name;  ///< for people
    QString path;
    QString configFile;  ///< what it was opened with: `--config`, empty for what stands beside it
    QString act;         ///< `--act`: gelu, relu, or empty for what the config says
    int depth = 12;
    int classes = 10;
    bool anyPath = false;                  ///< every path is tuned
    std::vector<SkipConfig> trainedPaths;  ///< tuned paths where not every one is
    QStringList labels;                    ///< class names, empty when unknown

    [[nodiscard]] bool isTuned(const SkipConfig& skip) const;
    bool operator==(const ModelChoice&) const = default;
};

/// A data set that can be chosen.
struct DataChoice {
    QString name;  ///< for people
    QString spec;  ///< what opens it
    std::int64_t images = 0;
    QStringList labels;
    QString calibration = {};  ///< SPEC of its own calibration split, empty where it has none
    bool operator==(const DataChoice&) const = default;
};

/// The classes that a run tells apart.
struct ClassNames {
    int count = 0;       ///< 0: not known
    QStringList labels;  ///< empty where nobody names them
    bool operator==(const ClassNames&) const = default;
};

/// Efforts with everything that was decided about their thresholds: what the editor shows and can undo, and
/// what somebody else proposes (the bundled experiment for a device, a calibration that has just ended).
struct LadderSuggestion {
    EffortLadder ladder;
    ThresholdSource source;               ///< of thresholds that are known; `given` where a person set them
    std::optional<CalibrationGoal> goal;  ///< they are chosen by this aim when it runs
    std::vector<SkipConfig> candidates = {};  ///< with a goal: the first effort is chosen among these
    std::string calibrationSpec = {};         ///< the images behind `source`, empty where unknown
    std::string chosenFor = {};               ///< model and device that `source` holds for, empty: for any
    RerunMode rerun = RerunMode::Prefix;
    bool operator==(const LadderSuggestion&) const = default;
};

}  // namespace pivot
