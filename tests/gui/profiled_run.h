// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/sample_values.h"
#include "widgets/models/stored_run.h"

#include <cmath>

namespace pivot::samples {

/// 1,000 images with normalised entropies evenly from 0 to 1 at every effort, ten classes. The first effort
/// is right up to 0.5, each later one up to 0.4 more. Margin and probability fall as the entropy rises.
inline StoredRun profiledRun(RunMode mode = RunMode::Profile, int efforts = 2) {
    constexpr int kImages = 1000;
    RunReport made = report();
    made.mode = mode;
    made.images = made.labelled = kImages;
    if (efforts == 3) {
        made.efforts.insert(made.efforts.begin() + 1, made.efforts.front());
        made.efforts[1].skip = SkipConfig{9, 10, 11};
        made.efforts[1].thresholdNats = 0.4 * std::log(10.0);
    }
    StoredRunBuilder builder(made, {}, 10, {});
    for (int i = 0; i < kImages; ++i) {
        const double normalized = (i + 0.5) / kImages;
        ImageResult image;
        image.outcome.imageIndex = i;
        image.outcome.label = 1;
        for (int effort = 0; effort < (mode == RunMode::Profile ? efforts : 1); ++effort) {
            const double sure = 1 - 0.9 * normalized;
            Visit visit;
            visit.effort = effort;
            visit.entropyNats = normalized * std::log(10.0);
            visit.topIds = {1, 2, 3, 4, 5};
            visit.topProbabilities = {static_cast<float>(sure), static_cast<float>((1 - sure) / 9), 0, 0, 0};
            visit.margin = static_cast<float>(sure - (1 - sure) / 9);
            visit.right = normalized < 0.5 + 0.4 * effort;
            image.visits.push_back(visit);
        }
        builder.add(image);
    }
    return builder.build();
}

}  // namespace pivot::samples
