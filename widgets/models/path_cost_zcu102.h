// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cost/zcu102_model.h"
#include "widgets/models/path_estimate.h"

namespace pivot {

/// Estimates of the skip editor from the ZCU102 model: blocks from `firstBlock` on with the head, and with
/// the embedding where that is the first; each as a part of the whole full path.
[[nodiscard]] PathCost pathCostOf(const Zcu102Model& model);

}  // namespace pivot
