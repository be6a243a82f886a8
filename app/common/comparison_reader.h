// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "pivot/comparison.h"

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace pivot::app {

/// Most experiments that are compared at once: each holds its images in memory, and nobody tells more curves
/// apart.
inline constexpr std::size_t kMostCompared = 8;
/// Thresholds of a profiled experiment's sweep, evenly by rank.
inline constexpr int kSweepPoints = 100;

/// Reads the experiments and compares them; the first is the reference. Blocks. Usage when there are fewer
/// than two, more than kMostCompared, or one is named twice; Cancelled when `stop` says so between two
/// images. `ids` may be unique prefixes. A profiled run of which an image lacks an effort has no sweep.
[[nodiscard]] Result<Comparison> compareStored(const std::filesystem::path& database,
                                               const std::vector<std::string>& ids,
                                               const std::function<bool()>& stop = {});

}  // namespace pivot::app
