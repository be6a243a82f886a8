// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/skip_config.h"

#include <QString>
#include <functional>
#include <optional>

namespace pivot {

/// What a cost model says of one path, as a part of the full path (1 = the same).
struct PathEstimate {
    double delayShare = 1.0;
    std::optional<double> energyShare;
    QString source;  ///< what says so, for people: `ZCU102 model`
};

/// Estimates blocks [firstBlock, depth) with the head under a skip set; with firstBlock 0 the embedding is in
/// it. Must be quick (it is asked at every click); nullopt where nothing is known of the model.
using PathCost = std::function<std::optional<PathEstimate>(const SkipConfig& skip, int firstBlock)>;

}  // namespace pivot
