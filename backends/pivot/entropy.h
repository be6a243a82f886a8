// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/outcome.h"
#include "core/result.h"
#include "core/score.h"

#include <array>
#include <cstdint>
#include <optional>
#include <span>

namespace pivot {

/// What one effort's logits say of one image. Computed in float64 from float32 logits by log-sum-exp.
struct Scores {
    double entropyNats = 0.0;     ///< H = -sum p ln p, 0 to ln C
    double margin = 0.0;          ///< p(first) - p(second); 1 when there is one class only
    double maxProbability = 0.0;  ///< p(first)
    std::array<std::int32_t, 5> topIds{-1, -1, -1, -1, -1};  ///< most probable first, of equals the lower id
    std::array<float, 5> topProbabilities{};                 ///< 0 where there are fewer classes
    bool operator==(const Scores&) const = default;
};

/// Scores of one image's logits [classes]. Error (BadFile) that names the class when a logit is not finite,
/// and when there are none: such an image is counted as failed.
[[nodiscard]] Result<Scores> scoreLogits(std::span<const float> logits);

/// The visit that `scores` make at `effort`; the caller adds its cost.
[[nodiscard]] Visit makeVisit(const Scores& scores, int effort, std::optional<int> label);

/// How hard a visit found its image (core/score.h). A visit keeps margin and probability as float32: routing
/// compares what is stored, so that it can be recomputed exactly.
[[nodiscard]] double hardness(const Visit& visit, ScoreKind kind);

}  // namespace pivot
