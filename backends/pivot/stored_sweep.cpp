// SPDX-License-Identifier: GPL-3.0-or-later
#include "pivot/stored_sweep.h"

#include "pivot/metrics.h"

namespace pivot {

SweepRequest storedSweepRequest(const RunReport* report, std::span<const ImageResult> results,
                                std::size_t efforts) {
    SweepRequest request;
    if (report) {
        for (const EffortReport& effort : report->efforts) {
            request.effortCosts.push_back({effort.delayMs, effort.energyJ});
        }
        if (report->baseline.delayMs > 0) {
            request.baseline = Cost{report->baseline.delayMs, report->baseline.energyJ};
        }
        return request;
    }
    std::vector<CostSum> sums(efforts);
    for (const ImageResult& result : results) {
        for (const Visit& visit : result.visits) {
            sums[static_cast<std::size_t>(visit.effort)].add(visit.delayNs, visit.energyJ);
        }
    }
    for (const CostSum& sum : sums) {
        request.effortCosts.push_back(sum.mean().value_or(Cost{}));
    }
    return request;
}

}  // namespace pivot
