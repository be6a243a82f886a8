// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/outcome.h"
#include "core/run_report.h"
#include "pivot/sweep.h"

#include <span>

namespace pivot {

/// What a sweep of a stored run rests on: the efforts' costs and the baseline of its report; where it was
/// interrupted before it reported (`report` null), the costs that its images add up to. Thresholds and points
/// are the caller's.
[[nodiscard]] SweepRequest storedSweepRequest(const RunReport* report, std::span<const ImageResult> results,
                                              std::size_t efforts);

}  // namespace pivot
