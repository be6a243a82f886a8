// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/skip_config.h"

#include <string>

namespace pivot {

/// The skipped blocks for people, in UTF-8, with a dash for three or more in a row: `6–11`, `1, 3, 5–8`.
/// Empty where none is skipped.
[[nodiscard]] std::string skipRanges(const SkipConfig& skip);

}  // namespace pivot
