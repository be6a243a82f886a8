// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/outcome_sink.h"
#include "core/result.h"
#include "core/run_record.h"
#include "run/energy_accounting.h"
#include "run/prepared_run.h"
#include "run/run_hooks.h"

#include <string>
#include <vector>

namespace pivot {

/// Runs the images of a ladder that is final, as often as the configuration says, and reports. `done` are the
/// results of earlier segments. Answers and counts are of the first walk; costs, percentiles, break-even and
/// throughput are pooled from it and its repeats, which run all images. `sink` may be null. Status is
/// `cancelled` when a stop came before the last repeat ended.
[[nodiscard]] Result<RunReport> runTimedPhase(PreparedRun& run, const RunRecord& record,
                                              std::vector<ImageResult> done, std::vector<std::string> notes,
                                              EnergyAccounting& energy, OutcomeSink* sink,
                                              const RunHooks& hooks);

}  // namespace pivot
