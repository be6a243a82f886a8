// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/device_group.h"

#include "core/uuid.h"

namespace pivot {

namespace {

Result<RunReport> runOne(const RunRequest& request, std::size_t place, RunContext& context,
                         const GroupSteps& steps, const RunHooks& hooks) {
    Result<std::shared_ptr<OutcomeSink>> sink = steps.makeSink(place);
    if (!sink) {
        return tl::unexpected(sink.error());
    }
    return runExperiment(request, context, sink->get(), hooks);
}

bool wasStopped(const Result<RunReport>& result) {
    return result ? result->status == toString(RunStatus::Cancelled)
                  : result.error().code == ErrorCode::Cancelled;
}

}  // namespace

std::vector<RunRequest> requestsForDevices(const RunRequest& request,
                                           const std::vector<std::string>& devices) {
    const std::string group = newUuid();
    std::vector<RunRequest> requests;
    for (const std::string& device : devices) {
        RunRequest& one = requests.emplace_back(request);
        one.groupId = group;
        if (device != request.config.device) {
            one.config.device = device;
            one.thresholdSource.reset();
        }
    }
    return requests;
}

Result<std::vector<Result<RunReport>>> runGroup(const std::vector<RunRequest>& requests, RunContext& context,
                                                const GroupSteps& steps, const RunHooks& hooks) {
    const RunServices services = context.services.value_or(RunServices::forRegistry(context.registry));
    for (const RunRequest& request : requests) {
        if (auto device = services.resolveDevice(request.config.device); !device) {
            return tl::unexpected(device.error());
        }
    }
    std::vector<Result<RunReport>> results;
    for (std::size_t i = 0; i < requests.size(); ++i) {
        if (steps.begins) {
            steps.begins(i);
        }
        results.push_back(runOne(requests[i], i, context, steps, hooks));
        if (steps.ended) {
            steps.ended(i, results.back());
        }
        if (wasStopped(results.back()) || hooks.stop.stop_requested()) {
            break;
        }
    }
    return results;
}

}  // namespace pivot
