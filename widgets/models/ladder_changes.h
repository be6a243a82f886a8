// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/effort.h"
#include "pivot/routing.h"

#include <optional>

namespace pivot {

// What a person can do to a whole ladder.

/// With one more effort below the highest. It skips the later half of what its lower neighbour skips, so that
/// it costs something in between; without a neighbour the later half of all blocks. `thresholdsGiven`: it
/// gets a threshold, the strictest, where it has none.
[[nodiscard]] EffortLadder withOneMore(EffortLadder ladder, int depth, bool thresholdsGiven);

/// By another score: at `thresholds` (hardnesses of that score, one an effort) where they are known,
/// otherwise where an image in doubt between two classes would stand.
[[nodiscard]] EffortLadder scoredBy(EffortLadder ladder, ScoreKind score,
                                    const std::optional<Thresholds>& thresholds);

}  // namespace pivot
