// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run_report.h"
#include "data/dataset.h"
#include "devices/inference_session.h"

#include <cstdint>
#include <stop_token>
#include <string>

namespace pivot {

/// How often one path alone is right, on some labelled images.
struct PathAccuracy {
    std::int64_t images = 0, right = 0;
    Interval ci95;      ///< Wilson
    std::string split;  ///< e.g. `train[55000:60000], a sample of 1024 with seed 1`
    [[nodiscard]] double accuracy() const {
        return images > 0 ? static_cast<double>(right) / static_cast<double>(images) : 0.0;
    }
};

/// Runs `images` (labels in the model's numbering, see openImages()) through `skip` until they end or
/// `seconds` have passed, at least one batch. Images that cannot be read, or have no label, do not count.
/// Usage when none counts, Cancelled when stopped; errors of the session.
[[nodiscard]] Result<PathAccuracy> measurePathAccuracy(InferenceSession& session, const SkipConfig& skip,
                                                       const DataSetPtr& images, double seconds,
                                                       const std::stop_token& stop);

}  // namespace pivot
