// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/shard_config.h"

#include <utility>

namespace pivot {

RunConfig withoutShard(RunConfig first) {
    first.shard = {};
    return first;
}

RunConfig sharedByShards(RunConfig config) {
    config = withoutShard(std::move(config));
    config.model.clear();
    config.modelConfig.clear();
    config.dataset.clear();
    config.labelMap.clear();
    config.threads = 0;
    config.layers = false;
    config.quantization.reset();
    for (Effort& effort : config.ladder.efforts) {
        effort.modelPath.clear();
    }
    return config;
}

}  // namespace pivot
