// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "pivot/comparison.h"

namespace pivot {

/// What `pivot compare --json` prints: `{schema_version, reference_id, experiments[], differences[],
/// warnings[], comparisons[], published[]}`. Fractions are 0..1, means per image, unknown is null; the
/// reductions are reference / this experiment.
[[nodiscard]] nlohmann::json toJson(const Comparison& comparison);

}  // namespace pivot
