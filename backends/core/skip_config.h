// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace pivot {

/// The set of encoder blocks whose attention is skipped, zero-based. An empty set is the full path.
/// The MLP of a block always runs.
class SkipConfig {
public:
    SkipConfig() = default;
    SkipConfig(std::initializer_list<int> blocks);
    explicit SkipConfig(std::vector<int> blocks);

    /// Reads `none`, `all`, `1,3,5` (spaces allowed) or the authors' `1_3_5`.
    /// Error (Usage) names the index that is out of [0, depth), repeated, or not a number.
    [[nodiscard]] static Result<SkipConfig> parse(std::string_view text, int depth);
    /// Every attention of a network of `depth` blocks.
    [[nodiscard]] static SkipConfig all(int depth);

    [[nodiscard]] bool isSkipped(int block) const;
    [[nodiscard]] std::size_t skippedCount() const { return m_blocks.size(); }
    [[nodiscard]] bool isFullPath() const { return m_blocks.empty(); }
    /// Sorted, without repetition.
    [[nodiscard]] const std::vector<int>& blocks() const { return m_blocks; }
    /// `none` or `1,3,5`: what parse() reads.
    [[nodiscard]] std::string toString() const;
    /// The same set with `block` flipped.
    [[nodiscard]] SkipConfig toggled(int block) const;
    /// The largest index that is skipped, -1 for the full path.
    [[nodiscard]] int lastSkipped() const { return m_blocks.empty() ? -1 : m_blocks.back(); }

    /// The first block in which the two differ; `depth` when they are the same.
    /// Everything before it may be reused by a re-run that shares the weights.
    [[nodiscard]] static int firstDifference(const SkipConfig& a, const SkipConfig& b, int depth);

    bool operator==(const SkipConfig&) const = default;
    auto operator<=>(const SkipConfig&) const = default;

private:
    std::vector<int> m_blocks;
};

}  // namespace pivot
