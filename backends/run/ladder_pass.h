// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "pivot/metrics.h"
#include "run/energy_accounting.h"
#include "run/machine_watch.h"
#include "run/prepared_run.h"
#include "run/run_hooks.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace pivot {

/// One walk of some images through a ladder, with the baseline measured in between. A calibration is such a
/// pass, a run one or several.
struct PassRequest {
    const PreparedRun* run = nullptr;
    DataSetPtr data;
    std::vector<std::int64_t> order;  ///< indices of the images still to run, in this order
    std::vector<ImageResult>
        finishedBefore;  ///< of an earlier segment; the baseline alone may see them again
    bool profile = false;
    std::int64_t baselineImages = 512;  ///< at least, of all segments together; -1: all
    std::string stage = "running";
    bool showsFigures = true;  ///< false: live views see `shown` and the progress, not this pass's figures
    LiveSnapshot shown;        ///< its provenances stand beside the figures too
    LadderExecutor::LogitsObserver onLogits;  ///< where the logits are wanted too
    EnergyAccounting* energy = nullptr;
    MachineWatch* machine = nullptr;
};

struct PassTotals {
    double wallSeconds = 0;   ///< of the timed phase, pauses and the baseline's time taken out
    std::int64_t images = 0;  ///< finished in it without an error
    bool stopped = false;
};

/// Receives finished images in batches; an error ends the pass.
using ResultHandler = std::function<Result<void>(const std::vector<ImageResult>&)>;

/// What RunMetrics needs to know of a ladder.
[[nodiscard]] RunMetrics::Setup metricsSetup(const PreparedRun& run, bool profile);

/// Warms up (not counted), then runs the images. Adds every result, batch time and baseline to `metrics`.
[[nodiscard]] Result<PassTotals> runPass(const PassRequest& request, RunMetrics& metrics,
                                         const ResultHandler& handler, const RunHooks& hooks);

}  // namespace pivot
