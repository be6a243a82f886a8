// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace pivot {

/// `limit` of the positions 0..labels.size()-1 in rising order, each class in proportion to its number of
/// images (largest remainder; images without a label are a class of their own). The same seed gives the same
/// positions on every machine. Everything when `limit` is 0 or at least the size.
[[nodiscard]] std::vector<std::int64_t> stratifiedSample(const std::vector<std::optional<int>>& labels,
                                                         std::int64_t limit, std::uint64_t seed);

}  // namespace pivot
