// SPDX-License-Identifier: GPL-3.0-or-later
#include "pivot/statistics.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

namespace pivot {

namespace {

/// Probability that `k` of `n` fair coins fall on one side.
double fairBinomial(std::int64_t k, std::int64_t n) {
    const auto real = [](std::int64_t value) { return static_cast<double>(value); };
    return std::exp(std::lgamma(real(n) + 1.0) - std::lgamma(real(k) + 1.0) - std::lgamma(real(n - k) + 1.0) -
                    real(n) * std::log(2.0));
}

/// Tango's score statistic for the difference `delta` (first minus second), falling in delta.
double tangoStatistic(const PairedCounts& counts, double delta) {
    const auto n = static_cast<double>(counts.total());
    const auto b = static_cast<double>(counts.onlyFirst);
    const auto c = static_cast<double>(counts.onlySecond);
    // Maximum-likelihood estimate of P(only the second right) under the difference delta.
    const double qa = 2.0 * n;
    const double qb = -b - c + (2.0 * n - b + c) * delta;
    const double qc = -c * delta * (1.0 - delta);
    const double p = (std::sqrt(std::max(0.0, qb * qb - 4.0 * qa * qc)) - qb) / (2.0 * qa);
    const double variance = n * (2.0 * p + delta * (1.0 - delta));
    const double numerator = b - c - n * delta;
    if (variance <= 0.0) {
        return numerator == 0.0 ? 0.0 : std::copysign(HUGE_VAL, numerator);
    }
    return numerator / std::sqrt(variance);
}

/// The delta in [low, high] at which the statistic passes `target`.
double tangoBound(const PairedCounts& counts, double low, double high, double target) {
    for (int step = 0; step < 100; ++step) {
        const double middle = 0.5 * (low + high);
        (tangoStatistic(counts, middle) > target ? low : high) = middle;
    }
    return 0.5 * (low + high);
}

/// By what the blocks' costs are multiplied to be those of other walks.
struct WalkFactors {
    double delay = 1, energy = 1;
};

struct Totals {
    double images = 0, delayMs = 0, energyJ = 0;
    bool energyKnown = true;
    void add(const CostBlock& block) {
        images += static_cast<double>(block.images);
        delayMs += block.delayMs;
        energyJ += block.energyJ.value_or(0.0);
        energyKnown = energyKnown && block.energyJ.has_value();
    }
    void scale(const WalkFactors& factors) {
        delayMs *= factors.delay;
        energyJ *= factors.energy;
    }
};

enum class Quantity { Delay, Energy, Edp };

std::optional<double> meanOf(const Totals& totals, Quantity quantity) {
    if (totals.images <= 0.0 || (quantity != Quantity::Delay && !totals.energyKnown)) {
        return std::nullopt;
    }
    const double delay = totals.delayMs / totals.images;
    const double energy = totals.energyJ / totals.images;
    switch (quantity) {
        case Quantity::Delay:
            return delay;
        case Quantity::Energy:
            return energy;
        case Quantity::Edp:
            return delay * energy;
    }
    return std::nullopt;
}

std::optional<double> ratioOf(const Totals& baseline, const Totals& routed, Quantity quantity) {
    const std::optional<double> above = meanOf(baseline, quantity);
    const std::optional<double> below = meanOf(routed, quantity);
    return above && below && *above > 0.0 && *below > 0.0 ? std::optional<double>(*above / *below)
                                                          : std::nullopt;
}

bool hasRepeats(const RepeatedBlocks& all) {
    return all.walkMeansMs.size() > 1 && all.walkMeansMs.front() > 0;
}

bool knowsEnergyOfWalks(const RepeatedBlocks& all) {
    return all.walkMeansJ.size() == all.walkMeansMs.size() && all.walkMeansJ.front() > 0;
}

/// `places`: of the walks whose mean the costs shall have.
WalkFactors factorsOf(const RepeatedBlocks& all, std::span<const std::size_t> places) {
    const auto factor = [places](std::span<const double> means) {
        double sum = 0;
        for (const std::size_t place : places) {
            sum += means[place];
        }
        return sum / static_cast<double>(places.size()) / means.front();
    };
    const double delay = factor(all.walkMeansMs);
    return {delay, knowsEnergyOfWalks(all) ? factor(all.walkMeansJ) : delay};
}

Totals drawBlocks(const RepeatedBlocks& all, std::mt19937_64& random) {
    // Not std::uniform_int_distribution: its draws differ between standard libraries. The bias of the
    // remainder is below 1e-13 for any number of blocks that fits in memory.
    const auto oneOf = [&random](std::size_t count) { return random() % count; };
    Totals totals;
    for (std::size_t i = 0; i < all.blocks.size(); ++i) {
        totals.add(all.blocks[oneOf(all.blocks.size())]);
    }
    if (hasRepeats(all)) {
        std::vector<std::size_t> walks(all.walkMeansMs.size());
        std::ranges::generate(walks, [&] { return oneOf(walks.size()); });
        totals.scale(factorsOf(all, walks));
    }
    return totals;
}

std::optional<RatioEstimate> bootstrap(const RepeatedBlocks& baseline, const RepeatedBlocks& routed,
                                       std::uint64_t seed, int resamples, Quantity quantity) {
    const auto sum = [](const RepeatedBlocks& all) {
        Totals totals;
        for (const CostBlock& block : all.blocks) {
            totals.add(block);
        }
        if (hasRepeats(all)) {
            std::vector<std::size_t> walks(all.walkMeansMs.size());
            std::iota(walks.begin(), walks.end(), std::size_t{0});
            totals.scale(factorsOf(all, walks));
        }
        return totals;
    };
    const std::optional<double> ratio = ratioOf(sum(baseline), sum(routed), quantity);
    if (!ratio) {
        return std::nullopt;
    }
    std::mt19937_64 random(seed);
    std::vector<double> ratios;
    for (int i = 0; i < resamples; ++i) {
        const Totals above = drawBlocks(baseline, random);
        const Totals below = drawBlocks(routed, random);
        if (const std::optional<double> drawn = ratioOf(above, below, quantity)) {
            ratios.push_back(*drawn);
        }
    }
    const std::optional<double> low = quantile(ratios, 0.025);
    const std::optional<double> high = quantile(ratios, 0.975);
    return RatioEstimate{*ratio, {low.value_or(*ratio), high.value_or(*ratio)}};
}

double sortedQuantile(const std::vector<double>& sorted, double q) {
    const double place = std::clamp(q, 0.0, 1.0) * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const std::size_t above = std::min(below + 1, sorted.size() - 1);
    return sorted[below] + (place - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

std::vector<double> sortedCopy(std::span<const double> values) {
    std::vector<double> sorted(values.begin(), values.end());
    std::sort(sorted.begin(), sorted.end());
    return sorted;
}

}  // namespace

std::optional<Interval> wilson(std::int64_t right, std::int64_t n, double z) {
    if (n <= 0) {
        return std::nullopt;
    }
    const auto count = static_cast<double>(n);
    const double p = static_cast<double>(right) / count;
    const double z2 = z * z;
    const double centre = (p + z2 / (2.0 * count)) / (1.0 + z2 / count);
    const double half =
        z / (1.0 + z2 / count) * std::sqrt(p * (1.0 - p) / count + z2 / (4.0 * count * count));
    // At 0 and n of n the interval reaches the end exactly; rounding must not push it past.
    return Interval{right == 0 ? 0.0 : std::max(0.0, centre - half),
                    right == n ? 1.0 : std::min(1.0, centre + half)};
}

void PairedCounts::add(bool first, bool second) {
    ++(first ? (second ? bothRight : onlyFirst) : (second ? onlySecond : bothWrong));
}

std::optional<Difference> pairedDifference(const PairedCounts& counts, double z) {
    if (counts.total() <= 0) {
        return std::nullopt;
    }
    const double value =
        static_cast<double>(counts.onlyFirst - counts.onlySecond) / static_cast<double>(counts.total());
    return Difference{value, {tangoBound(counts, -1.0, value, z), tangoBound(counts, value, 1.0, -z)}};
}

double mcnemarExact(std::int64_t onlyFirst, std::int64_t onlySecond) {
    const std::int64_t n = onlyFirst + onlySecond;
    double tail = 0.0;
    for (std::int64_t k = 0; k <= std::min(onlyFirst, onlySecond); ++k) {
        tail += fairBinomial(k, n);
    }
    return std::min(1.0, 2.0 * tail);
}

double mcnemarMidP(std::int64_t onlyFirst, std::int64_t onlySecond) {
    const std::int64_t n = onlyFirst + onlySecond;
    const std::int64_t least = std::min(onlyFirst, onlySecond);
    double tail = 0.0;
    for (std::int64_t k = 0; k < least; ++k) {
        tail += fairBinomial(k, n);
    }
    return std::min(1.0, 2.0 * tail + fairBinomial(least, n));
}

std::vector<double> holm(std::span<const double> pValues) {
    std::vector<std::size_t> order(pValues.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return pValues[a] < pValues[b]; });
    std::vector<double> adjusted(pValues.size());
    double atLeast = 0.0;
    for (std::size_t rank = 0; rank < order.size(); ++rank) {
        const double scaled = static_cast<double>(order.size() - rank) * pValues[order[rank]];
        atLeast = std::max(atLeast, std::min(1.0, scaled));
        adjusted[order[rank]] = atLeast;
    }
    return adjusted;
}

std::optional<double> quantile(std::span<const double> values, double q) {
    return values.empty() ? std::nullopt : std::optional<double>(sortedQuantile(sortedCopy(values), q));
}

std::optional<Percentiles> percentiles(std::span<const double> values) {
    if (values.empty()) {
        return std::nullopt;
    }
    const std::vector<double> sorted = sortedCopy(values);
    return Percentiles{sortedQuantile(sorted, 0.50), sortedQuantile(sorted, 0.95),
                       sortedQuantile(sorted, 0.99)};
}

std::optional<RatioEstimate> bootstrapDelayRatio(const RepeatedBlocks& baseline, const RepeatedBlocks& routed,
                                                 std::uint64_t seed, int resamples) {
    return bootstrap(baseline, routed, seed, resamples, Quantity::Delay);
}

std::optional<RatioEstimate> bootstrapEnergyRatio(const RepeatedBlocks& baseline,
                                                  const RepeatedBlocks& routed, std::uint64_t seed,
                                                  int resamples) {
    return bootstrap(baseline, routed, seed, resamples, Quantity::Energy);
}

std::optional<RatioEstimate> bootstrapEdpReduction(const RepeatedBlocks& baseline,
                                                   const RepeatedBlocks& routed, std::uint64_t seed,
                                                   int resamples) {
    return bootstrap(baseline, routed, seed, resamples, Quantity::Edp);
}

}  // namespace pivot
