// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run_record.h"

#include "core/number_text.h"

namespace pivot {

std::string_view toString(RunStatus status) {
    switch (status) {
        case RunStatus::Queued:
            return "queued";
        case RunStatus::Running:
            return "running";
        case RunStatus::Paused:
            return "paused";
        case RunStatus::Complete:
            return "complete";
        case RunStatus::Cancelled:
            return "cancelled";
        case RunStatus::Interrupted:
            return "interrupted";
        case RunStatus::Failed:
            return "failed";
    }
    return "failed";
}

Result<RunStatus> parseRunStatus(std::string_view text) {
    for (const RunStatus status :
         {RunStatus::Queued, RunStatus::Running, RunStatus::Paused, RunStatus::Complete, RunStatus::Cancelled,
          RunStatus::Interrupted, RunStatus::Failed}) {
        if (text == toString(status)) {
            return status;
        }
    }
    return fail(ErrorCode::Usage, inQuotes(text) +
                                      " is not the status of a run: it is queued, running, paused, complete, "
                                      "cancelled, interrupted or failed.");
}

}  // namespace pivot
