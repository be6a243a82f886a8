// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/effort.h"

#include <QString>
#include <cstdint>
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

/// What is known of how often a path alone is right.
struct PathAccuracyEstimate {
    enum class State { Unknown, Measuring, Known };
    State state = State::Unknown;
    double accuracy = 0, low = 0, high = 0;  ///< fraction and its 95 % interval
    std::int64_t images = 0;
    QString split;   ///< of which images
    QString reason;  ///< why it is unknown; empty: nobody asked
};
/// Must be quick (it is asked at every click).
using PathAccuracyOf = std::function<PathAccuracyEstimate(const Effort& effort)>;

}  // namespace pivot
