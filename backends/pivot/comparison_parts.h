// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Internal to the comparison: its parts, each a pure function.

#include "pivot/comparison.h"

namespace pivot::comparison {

/// Whether two experiments looked at the same images.
enum class DataRelation {
    Same,        ///< the fingerprints agree
    OtherRange,  ///< one source, another part or sample of it: images are told by their key
    Different    ///< other images, or the same names with another content
};
[[nodiscard]] DataRelation relationOf(const RunRecord& a, const RunRecord& b);

/// Only the settings that differ, the most telling first.
[[nodiscard]] std::vector<ConfigDifference> configurationDifferences(std::span<const ComparedRun> runs);

/// Needs the pairs, for what they found.
[[nodiscard]] std::vector<ComparisonWarning> warningsOf(std::span<const ComparedRun> runs,
                                                        const Comparison& comparison);

/// attentionRuns and what is known of the layers, one `figures` a run.
void addLayers(std::span<const ComparedRun> runs, std::vector<RunFigures>& figures);

/// `place`: of `run` among the experiments. mcnemarHolm is left to the caller, who knows all pairs.
[[nodiscard]] RunPair pairOf(const ComparedRun& reference, const ComparedRun& run, std::size_t place);

/// Stretches of neighbouring images that are resampled as wholes: the batches of the first effort, told by
/// their shared delay and at most `batch` images long, as many of them together as fill one batch of hard
/// images (which shares its delay too), but leaving 30 blocks where there are so many batches, and at most
/// 512. `images`: those that count, in rising index. `wattsOtherwise`: the mean power where images have no
/// energy of their own.
[[nodiscard]] std::vector<CostBlock> costBlocks(std::span<const ComparedImage* const> images, int batch,
                                                const std::optional<double>& wattsOtherwise);

/// Newcombe's hybrid score interval for a difference of independent proportions (Statistics in Medicine 17,
/// 1998, method 10). Absent where either has no images.
[[nodiscard]] std::optional<Difference> independentDifference(std::int64_t right, std::int64_t images,
                                                              std::int64_t referenceRight,
                                                              std::int64_t referenceImages);

}  // namespace pivot::comparison
