// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/activation_ranges.h"
#include "core/result.h"
#include "core/skip_config.h"
#include "data/dataset.h"
#include "devices/inference_session.h"

#include <vector>

namespace pivot {

/// Ranges are taken from at most so many images, evenly spread over their set.
inline constexpr int kSurveyImages = 256;

/// What a float32 session's activations hold under the full path and each of `paths`: a skip changes what
/// later blocks read. Damaged images are left out; an error when none is left.
[[nodiscard]] Result<ActivationRanges> surveyRanges(InferenceSession& session, const DataSet& images,
                                                    const std::vector<SkipConfig>& paths);
/// The same over one batch.
[[nodiscard]] Result<ActivationRanges> surveyRanges(InferenceSession& session, const ImageBatch& batch,
                                                    const std::vector<SkipConfig>& paths);

}  // namespace pivot
