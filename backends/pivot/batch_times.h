// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/outcome.h"

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

namespace pivot {

/// What single batches took, from the images that were in them: a batch gives every image the same share of
/// its time, so neighbours at an effort with one delay were in one batch of at most `batch` images. Exact to
/// a nanosecond an image; where an image failed in its batch, that batch is short by its share, and where all
/// batches take the same (a modelled device), they are cut at `batch`.
class BatchTimes {
public:
    explicit BatchTimes(int batch) : m_batch(batch) {}
    /// Images of one stretch of work in rising order; those of several may be mixed, as a resumed run mixes
    /// them.
    void add(const ImageResult& image, int stretch);
    /// Of all batches of every effort, in no order; begins anew.
    [[nodiscard]] std::vector<double> takeMs();

private:
    /// The last batch of a stretch at an effort, which the next image may belong to.
    struct Batch {
        std::int64_t delayNs = 0;  ///< of each image
        int images = 0;
    };
    void close(const Batch& batch);

    int m_batch;
    std::map<std::pair<int, int>, Batch> m_open;
    std::vector<double> m_ms;
};

}  // namespace pivot
