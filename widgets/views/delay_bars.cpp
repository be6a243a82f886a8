// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/delay_bars.h"

#include "widgets/models/number_format.h"
#include "widgets/theme/effort_style.h"

#include <QCoreApplication>
#include <algorithm>

namespace pivot {
namespace {

QString say(const char* text) {
    return QCoreApplication::translate("DelayBars", text);
}

}  // namespace

std::vector<DelayBar> delayBars(const RunReport& report) {
    std::vector<DelayBar> bars;
    const auto count = static_cast<int>(report.efforts.size());
    DelayBar mean{say("mean"), {}};
    double visited = 1.0;  // of the images, those that a routed run sends through the effort
    for (int effort = 0; effort < count; ++effort) {
        const EffortReport& part = report.efforts[static_cast<std::size_t>(effort)];
        DelayBar alone{
            effort == 0 ? effortName(effort, count) : say("%1 re-run").arg(effortName(effort, count)),
            std::vector<double>(static_cast<std::size_t>(count), 0.0)};
        if (count == 1) {
            alone.label = say("path");
        }
        alone.partsMs[static_cast<std::size_t>(effort)] = part.delayMs;
        if (count > 1) {
            bars.push_back(alone);
        }
        mean.partsMs.push_back(part.delayMs * visited);
        visited = std::max(0.0, visited - part.share);
    }
    bars.push_back(mean);
    if (report.latencyMs) {
        // Which efforts an image at a percentile visited is not part of a report: the bar is of one colour.
        bars.push_back({say("p50"), {}, report.latencyMs->p50});
        bars.push_back({say("p95"), {}, report.latencyMs->p95});
        bars.push_back({say("p99"), {}, report.latencyMs->p99});
    }
    return bars;
}

QString batchText(const RunReport& report) {
    if (!report.batchMs) {
        return {};
    }
    return say("batches of %1: p50 %2, p95 %3, p99 %4")
        .arg(report.batch)
        .arg(formatDelayMs(report.batchMs->p50), formatDelayMs(report.batchMs->p95),
             formatDelayMs(report.batchMs->p99));
}

}  // namespace pivot
