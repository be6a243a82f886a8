// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "core/skip_config.h"

#include <optional>
#include <string>
#include <vector>

namespace pivot {

/// One effort of a ladder: a path through the network and when its answer is accepted.
struct Effort {
    SkipConfig skip;
    std::string modelPath;  ///< empty: the weights of the run's model
    std::optional<double>
        thresholdNats;  ///< accept when entropy <= this; absent accepts all (last effort only)
    bool tuned = true;  ///< false: these weights were never trained for this path
    bool operator==(const Effort&) const = default;
};

/// N >= 2 efforts in rising cost (one effort alone is a plain evaluation and is allowed too).
struct EffortLadder {
    std::vector<Effort> efforts;

    [[nodiscard]] std::size_t size() const { return efforts.size(); }
    /// Usage error unless there is an effort, skips fit `depth`, and every effort but the last has a finite
    /// non-negative threshold. `thresholdsKnown` is false while thresholds are still to be calibrated.
    [[nodiscard]] Result<void> validate(int depth, bool thresholdsKnown = true) const;
    bool operator==(const EffortLadder&) const = default;
};

}  // namespace pivot
