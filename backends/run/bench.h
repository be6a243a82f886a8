// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/layer_times.h"
#include "core/run_report.h"
#include "devices/inference_session.h"

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace pivot {

/// What one timing of a session is made with.
struct BenchOptions {
    int batch = 1;
    SkipConfig skip;
    int warmup = 3;        ///< batches before the clock counts
    double seconds = 3.0;  ///< at least so long, and at least `leastBatches`
    int leastBatches = 10;
    bool layers = false;  ///< also the time of every piece, alone
    std::uint64_t seed =
        1;  ///< of the pixels: normally distributed, since a network's time does not depend on them
};

/// How long a session takes, in its steady state.
struct BenchResult {
    std::string numerics;
    int threads = 0, batch = 0;
    SkipConfig skip;
    int warmup = 0, batches = 0;
    double warmupMs = 0;  ///< mean of the warm-up's batches
    double throughputImgS = 0, meanMs = 0;
    Percentiles batchMs;
    std::optional<GemmLimit> limit;
    std::vector<LayerTime> layers;
};

/// Times a session with its own clock, in a steady state. Cancelled when asked to stop.
[[nodiscard]] Result<BenchResult> benchmark(InferenceSession& session, const BenchOptions& options,
                                            std::stop_token stop);

}  // namespace pivot
