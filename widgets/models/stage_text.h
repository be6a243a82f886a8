// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/live_snapshot.h"

#include <QString>

namespace pivot {

/// Whether the images of this stage are those that the run reports on. What other stages look at (the
/// calibration's images, say) is no result of the run.
[[nodiscard]] bool isTimedStage(const RunProgress& progress);
/// `Choosing the threshold: 1,280 of 5,000 images`; while the run waits `Paused after 6,400 of 10,000 images:
/// the time until it goes on is no part of its figures`.
[[nodiscard]] QString stageSentence(const RunProgress& progress);

}  // namespace pivot
