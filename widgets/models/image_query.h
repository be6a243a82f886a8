// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/image_answers.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace pivot {

enum class ImageSort { Index, Entropy, Margin, Delay, Label, Predicted, Exit };

/// Which images differ between two answers.
enum class Flip { Any, Differs, Gained, Lost };  ///< Gained: wrong before, right after

/// Which images to show, and in which order. What is absent does not select.
struct ImageQuery {
    std::optional<int> exit = {};  ///< an effort, or Outcome::kNoExit
    std::optional<Verdict> verdict = {};
    std::optional<int> label = {}, predicted = {};
    /// The effort whose entropy and margin count, here and in the order.
    int scoredEffort = 0;
    std::optional<double> leastEntropyNats = {}, mostEntropyNats = {};
    std::optional<double> leastMargin = {}, mostMargin = {};
    Flip betweenEfforts = Flip::Any;  ///< from the first effort to the last; only images that both saw
    Flip againstOther = Flip::Any;    ///< from the other experiment to this one; only images that both have
    ImageSort sort = ImageSort::Index;
    bool descending = false;
    bool operator==(const ImageQuery&) const = default;
    /// Whether it leaves images out.
    [[nodiscard]] bool selects() const;
};

using ImageRows = std::vector<std::uint32_t>;  ///< rows of an ImageTable

/// All rows in the order of the query: stable, unknown values last. O(images).
[[nodiscard]] ImageRows sortedRows(const ImageTable& table, const ImageQuery& query);
/// Those of `order` that the query selects, in that order. `other`: the experiment to compare with, null for
/// none (then `againstOther` selects nothing away).
[[nodiscard]] ImageRows selectedRows(const ImageTable& table, const ImageQuery& query, const ImageRows& order,
                                     const ImageTable* other = nullptr);
/// Whether the order depends on where images ended, and so on the thresholds.
[[nodiscard]] bool orderFollowsRoutes(ImageSort sort);

}  // namespace pivot
