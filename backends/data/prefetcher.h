// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/dataset.h"
#include "data/preprocess.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace pivot {

/// One image that could not be read.
struct ImageError {
    std::int64_t index = 0;
    std::string key, message;
};

/// Images ready for a session: pixels [indices.size(), channels, size, size].
struct PreparedBatch {
    std::vector<std::int64_t> indices;
    std::vector<float> pixels;
    std::vector<ImageError> errors;  ///< images of this stretch that failed; they are not in `indices`
};

/// How far ahead batches are made.
struct PrefetchDepth {
    int batches = 3;                           ///< at least so many wait
    std::size_t bytes = std::size_t(4) << 20;  ///< more of them while their pixels fit in here
};

/// Decodes and resizes ahead in its own thread. What waits is bounded by `depth`, so memory is too, whatever
/// the set's size. Destruction stops the thread at the next image.
class Prefetcher {
public:
    /// Batches the images `order` of `data`, in that order.
    Prefetcher(DataSetPtr data, PreprocessSpec spec, std::vector<std::int64_t> order, int batch,
               PrefetchDepth depth = {});
    ~Prefetcher();
    Prefetcher(const Prefetcher&) = delete;
    Prefetcher& operator=(const Prefetcher&) = delete;
    /// Blocks for the next batch; nullopt after the last one.
    [[nodiscard]] std::optional<PreparedBatch> next();

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

}  // namespace pivot
