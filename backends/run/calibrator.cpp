// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/calibrator.h"

#include "run/calibration_survey.h"

namespace pivot {

namespace {

Result<CalibrationResult> calibrateOn(const PreparedRun& run, const CalibrationImages& images,
                                      EnergyAccounting& energy, const RunHooks& hooks,
                                      const std::string& stage) {
    const auto seen = survey(run, images, energy, hooks, {.stage = stage});
    if (!seen) {
        return tl::unexpected(seen.error());
    }
    const EffortLadder& ladder = run.config.ladder;
    const auto table =
        ProfileTable::fromResults(seen->results, static_cast<int>(ladder.size()), ladder.score);
    if (!table) {
        return tl::unexpected(table.error());
    }
    return calibrate(
        *table, seen->request(*run.config.calibrate, hardestAccepted(ladder.efforts.back(), ladder.score)));
}

}  // namespace

Result<LadderChoice> chooseLadder(PreparedRun& run, const std::vector<SkipConfig>& lowCandidates,
                                  EnergyAccounting& energy, const RunServices& services,
                                  const RunHooks& hooks) {
    const auto images = openCalibration(run, services);
    if (!images) {
        return tl::unexpected(images.error());
    }
    std::vector<SkipConfig> candidates = lowCandidates;
    if (candidates.empty()) {
        candidates.push_back(run.config.ladder.efforts.front().skip);
    }
    const EffortLadder asked = run.config.ladder;
    // A profile needs no thresholds; until they are chosen every effort but the last accepts nothing.
    std::optional<LadderChoice> best;
    std::optional<Error> lastError;
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        run.config.ladder = asked;
        run.config.ladder.efforts.front().skip = candidates[i];
        run.config.ladder.efforts.front().tuned = run.models.front()->spec.isTuned(candidates[i]);
        for (std::size_t k = 0; k + 1 < run.config.ladder.size(); ++k) {
            setHardestAccepted(run.config.ladder.efforts[k], asked.score, -1.0);
        }
        std::string stage = "choosing the threshold";
        if (candidates.size() > 1) {
            stage =
                "choosing the path, " + std::to_string(i + 1) + " of " + std::to_string(candidates.size());
        }
        auto result = calibrateOn(run, *images, energy, hooks, stage);
        if (!result) {
            if (result.error().code != ErrorCode::Usage) {
                run.config.ladder = asked;
                return tl::unexpected(result.error());
            }
            lastError = result.error();  // this path meets the goal nowhere; another may
            continue;
        }
        if (best && !servesBetter(*run.config.calibrate, *result, best->result)) {
            continue;
        }
        LadderChoice choice{.ladder = run.config.ladder, .source = {}, .result = *result, .notes = {}};
        for (std::size_t k = 0; k < choice.ladder.size(); ++k) {
            setHardestAccepted(choice.ladder.efforts[k], asked.score, result->point.thresholds[k]);
        }
        choice.source = {images->data->range(), toString(*run.config.calibrate), images->onReported};
        if (!result->note.empty()) {
            choice.notes.push_back(result->note);
        }
        best = std::move(choice);
    }
    run.config.ladder = best ? best->ladder : asked;
    if (!best) {
        return tl::unexpected(*lastError);
    }
    return *best;
}

}  // namespace pivot
