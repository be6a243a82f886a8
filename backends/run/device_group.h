// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/runner.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace pivot {

/// One experiment on several devices: one request a device, in this order, tied together by one new group id.
/// Thresholds that were chosen on the device of `request` count as given on the others.
[[nodiscard]] std::vector<RunRequest> requestsForDevices(const RunRequest& request,
                                                         const std::vector<std::string>& devices);

/// What the caller does around each run of a group. Called from the run's thread; all but makeSink may be
/// empty.
struct GroupSteps {
    /// Where the outcomes of request `i` go; null stores nothing. An error is the end of that run alone.
    std::function<Result<std::shared_ptr<OutcomeSink>>(std::size_t i)> makeSink;
    std::function<void(std::size_t i)> begins;
    std::function<void(std::size_t i, const Result<RunReport>& result)> ended;
};

/// Runs the requests one after the other; a result a run that was begun. A device that fails takes nothing
/// from the others. After a stop no other run begins. A device that is not known or not available is an error
/// before any work is done.
[[nodiscard]] Result<std::vector<Result<RunReport>>> runGroup(const std::vector<RunRequest>& requests,
                                                              RunContext& context, const GroupSteps& steps,
                                                              const RunHooks& hooks);

}  // namespace pivot
