// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/live_snapshot.h"

#include <QString>

namespace pivot {

/// Whether the images of this stage are those that the run reports on. What other stages look at (the
/// calibration's images, say) is no result of the run.
[[nodiscard]] bool isTimedStage(const RunProgress& progress);
/// `Choosing the threshold: 1,280 of 5,000 images`
[[nodiscard]] QString stageSentence(const RunProgress& progress);

}  // namespace pivot
