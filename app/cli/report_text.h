// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run_report.h"

#include <string>

namespace pivot::cli {

/// A report for people: a few aligned lines with units, the baseline beside every figure.
[[nodiscard]] std::string reportText(const RunReport& report, EntropyUnit unit, int classes);

}  // namespace pivot::cli
