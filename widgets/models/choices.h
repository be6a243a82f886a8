// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/effort.h"
#include "core/run_report.h"

#include <QString>
#include <QStringList>
#include <cstdint>

namespace pivot {

/// A model that can be chosen: what the set-up needs to know of it, without its weights.
struct ModelChoice {
    QString name;  ///< for people
    QString path;
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
    bool operator==(const DataChoice&) const = default;
};

/// A ladder somebody else proposes (the bundled experiment for a device), with where its thresholds come from
/// and, where they are to be chosen again when it runs, by which aim.
struct LadderSuggestion {
    EffortLadder ladder;
    ThresholdSource source;
    std::optional<CalibrationGoal> goal;
    bool operator==(const LadderSuggestion&) const = default;
};

}  // namespace pivot
