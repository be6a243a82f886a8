// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/calibrator.h"

#include "run/ladder_pass.h"

#include <numeric>

namespace pivot {

namespace {

struct CalibrationImages {
    DataSetPtr data;
    bool onReported = false;
};

Result<CalibrationImages> openCalibration(PreparedRun& run, const RunServices& services) {
    RunConfig& config = run.config;
    const auto spec = calibrationSpecOf(config);
    if (!spec) {
        return tl::unexpected(spec.error());
    }
    auto opened = openImages(*spec, {.labelMap = config.labelMap, .limit = 0, .seed = config.seed},
                             run.spec(), services);
    if (!opened) {
        return tl::unexpected(opened.error());
    }
    if (!config.calibration.empty()) {
        config.calibration = placedSpec(config.calibration, **opened);
    }
    return CalibrationImages{*opened, overlaps(*spec, config.dataset)};
}

Result<CalibrationResult> calibrateOn(const PreparedRun& run, const CalibrationImages& images,
                                      EnergyAccounting& energy, const RunHooks& hooks,
                                      const std::string& stage) {
    PassRequest request;
    request.run = &run;
    request.data = images.data;
    request.order.resize(static_cast<std::size_t>(images.data->size()));
    std::iota(request.order.begin(), request.order.end(), 0);
    request.profile = true;
    request.stage = stage;
    request.showsFigures = false;
    request.energy = &energy;
    const bool lastIsFull = run.config.ladder.efforts.back().skip.isFullPath();
    request.baselineImages = lastIsFull ? 512 : -1;
    RunMetrics metrics(metricsSetup(run, true));
    std::vector<ImageResult> results;
    const auto pass = runPass(
        request, metrics,
        [&](const std::vector<ImageResult>& finished) -> Result<void> {
            results.insert(results.end(), finished.begin(), finished.end());
            return {};
        },
        hooks);
    if (!pass) {
        return tl::unexpected(pass.error());
    }
    if (pass->stopped) {
        return fail(ErrorCode::Cancelled, "stopped while the thresholds were being chosen");
    }
    const auto table = ProfileTable::fromResults(results, static_cast<int>(run.config.ladder.size()));
    if (!table) {
        return tl::unexpected(table.error());
    }
    CalibrationRequest wanted;
    wanted.goal = *run.config.calibrate;
    wanted.effortCosts = metrics.effortCosts();
    wanted.lastThreshold = run.config.ladder.efforts.back().thresholdNats;
    wanted.baseline = metrics.baselineCost();
    if (!lastIsFull && metrics.pairs().total() > 0) {
        const PairedCounts& pairs = metrics.pairs();
        wanted.baselineAccuracy =
            static_cast<double>(pairs.bothRight + pairs.onlyFirst) / static_cast<double>(pairs.total());
    }
    return calibrate(*table, wanted);
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
            run.config.ladder.efforts[k].thresholdNats = -1.0;
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
            choice.ladder.efforts[k].thresholdNats = result->point.thresholds[k];
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
