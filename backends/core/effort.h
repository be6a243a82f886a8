// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "core/score.h"
#include "core/skip_config.h"

#include <optional>
#include <string>
#include <vector>

namespace pivot {

/// One effort of a ladder: a path through the network and when its answer is accepted.
struct Effort {
    SkipConfig skip;
    std::string modelPath;  ///< empty: the weights of the run's model
    // One threshold, in the unit of the ladder's score; absent accepts all (last effort only).
    std::optional<double> thresholdNats;        ///< by entropy: accept when it is at most this
    bool tuned = true;                          ///< false: these weights were never trained for this path
    std::optional<double> thresholdScore = {};  ///< by margin or max-prob: accept when it is at least this
    bool operator==(const Effort&) const = default;
};

/// The largest hardness (core/score.h) that an effort, or its part of a report, accepts; absent accepts all.
template <class AnEffort>
[[nodiscard]] std::optional<double> hardestAccepted(const AnEffort& effort, ScoreKind score) {
    const auto& threshold = score == ScoreKind::Entropy ? effort.thresholdNats : effort.thresholdScore;
    return threshold ? std::optional(hardnessOfScore(*threshold, score)) : std::nullopt;
}
template <class AnEffort>
void setHardestAccepted(AnEffort& effort, ScoreKind score, std::optional<double> hardness) {
    effort.thresholdNats.reset();
    effort.thresholdScore.reset();
    (score == ScoreKind::Entropy ? effort.thresholdNats : effort.thresholdScore) =
        hardness ? std::optional(scoreOfHardness(*hardness, score)) : std::nullopt;
}

/// N >= 2 efforts in rising cost (one effort alone is a plain evaluation and is allowed too).
struct EffortLadder {
    std::vector<Effort> efforts;
    ScoreKind score = ScoreKind::Entropy;  ///< what the thresholds are compared with

    [[nodiscard]] std::size_t size() const { return efforts.size(); }
    /// Usage error unless there is an effort, skips fit `depth`, and every effort but the last has a
    /// threshold of the score: a finite non-negative entropy, or a margin or probability from 0 to 1.
    /// `thresholdsKnown` is false while thresholds are still to be calibrated.
    [[nodiscard]] Result<void> validate(int depth, bool thresholdsKnown = true) const;
    bool operator==(const EffortLadder&) const = default;
};

}  // namespace pivot
