// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <array>
#include <string_view>

namespace pivot {

/// By what an image is found easy or hard.
enum class ScoreKind {
    Entropy,        ///< H = -sum p ln p in nats: low is easy
    Margin,         ///< p(first) - p(second), 0..1: high is easy
    MaxProbability  ///< p(first), 0..1: high is easy
};
inline constexpr std::array kScoreKinds{ScoreKind::Entropy, ScoreKind::Margin, ScoreKind::MaxProbability};

/// `entropy`, `margin`, `max-prob` (`max-probability` is read too).
[[nodiscard]] Result<ScoreKind> parseScoreKind(std::string_view text);
[[nodiscard]] std::string_view toString(ScoreKind kind);

/// Whether easy images have the low values of the score.
[[nodiscard]] constexpr bool lowIsEasy(ScoreKind kind) {
    return kind == ScoreKind::Entropy;
}

/// A score as a hardness, larger is harder, so that one rule (accept at or below a threshold) serves all: the
/// entropy in nats, 1 - margin, or 1 - p(first). Its own inverse.
[[nodiscard]] constexpr double hardnessOfScore(double score, ScoreKind kind) {
    return lowIsEasy(kind) ? score : 1.0 - score;
}
[[nodiscard]] constexpr double scoreOfHardness(double hardness, ScoreKind kind) {
    return hardnessOfScore(hardness, kind);
}

/// Where a hardness stands on an axis from 0 to 1: the normalised entropy H / ln C, or the margin or
/// probability itself. `classes` >= 2.
[[nodiscard]] double axisPlace(double hardness, ScoreKind kind, int classes);
[[nodiscard]] double hardnessAt(double axisPlace, ScoreKind kind, int classes);

/// The threshold of another score that stands for the same doubt of an image that is torn between two classes
/// alone. A place to begin from, no equivalence: with more classes in doubt the scores part.
[[nodiscard]] double likeHardness(double hardness, ScoreKind from, ScoreKind to);

}  // namespace pivot
