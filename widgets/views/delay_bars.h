// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run_report.h"
#include "widgets/charts/delay_chart.h"

#include <QString>
#include <vector>

namespace pivot {

/// The delays of a report: each effort alone, an image on average by the efforts it goes through, and in
/// latency mode the percentiles.
[[nodiscard]] std::vector<DelayBar> delayBars(const RunReport& report);

/// Percentiles of a batch in words; empty where none were taken.
[[nodiscard]] QString batchText(const RunReport& report);

}  // namespace pivot
