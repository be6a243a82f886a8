// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "core/run_config.h"
#include "data/dataset.h"
#include "pivot/effort_attention.h"
#include "pivot/entropy.h"
#include "run/session_cache.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace pivot {

/// Whose attention is wanted. Of `config` the model, the device, the precision and the ladder count; the
/// thresholds do not.
struct AttentionRequest {
    RunConfig config;
    DataSetPtr data;               ///< null: opened from `config.dataset`
    std::int64_t sourceIndex = 0;  ///< of the image, in the whole split
    std::string experimentId;      ///< of the stored run that `config` is of; empty where it is of none
};

/// What a request has brought so far.
struct CapturedAttention {
    std::int64_t sourceIndex = 0;
    DataSetPtr data;                  ///< that the image is of; never null
    RawImage image;                   ///< as the network sees it: resized and cropped
    std::optional<int> label;         ///< in the numbering of `labels`
    std::vector<std::string> labels;  ///< class names, empty when unknown
    int classes = 0;                  ///< of the model
    std::string numerics;             ///< for people: `fp32 on cpu:onednn`
    std::vector<std::string>
        notes;  ///< what a person should know, such as another device than the chosen one
    std::vector<EffortAttentionPtr> efforts;     ///< one an effort of the ladder; null while not computed yet
    std::vector<std::optional<Scores>> answers;  ///< likewise
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
