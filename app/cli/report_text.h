// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run_report.h"

#include <string>

namespace pivot::cli {

/// A report for people: a few aligned lines with units, the baseline beside every figure; below, its layers.
/// Thresholds are in `unit`, or in nats where the report (of an older version) does not know the number of
/// classes.
[[nodiscard]] std::string reportText(const RunReport& report, EntropyUnit unit);

}  // namespace pivot::cli
