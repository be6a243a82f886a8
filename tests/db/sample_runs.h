// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Runs for the tests of the database: results depend on the image alone, so that any two ways to the same end
// compare.

#include "core/outcome.h"
#include "core/run_record.h"
#include "core/uuid.h"

#include <array>
#include <cmath>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace pivot::samples {

/// Two efforts, 1,3,5 with a threshold of 0.46 nats before the full path.
inline RunRecord record(std::int64_t images, std::string experimentId = newUuid()) {
    RunRecord record;
    record.experimentId = std::move(experimentId);
    record.groupId = newUuid();
    record.config.model = "models/deit-small";
    record.config.dataset = "fashion-mnist:/usr/share/dataset#test[0:10000]";
    record.config.device = "sim:zcu102";
    record.config.seed = 18446744073709551615ULL;  // does not fit a signed integer
    Effort low;
    low.skip = SkipConfig{1, 3, 5};
    low.thresholdNats = 0.1 + 0.36;  // no short decimal form
    low.tuned = false;
    record.config.ladder.efforts = {low, Effort{}};
    record.thresholdSource = {"train[55000:60000]", "edp,loss=0.2", false};
    record.modelFingerprint = std::string(64, 'a');
    record.datasetFingerprint = std::string(64, 'b');
    record.datasetRange = "test[0:10000]";
    record.imageCount = images;
    record.environment = {{"commit", "0123abc"}, {"cpu", "Ünïcode CPU"}};
    record.createdUtc = utcNow();
    return record;
}

/// Image `index`: every third goes on to the second effort, every 97th fails, every 50th has no label.
inline ImageResult image(std::int64_t index) {
    ImageResult result;
    Outcome& outcome = result.outcome;
    outcome.imageIndex = index;
    outcome.imageKey = "t-shirt/" + std::to_string(index) + ".png";
    if (index % 97 == 13) {
        outcome.error = "a logit is not finite";
        return result;
    }
    if (index % 50 != 7) {
        outcome.label = static_cast<int>(index % 10);
    }
    const int last = index % 3 == 0 ? 1 : 0;
    for (int effort = 0; effort <= last; ++effort) {
        Visit visit;
        visit.effort = effort;
        visit.entropyNats = 1.0 / static_cast<double>(index + effort + 3);
        visit.margin = 1.0F / static_cast<float>(index + 3);
        visit.topIds = {static_cast<std::int32_t>(index % 10), 4, 2, 7, -1};
        visit.topProbabilities = {0.7F, 0.1F, 0.1F, 0.05F, 0.0F};
        if (outcome.label) {
            visit.right = index % 4 != 0;
        }
        visit.delayNs = 1000000 + index + effort;
        visit.energyJ = 1e-3 * static_cast<double>(effort + 1);
        outcome.delayNs += visit.delayNs;
        outcome.energyJ = outcome.energyJ.value_or(0.0) + *visit.energyJ;
        outcome.right = visit.right;
        result.visits.push_back(visit);
    }
    outcome.exitEffort =
        index % 21 == 0 ? Outcome::kNoExit : last;  // multiples of 21 are accepted by no effort
    outcome.predicted = static_cast<std::int32_t>(index % 10);
    return result;
}

/// Images [from, to).
inline std::vector<ImageResult> images(std::int64_t from, std::int64_t to) {
    std::vector<ImageResult> results;
    for (std::int64_t index = from; index < to; ++index) {
        results.push_back(image(index));
    }
    return results;
}

inline RunReport report(const RunRecord& record, RunStatus status = RunStatus::Complete) {
    RunReport report;
    report.experimentId = record.experimentId;
    report.groupId = record.groupId;
    report.device = record.config.device;
    report.status = toString(status);
    report.images = record.imageCount;
    report.accuracy = 0.875;
    report.delayMs = 1.25;
    report.energyJ = 0.0015;
    report.edpJs = 0.0015 * 1.25e-3;
    report.edpReduction = 1.41;
    report.efforts.resize(2);
    report.efforts[0].share = 0.625;
    report.notes = {"the clock was throttled"};
    return report;
}

}  // namespace pivot::samples
