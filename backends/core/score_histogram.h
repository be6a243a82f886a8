// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

namespace pivot {

/// Images over the axis of a score (axisPlace() of core/score.h), right and wrong ones apart.
struct ScoreHistogram {
    static constexpr int kBins = 40;  ///< of the same width, over 0..1
    using Bins = std::array<std::int64_t, kBins>;
    Bins right{}, wrong{};  ///< images without a label count as right

    [[nodiscard]] static int binOf(double axisPlace) {
        return static_cast<int>(std::clamp(axisPlace * kBins, 0.0, kBins - 1.0));
    }
    void add(int bin, bool isRight) { ++(isRight ? right : wrong)[static_cast<std::size_t>(bin)]; }
    bool operator==(const ScoreHistogram&) const = default;
};

}  // namespace pivot
