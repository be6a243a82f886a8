// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/outcome.h"
#include "core/result.h"
#include "core/run_record.h"
#include "core/run_report.h"

#include <vector>

namespace pivot {

/// Takes the outcomes of one run as they are made. Called from the run's thread only. An implementation hands
/// over to its own thread and blocks only while its bounded buffer is full.
class OutcomeSink {
public:
    virtual ~OutcomeSink() = default;
    /// Once, before the first outcome, when thresholds are final. An error stops the run before any work is
    /// lost.
    [[nodiscard]] virtual Result<void> begin(const RunRecord& record) = 0;
    /// Finished images. An error (full disk, say) stops the run; what was stored before stays.
    [[nodiscard]] virtual Result<void> add(const std::vector<ImageResult>& results) = 0;
    /// The run begins to wait between two batches, or goes on. Between begin() and finish().
    virtual void setPaused(bool /*paused*/) {}
    /// Once, after the last outcome, whatever the end; everything handed over before is durable when it
    /// returns.
    [[nodiscard]] virtual Result<void> finish(RunStatus status, const RunReport& report) = 0;
};

}  // namespace pivot
