// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/gui/attention_request.h"
#include "app/gui/session_cache.h"
#include "core/result.h"
#include "widgets/models/attention_maps.h"

#include <functional>

namespace pivot {

/// What a request has brought so far, with the data set that the image is of.
struct CapturedAttention {
    AttentionMapsPtr maps;
    DataSetPtr data;  ///< never null
};

/// Hooks of captureAttention().
struct CaptureHooks {
    std::function<bool()> superseded;                       ///< asked between efforts: a newer request waits
    std::function<void(const CapturedAttention&)> deliver;  ///< called with every effort that is there
};

/// Computes the attention of one image under every effort of the ladder, and what each effort answers, on the
/// request's device; where that is absent, keeps no attention or does not run the precision alone, on the
/// fastest processor or in float32, with a note. Delivers the maps of each effort as soon as they are there,
/// and last the answers. Blocks; of the compute thread alone. Errors: of the data set, the image, the model
/// or the device; Unsupported where the maps would take more memory than can be spared; Cancelled where a
/// newer request waits.
[[nodiscard]] Result<void> captureAttention(const AttentionRequest& request, DeviceRegistry& registry,
                                            SessionCache& sessions, const CaptureHooks& hooks);

/// Opens the sessions that captureAttention() needs, ahead of the first image. What fails is said there.
void openAhead(const RunConfig& config, DeviceRegistry& registry, SessionCache& sessions);

}  // namespace pivot
