// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/ladder_changes.h"

namespace pivot {

EffortLadder withOneMore(EffortLadder ladder, int depth, bool thresholdsGiven) {
    const std::size_t place = ladder.efforts.size() - 1;
    Effort added = ladder.efforts[place > 0 ? place - 1 : 0];
    if (place > 0) {
        const std::vector<int>& blocks = added.skip.blocks();
        added.skip = SkipConfig(
            std::vector<int>(blocks.begin() + static_cast<std::ptrdiff_t>(blocks.size() / 2), blocks.end()));
    } else {
        std::vector<int> lastHalf;
        for (int block = depth / 2; block < depth; ++block) {
            lastHalf.push_back(block);
        }
        added.skip = SkipConfig(lastHalf);
    }
    if (thresholdsGiven && !hardestAccepted(added, ladder.score)) {
        setHardestAccepted(added, ladder.score, 0.0);
    }
    ladder.efforts.insert(ladder.efforts.begin() + static_cast<std::ptrdiff_t>(place), added);
    return ladder;
}

EffortLadder scoredBy(EffortLadder ladder, ScoreKind score, const std::optional<Thresholds>& thresholds) {
    for (std::size_t k = 0; k < ladder.size(); ++k) {
        std::optional<double> hardness = hardestAccepted(ladder.efforts[k], ladder.score);
        if (thresholds && k < thresholds->size()) {
            hardness = (*thresholds)[k];
        } else if (hardness) {
            hardness = likeHardness(*hardness, ladder.score, score);
        }
        setHardestAccepted(ladder.efforts[k], score, hardness);
    }
    ladder.score = score;
    return ladder;
}

}  // namespace pivot
