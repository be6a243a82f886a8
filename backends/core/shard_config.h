// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run_config.h"

namespace pivot {

/// What the shards of one experiment have in common: the configuration without its shard and without what may
/// differ from machine to machine (paths, threads, int8 ranges, whether layers are timed). Their contents are
/// compared by fingerprint. Two shards belong together when this is the same.
[[nodiscard]] RunConfig sharedByShards(RunConfig config);

/// The configuration of the experiment that its shards are put together to: that of `first` without its
/// shard.
[[nodiscard]] RunConfig withoutShard(RunConfig first);

}  // namespace pivot
