// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace pivot {

/// What one effort said of one image.
struct Visit {
    int effort = 0;            ///< index in the ladder, 0 = lowest
    double entropyNats = 0.0;  ///< float64, log-sum-exp from float32 logits
    float margin = 0.0F;       ///< probability of the first minus that of the second class
    std::array<std::int32_t, 5> topIds{-1, -1, -1, -1,
                                       -1};  ///< most probable first; -1 where there are fewer classes
    std::array<float, 5> topProbabilities{};
    std::optional<bool> right;  ///< absent without a label
    std::int64_t delayNs =
        0;  ///< this image's share of its batch's session time (modelled on `sim:` devices)
    std::optional<double> energyJ;  ///< this image's share, where the device models it
    bool operator==(const Visit&) const = default;
};

/// Where one image left the ladder, and what it cost. Failed images have `error` and no visits that count.
struct Outcome {
    static constexpr int kNoExit = -1;  ///< no effort accepted: counted as wrong, paid for all
    std::int64_t imageIndex = 0;        ///< in the whole split, before slices and limits
    std::string imageKey;               ///< relative path or index, the same on every machine
    std::optional<int> label;
    int exitEffort = kNoExit;
    std::int32_t predicted = -1;
    std::optional<bool> right;  ///< absent without a label; false when exitEffort is kNoExit
    std::int64_t delayNs = 0;   ///< sum over the efforts visited
    std::optional<double> energyJ;
    std::string error;  ///< empty: none
    bool operator==(const Outcome&) const = default;
};

/// One finished image: the outcome and the visits that led to it (in effort order).
struct ImageResult {
    Outcome outcome;
    std::vector<Visit> visits;
    bool operator==(const ImageResult&) const = default;
};

}  // namespace pivot
