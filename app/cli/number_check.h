// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/number_text.h"

#include <CLI/CLI.hpp>
#include <limits>
#include <string>

namespace pivot::cli {

/// Refuses what is no finite number from `least` to `most`, in a sentence; CLI11's own checks let NaN through
/// and print limits with 300 digits.
[[nodiscard]] inline CLI::Validator numberFrom(double least,
                                               double most = std::numeric_limits<double>::infinity()) {
    const bool bounded = most < std::numeric_limits<double>::infinity();
    const std::string range =
        bounded ? numberText(least) + " to " + numberText(most) : "at least " + numberText(least);
    return {[least, most, range](std::string& text) {
                const auto number = parseNumber(text);
                return number && *number >= least && *number <= most
                           ? std::string()
                           : "has to be a number, " + range + ", and not " + inQuotes(text);
            },
            "in [" + range + "]"};
}

}  // namespace pivot::cli
