// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/layer_times.h"
#include "core/result.h"
#include "devices/inference_session.h"
#include "run/prepared_run.h"
#include "run/run_hooks.h"

#include <cstdint>
#include <stop_token>
#include <vector>

namespace pivot {

/// Normally distributed pixels of `count` images: a network's time does not depend on them.
[[nodiscard]] std::vector<float> randomPixels(const ModelSpec& spec, int count, std::uint64_t seed);

/// The pieces of one network and how often each was timed.
struct TimedLayers {
    int batches = 0;
    std::vector<LayerTime> layers;  ///< in the order in which they run; without the skipped attentions
};

/// Times every piece of a network alone, by the session's clock: medians of walks through all pieces, so that
/// each finds the caches as a run leaves them. An attention's time is that of its block with it less that
/// without. Takes a second or so, or three walks where these take longer. Cancelled when asked to stop;
/// otherwise what the session failed with.
[[nodiscard]] Result<TimedLayers> timeLayers(InferenceSession& session, const ImageBatch& batch,
                                             const SkipConfig& skip, std::stop_token stop);

/// A table for each network of the run, of its whole path, at the run's batch (at the images, where these are
/// fewer).
[[nodiscard]] Result<std::vector<LayerTable>> timeLayers(const PreparedRun& run, const RunHooks& hooks);

}  // namespace pivot
