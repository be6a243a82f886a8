// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run_report.h"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace pivot {

/// The normal quantile of a two-sided 95 % interval.
inline constexpr double kZ95 = 1.959963984540054;

/// Wilson's score interval of `right` of `n` (Wilson 1927). Absent for n = 0.
[[nodiscard]] std::optional<Interval> wilson(std::int64_t right, std::int64_t n, double z = kZ95);

/// Two classifiers on the same images.
struct PairedCounts {
    std::int64_t bothRight = 0, onlyFirst = 0, onlySecond = 0, bothWrong = 0;
    void add(bool first, bool second);
    [[nodiscard]] std::int64_t total() const { return bothRight + onlyFirst + onlySecond + bothWrong; }
    bool operator==(const PairedCounts&) const = default;
};

/// Accuracy of the first minus that of the second, with its 95 % interval.
struct Difference {
    double value = 0;
    Interval ci95;
};
/// Tango's score interval for a difference of paired proportions (Statistics in Medicine 17, 1998): keeps its
/// level where few images differ, as between an effort and its baseline. Absent for no images.
[[nodiscard]] std::optional<Difference> pairedDifference(const PairedCounts& counts, double z = kZ95);

/// Two-sided McNemar tests on the images only one got right: exact binomial, and mid-p (less conservative;
/// Fagerland et al. 2013). 1 when none differs.
[[nodiscard]] double mcnemarExact(std::int64_t onlyFirst, std::int64_t onlySecond);
[[nodiscard]] double mcnemarMidP(std::int64_t onlyFirst, std::int64_t onlySecond);

/// Holm's step-down adjustment for several tests: adjusted p values in the order given, at most 1.
[[nodiscard]] std::vector<double> holm(std::span<const double> pValues);

/// The q-quantile (0..1) with linear interpolation between order statistics (numpy's default). Absent when
/// empty.
[[nodiscard]] std::optional<double> quantile(std::span<const double> values, double q);
/// p50, p95, p99. Absent when empty.
[[nodiscard]] std::optional<Percentiles> percentiles(std::span<const double> values);

/// A block (a batch, or one repeat of it) that is resampled as a whole: images in a batch share its delay.
struct CostBlock {
    std::int64_t images = 0;
    double delayMs = 0;             ///< of the whole block
    std::optional<double> energyJ;  ///< of the whole block
};

/// The blocks of one walk over the images, and how repeats of that walk differed as a whole.
struct RepeatedBlocks {
    RepeatedBlocks() = default;
    /// `meansMs`: mean delay of every walk, that of `blocks` first; fewer than two: there were no
    /// repeats. `meansJ`: mean energy of the same walks; empty: energy follows the delay.
    template <class Blocks>
    RepeatedBlocks(const Blocks& of, std::span<const double> meansMs = {},
                   std::span<const double> meansJ = {})
        : blocks(of), walkMeansMs(meansMs), walkMeansJ(meansJ) {}
    std::span<const CostBlock> blocks;
    std::span<const double> walkMeansMs, walkMeansJ;
};

/// A ratio with its percentile-bootstrap interval.
struct RatioEstimate {
    double ratio = 0;
    Interval ci95;
};
/// Mean delay (energy, EDP) per image of `baseline` / that of `routed`. Blocks of each are drawn with
/// replacement, independently, `resamples` times; where there were repeats, walks are drawn too, and the
/// blocks are taken for those of a walk with their means: delay and energy of one walk stay together. The
/// same seed gives the same interval everywhere. Absent where either has no images, the ratio has no meaning
/// (a mean of 0), or an energy that is asked for is unknown.
[[nodiscard]] std::optional<RatioEstimate> bootstrapDelayRatio(const RepeatedBlocks& baseline,
                                                               const RepeatedBlocks& routed,
                                                               std::uint64_t seed = 1, int resamples = 2000);
[[nodiscard]] std::optional<RatioEstimate> bootstrapEnergyRatio(const RepeatedBlocks& baseline,
                                                                const RepeatedBlocks& routed,
                                                                std::uint64_t seed = 1, int resamples = 2000);
[[nodiscard]] std::optional<RatioEstimate> bootstrapEdpReduction(const RepeatedBlocks& baseline,
                                                                 const RepeatedBlocks& routed,
                                                                 std::uint64_t seed = 1,
                                                                 int resamples = 2000);

}  // namespace pivot
