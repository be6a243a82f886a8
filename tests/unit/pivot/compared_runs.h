// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "pivot/comparison.h"

#include <string>
#include <vector>

namespace pivot::test {

/// Image `index` of ten classes, by its key; it ended at `exit` after 1 ms an effort.
inline ComparedImage image(int index, bool right, int exit = 0) {
    ComparedImage made;
    made.index = index;
    made.key = "img/" + std::to_string(index) + ".png";
    made.label = index % 10;
    made.predicted = right ? index % 10 : (index + 1) % 10;
    made.right = right;
    made.exitEffort = exit;
    made.visits = exit + 1;
    made.delayNs = 1'000'000 * made.visits;
    made.firstVisitNs = 1'000'000 + index / 8;  // batches of eight
    return made;
}

/// A run of two efforts on images 0, 1, ... of `test[0:N]`; `right`: one character an image, `1` or `0`.
inline ComparedRun run(const std::string& id, const std::string& right) {
    ComparedRun made;
    RunRecord& record = made.record;
    record.experimentId = id;
    record.config.model = "models/deit-small";
    record.config.dataset = "fashion-mnist#test";
    record.config.device = "cpu:torch";
    record.config.batch = 8;
    record.config.ladder.efforts = {{.skip = SkipConfig{1, 3}, .modelPath = {}, .thresholdNats = 0.5}, {}};
    record.thresholdSource = {"train[55000:60000]", "edp,loss=0.2", false};
    record.modelFingerprint = std::string(64, 'a');
    record.datasetFingerprint = std::string(64, 'b');
    record.datasetRange = "test[0:" + std::to_string(right.size()) + "]";
    record.environment = {{"host", "one"}, {"cpu", "a processor"}, {"load_average_1", 0.5}};
    for (std::size_t i = 0; i < right.size(); ++i) {
        made.images.push_back(image(static_cast<int>(i), right[i] == '1'));
    }
    return made;
}

/// Every image costs `factor` times as much.
inline void makeDearer(ComparedRun& run, int factor) {
    for (ComparedImage& image : run.images) {
        image.delayNs *= factor;
    }
}

inline const ComparisonWarning* warningOf(const Comparison& comparison, const std::string& code) {
    for (const ComparisonWarning& warning : comparison.warnings) {
        if (warning.code == code) {
            return &warning;
        }
    }
    return nullptr;
}

}  // namespace pivot::test
