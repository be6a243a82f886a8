// SPDX-License-Identifier: GPL-3.0-or-later
#include "pivot/sweep.h"

#include "pivot/break_even.h"
#include "pivot/threshold_walk.h"

#include <algorithm>
#include <numeric>
#include <string>
#include <tuple>

namespace pivot {

namespace {

/// Keeps `wanted` of the points, evenly by rank, the first and the last among them.
std::vector<SweepPoint> thinned(std::vector<SweepPoint> points, std::size_t wanted) {
    if (wanted == 0 || points.size() <= wanted) {
        return points;
    }
    std::vector<SweepPoint> kept;
    kept.reserve(wanted);
    for (std::size_t i = 0; i < wanted; ++i) {
        const std::size_t place = wanted == 1 ? 0 : i * (points.size() - 1) / (wanted - 1);
        kept.push_back(std::move(points[place]));
    }
    return kept;
}

Result<int> variedEffort(const ProfileTable& profile, const SweepRequest& request) {
    const int efforts = profile.efforts();
    if (profile.images() == 0) {
        return fail(ErrorCode::Usage, "The profile holds no images: there is nothing to sweep over.");
    }
    if (request.thresholds.size() != static_cast<std::size_t>(efforts) ||
        request.effortCosts.size() != static_cast<std::size_t>(efforts)) {
        return fail(ErrorCode::Usage, "A sweep over " + std::to_string(efforts) +
                                          " efforts needs as many thresholds and costs.");
    }
    const int varied = request.varied < 0 ? std::max(0, efforts - 2) : request.varied;
    if (varied >= efforts) {
        return fail(ErrorCode::Usage, "Effort " + std::to_string(varied + 1) +
                                          " cannot be swept: the ladder has " + std::to_string(efforts) +
                                          ".");
    }
    for (int k = 0; k + 1 < efforts; ++k) {
        if (k != varied && !request.thresholds[static_cast<std::size_t>(k)]) {
            return fail(ErrorCode::Usage,
                        "Effort " + std::to_string(k + 1) +
                            " has no threshold: the efforts that are not swept need theirs.");
        }
    }
    return varied;
}

/// Larger is better; what is not known is the same for all.
struct Merit {
    double accuracy, minusDelay, minusEdp;
    explicit Merit(const SweepPoint& point)
        : accuracy(point.accuracy.value_or(0.0)),
          minusDelay(-point.cost.delayMs),
          minusEdp(-point.edpJs.value_or(0.0)) {}
    [[nodiscard]] bool atLeast(const Merit& other) const {
        return accuracy >= other.accuracy && minusDelay >= other.minusDelay && minusEdp >= other.minusEdp;
    }
    [[nodiscard]] auto key() const { return std::tie(accuracy, minusDelay, minusEdp); }
};

}  // namespace

double earlyShare(const SweepPoint& point) {
    const auto last = point.shares.empty() ? point.shares.end() : point.shares.end() - 1;
    return std::accumulate(point.shares.begin(), last, 0.0);
}

Provenance composedOf(const Provenance& stored) {
    const Provenance composed{ProvenanceKind::Composed,
                              "sum of the stored mean costs of the efforts an image would visit"};
    return stored.kind == ProvenanceKind::Modelled ? stored : weaker(composed, stored);
}

SweepPoint sweepPoint(const ExitCounts& counts, const Thresholds& thresholds,
                      std::span<const Cost> effortCosts, const std::optional<Cost>& baseline) {
    SweepPoint point;
    point.thresholds = thresholds;
    point.accuracy = counts.accuracy();
    point.shares = counts.shares();
    point.unexitedShare = counts.unexitedShare();
    point.cost = routedCost(effortCosts, counts.visitShares());
    point.edpJs = point.cost.edpJs();
    if (baseline) {
        point.edpReduction = edpReduction(*baseline, point.cost);
        if (point.cost.delayMs > 0.0) {
            point.delayReduction = baseline->delayMs / point.cost.delayMs;
        }
    }
    return point;
}

Result<std::vector<SweepPoint>> sweep(const ProfileTable& profile, const SweepRequest& request) {
    const Result<int> varied = variedEffort(profile, request);
    if (!varied) {
        return tl::unexpected(varied.error());
    }
    Thresholds thresholds = request.thresholds;
    std::vector<SweepPoint> points;
    ThresholdWalk(profile, *varied).run(request.thresholds, [&](double threshold, const ExitCounts& counts) {
        thresholds[static_cast<std::size_t>(*varied)] = threshold;
        points.push_back(sweepPoint(counts, thresholds, request.effortCosts, request.baseline));
    });
    return thinned(std::move(points), static_cast<std::size_t>(std::max(request.points, 0)));
}

std::vector<SweepPoint> paretoSet(std::span<const SweepPoint> points) {
    std::vector<Merit> merits(points.begin(), points.end());
    std::vector<std::size_t> order(points.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    // Best first: whatever beats a point then stands before it, and beating is transitive, so that only the
    // points kept so far need a look.
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return merits[a].key() > merits[b].key(); });
    std::vector<std::size_t> kept;
    for (const std::size_t i : order) {
        const bool beaten = std::any_of(kept.begin(), kept.end(),
                                        [&](std::size_t j) { return merits[j].atLeast(merits[i]); });
        if (!beaten) {
            kept.push_back(i);
        }
    }
    std::sort(kept.begin(), kept.end());
    std::vector<SweepPoint> result;
    result.reserve(kept.size());
    for (const std::size_t i : kept) {
        result.push_back(points[i]);
    }
    return result;
}

}  // namespace pivot
