// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/default_ladder.h"

#include "core/entropy_unit.h"

namespace pivot {
namespace {

constexpr double kGivenThreshold = 0.2;  // normalized entropy; a place to begin from

}  // namespace

DefaultLadder defaultLadder(const OpenedModel& model, const Selection& selection,
                            const std::optional<BundledExperiment>& bundled,
                            const std::string& bundledCalibration) {
    DefaultLadder made;
    LadderSuggestion& ladder = made.ladder;
    ladder.source = {"given", "given", false};
    if (bundled && model.choice.path.toStdString() == bundled->model.string()) {
        const RunRequest request = bundled->requestFor(selection.device);
        made.base = request.config;
        ladder.ladder = request.config.ladder;
        ladder.goal = request.config.calibrate;
        ladder.candidates = request.lowCandidates;
        if (request.thresholdSource) {
            ladder.source = *request.thresholdSource;
            ladder.calibrationSpec = bundledCalibration;
            ladder.chosenFor = selection.key;
        }
    } else {
        std::vector<int> lastHalf;
        for (int block = model.spec.depth / 2; block < model.spec.depth; ++block) {
            lastHalf.push_back(block);
        }
        ladder.ladder.efforts.resize(2);
        ladder.ladder.efforts.front().skip = SkipConfig(lastHalf);
        ladder.goal = CalibrationGoal{};
    }
    if (ladder.goal && selection.calibrationSpec.empty()) {
        ladder.goal.reset();
        ladder.candidates.clear();
        ladder.ladder.efforts.front().thresholdNats =
            toNats(kGivenThreshold, EntropyUnit::Normalized, model.spec.numClasses);
    }
    return made;
}

}  // namespace pivot
