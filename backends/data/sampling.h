// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/shard.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace pivot {

/// `limit` of the positions 0..labels.size()-1 in rising order, each class in proportion to its number of
/// images (largest remainder; images without a label are a class of their own). The same seed gives the same
/// positions on every machine. Everything when `limit` is 0 or at least the size.
[[nodiscard]] std::vector<std::int64_t> stratifiedSample(const std::vector<std::optional<int>>& labels,
                                                         std::int64_t limit, std::uint64_t seed);

/// Every shard.count-th of `positions` from the shard.index-th on: the shards of a sample share none and are
/// all of it, and a list that is sorted by class is spread evenly over them.
[[nodiscard]] std::vector<std::int64_t> ofShard(std::vector<std::int64_t> positions, const Shard& shard);

}  // namespace pivot
