// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/outcome.h"
#include "core/run_record.h"
#include "core/run_report.h"

#include <functional>
#include <string>
#include <vector>

namespace pivot {

/// The group that the shards of one experiment share, on every machine and without asking each other: a UUID
/// made of what decides the run (not its device, shard, threads or paths) and of `label`, which keeps apart
/// what a person does not want to be taken together.
[[nodiscard]] std::string shardGroupId(const RunRecord& record, const std::string& label);

/// Of the whole that the shards' data sets make up: SHA-256 (hex) over their fingerprints in order.
[[nodiscard]] std::string fingerprintOfShards(const std::vector<RunRecord>& shards);

/// Hands over every image of every shard, those of a shard in rising order, with the number of the stretch of
/// work that it was run in, counted over all shards.
using ShardImages = std::function<void(const std::function<void(const ImageResult&, int stretch)>&)>;

/// Reports on all images of an experiment whose shards have all come to their end. What rests on the images
/// (accuracy, shares, delays, percentiles, also those of batches, energies of visits) is counted anew by what
/// counts a run in one piece; what only a shard knows is combined by numbers of images: the baseline, a
/// meter's energy, the repeats, the rate (of one machine). What cannot be combined (the interval of the
/// accuracy lost to a baseline that was routed beside) is null, with a note.
[[nodiscard]] RunReport reportOnShards(const RunRecord& whole, const std::vector<RunReport>& shards,
                                       const ShardImages& forEachImage);

}  // namespace pivot
