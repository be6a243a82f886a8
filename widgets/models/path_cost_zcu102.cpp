// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/path_cost_zcu102.h"

namespace pivot {

PathCost pathCostOf(const Zcu102Model& model) {
    return [model](const SkipConfig& skip, int firstBlock) -> std::optional<PathEstimate> {
        const Cost full = model.total(SkipConfig());
        if (full.delayMs <= 0) {
            return std::nullopt;
        }
        Cost path = firstBlock == 0 ? model.total(skip)
                                    : model.blocks(firstBlock, model.depth(), skip) + model.head();
        PathEstimate estimate;
        estimate.delayShare = path.delayMs / full.delayMs;
        if (path.energyJ && full.energyJ && *full.energyJ > 0) {
            estimate.energyShare = *path.energyJ / *full.energyJ;
        }
        estimate.source = QStringLiteral("ZCU102 model");
        return estimate;
    };
}

}  // namespace pivot
