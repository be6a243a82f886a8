// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "devices/inference_session.h"

#include <span>
#include <string>
#include <vector>

namespace pivot {

// The argument checks that every session makes before it works: what is wrong with a call does not depend on
// the device.

/// Usage unless the batch has at least one image and as many values as its images need.
[[nodiscard]] Result<void> checkBatch(const ModelSpec& spec, const ImageBatch& batch);
/// Usage where `skip` names a block that `model` does not have.
[[nodiscard]] Result<void> checkSkip(const Model& model, const SkipConfig& skip);
/// Usage unless [from, to) is a range within [0, depth).
[[nodiscard]] Result<void> checkBlockRange(const ModelSpec& spec, int from, int to);
/// Usage unless activations of `theirs` may go on in `mine`: the same weights, perhaps opened twice.
[[nodiscard]] Result<void> checkSameWeights(const ModelPtr& mine, const ModelPtr& theirs);
/// Threads a CPU session uses: `asked`, or the physical cores available where it is 0; Usage for what cannot
/// be.
[[nodiscard]] Result<int> cpuThreads(int asked);

/// Where a gathered row comes from.
struct GatherSource {
    std::size_t part = 0;
    int row = 0;  ///< within the part
};
/// Resolves rows of the concatenation of parts with `counts` images each. Usage where nothing is gathered or
/// a row is out of range.
[[nodiscard]] Result<std::vector<GatherSource>> gatherSources(std::span<const int> counts,
                                                              std::span<const int> rows);

}  // namespace pivot
