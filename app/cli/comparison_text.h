// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "pivot/comparison.h"

#include <cstddef>
#include <string>

namespace pivot::cli {

/// A comparison as the command line prints it: what to beware of, what differs, the figures, and each
/// experiment against the first. Of the flipped images at most `flips` are listed.
[[nodiscard]] std::string comparisonText(const Comparison& comparison, std::size_t flips);

}  // namespace pivot::cli
