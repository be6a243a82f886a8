// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/image_query.h"

#include <cstdint>
#include <vector>

namespace pivot {

/// How often each class was taken for which, over the labelled images of a selection, and where the images of
/// each class ended.
struct Confusion {
    int classes = 0, efforts = 0;
    std::vector<std::int64_t> counts;   ///< [label][predicted]
    std::vector<std::int64_t> exits;    ///< [label][effort]; the last column: no effort accepted
    std::vector<std::int64_t> ofClass;  ///< images of each label
    std::vector<std::int64_t> rightOf;  ///< of these right: an image that no effort accepted is not
    std::int64_t labelled = 0, right = 0;

    [[nodiscard]] std::int64_t at(int label, int predicted) const {
        return counts[static_cast<std::size_t>(label) * static_cast<std::size_t>(classes) +
                      static_cast<std::size_t>(predicted)];
    }
    [[nodiscard]] std::int64_t exitsAt(int label, int effort) const {
        return exits[static_cast<std::size_t>(label) * static_cast<std::size_t>(efforts + 1) +
                     static_cast<std::size_t>(effort)];
    }
    bool operator==(const Confusion&) const = default;
};

/// Of the images of `rows`; an unlabelled or failed one does not count.
[[nodiscard]] Confusion confusionOf(const ImageTable& table, const ImageRows& rows);

}  // namespace pivot
