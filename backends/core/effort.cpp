// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/effort.h"

#include "core/number_text.h"

#include <cmath>

namespace pivot {

namespace {

Result<void> checkThreshold(const Effort& effort, ScoreKind score, const std::string& name) {
    const bool byEntropy = score == ScoreKind::Entropy;
    if ((byEntropy ? effort.thresholdScore : effort.thresholdNats).has_value()) {
        return fail(ErrorCode::Usage, name + " has a threshold of another score than " +
                                          std::string(toString(score)) +
                                          ": give it anew, or choose it with --calibrate.");
    }
    if (byEntropy && effort.thresholdNats &&
        (!std::isfinite(*effort.thresholdNats) || *effort.thresholdNats < 0.0)) {
        return fail(ErrorCode::Usage, name + " has the threshold " + numberText(*effort.thresholdNats) +
                                          " nats: give a finite entropy of at least 0.");
    }
    if (effort.thresholdScore && !(*effort.thresholdScore >= 0.0 && *effort.thresholdScore <= 1.0)) {
        return fail(ErrorCode::Usage, name + " has the threshold " + numberText(*effort.thresholdScore) +
                                          ": give a " + std::string(toString(score)) + " from 0 to 1.");
    }
    return {};
}

}  // namespace

Result<void> EffortLadder::validate(int depth, bool thresholdsKnown) const {
    if (efforts.empty()) {
        return fail(ErrorCode::Usage,
                    "The ladder has no effort: give at least one, such as --effort \"skip=none\".");
    }
    for (std::size_t i = 0; i < efforts.size(); ++i) {
        const Effort& effort = efforts[i];
        const std::string name = "Effort " + std::to_string(i + 1) + " (skip " + effort.skip.toString() + ")";
        for (const int block : effort.skip.blocks()) {
            if (block < 0 || block >= depth) {
                return fail(ErrorCode::Usage, name + " skips block " + std::to_string(block) +
                                                  ", but this network has blocks 0 to " +
                                                  std::to_string(depth - 1) + ".");
            }
        }
        if (auto fits = checkThreshold(effort, score, name); !fits) {
            return fits;
        }
        if (!hardestAccepted(effort, score) && thresholdsKnown && i + 1 < efforts.size()) {
            return fail(ErrorCode::Usage,
                        name +
                            " has no threshold: only the last effort may go without one; add "
                            "threshold=T, or choose the thresholds with --calibrate.");
        }
    }
    return {};
}

}  // namespace pivot
