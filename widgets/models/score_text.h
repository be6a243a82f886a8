// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/score.h"

#include <QString>

namespace pivot {

/// `Entropy`, `Margin`, `Max probability`.
[[nodiscard]] QString scoreName(ScoreKind score);
/// What stands beside an axis from 0 to 1, and beside a number of it: `normalized entropy`, `margin`, ...
[[nodiscard]] QString scoreUnit(ScoreKind score);

}  // namespace pivot
