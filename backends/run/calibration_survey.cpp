// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/calibration_survey.h"

#include "run/ladder_pass.h"

#include <algorithm>
#include <numeric>
#include <unordered_map>

namespace pivot {

namespace {

/// Logits as they come, by image: an effort's batches are not the next one's.
class LogitsKeeper {
public:
    LogitsKeeper(std::size_t efforts, int classes, std::int64_t images) : m_efforts(efforts) {
        const std::int64_t each = static_cast<std::int64_t>(efforts) * std::max(classes, 1);
        m_most = static_cast<std::size_t>(std::min(images, std::max<std::int64_t>(1, kMostLogits / each)));
    }

    void keep(int effort, std::int64_t imageIndex, std::span<const float> logits) {
        auto& byImage = m_efforts[static_cast<std::size_t>(effort)];
        const bool wanted = effort == 0 ? byImage.size() < m_most : m_efforts.front().contains(imageIndex);
        if (wanted) {
            byImage.emplace(imageIndex, std::vector<float>(logits.begin(), logits.end()));
        }
    }

    /// In the order of `results`.
    [[nodiscard]] std::vector<LabelledLogits> take(const std::vector<ImageResult>& results, int classes) {
        std::vector<LabelledLogits> made(m_efforts.size());
        for (LabelledLogits& effort : made) {
            effort.classes = classes;
        }
        for (const ImageResult& result : results) {
            const std::int64_t image = result.outcome.imageIndex;
            const std::optional<int> label = result.outcome.label;
            const bool known = std::all_of(m_efforts.begin(), m_efforts.end(),
                                           [&](const auto& effort) { return effort.contains(image); });
            if (!known || !label || *label < 0 || *label >= classes || !result.outcome.error.empty()) {
                continue;
            }
            for (std::size_t k = 0; k < made.size(); ++k) {
                const std::vector<float>& row = m_efforts[k].at(image);
                made[k].logits.insert(made[k].logits.end(), row.begin(), row.end());
                made[k].labels.push_back(*label);
                m_efforts[k].erase(image);  // never twice in memory
            }
        }
        return made;
    }

private:
    std::vector<std::unordered_map<std::int64_t, std::vector<float>>> m_efforts;
    std::size_t m_most = 0;  ///< images
};

}  // namespace

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

CalibrationRequest CalibrationSurvey::request(const CalibrationGoal& goal,
                                              const std::optional<double>& last) const {
    CalibrationRequest wanted;
    wanted.goal = goal;
    wanted.effortCosts = effortCosts;
    wanted.lastThreshold = last;
    wanted.baseline = baseline;
    wanted.baselineAccuracy = baselineAccuracy;
    return wanted;
}

Result<CalibrationSurvey> survey(const PreparedRun& run, const CalibrationImages& images,
                                 EnergyAccounting& energy, const RunHooks& hooks,
                                 const SurveyOptions& options) {
    const bool lastIsFull = run.config.ladder.efforts.back().skip.isFullPath();
    CalibrationSurvey made;
    made.split = images.data->range();
    made.onReported = images.onReported;
    PassRequest request;
    request.run = &run;
    request.data = images.data;
    request.order.resize(static_cast<std::size_t>(images.data->size()));
    std::iota(request.order.begin(), request.order.end(), 0);
    request.profile = true;
    request.stage = options.stage;
    request.showsFigures = false;
    request.energy = &energy;
    request.baselineImages = lastIsFull ? 512 : -1;
    LogitsKeeper keeper(run.config.ladder.size(), run.spec().numClasses, images.data->size());
    if (options.keepLogits) {
        request.onLogits = [&](int effort, std::int64_t imageIndex, std::span<const float> logits) {
            keeper.keep(effort, imageIndex, logits);
        };
    }
    RunMetrics metrics(metricsSetup(run, true));
    const auto pass = runPass(
        request, metrics,
        [&](const std::vector<ImageResult>& finished) -> Result<void> {
            made.results.insert(made.results.end(), finished.begin(), finished.end());
            return {};
        },
        hooks);
    if (!pass) {
        return tl::unexpected(pass.error());
    }
    if (pass->stopped) {
        return fail(ErrorCode::Cancelled, "stopped on the calibration images");
    }
    made.effortCosts = metrics.effortCosts();
    made.baseline = metrics.baselineCost();
    if (!lastIsFull && metrics.pairs().total() > 0) {
        const PairedCounts& pairs = metrics.pairs();
        made.baselineAccuracy =
            static_cast<double>(pairs.bothRight + pairs.onlyFirst) / static_cast<double>(pairs.total());
    }
    if (options.keepLogits) {
        made.logits = keeper.take(made.results, run.spec().numClasses);
    }
    return made;
}

Result<CalibrationSurvey> surveyCalibration(const RunConfig& config, RunContext& context,
                                            const RunHooks& hooks) {
    const RunServices services = context.services.value_or(RunServices::forRegistry(context.registry));
    auto run = prepareRun(config, services, false);
    if (!run) {
        return tl::unexpected(run.error());
    }
    auto energy = EnergyAccounting::forDevice(run->device, context.powerProfileFolders, services.chooseMeter);
    if (!energy) {
        return tl::unexpected(energy.error());
    }
    const auto images = openCalibration(*run, services);
    if (!images) {
        return tl::unexpected(images.error());
    }
    return survey(*run, *images, *energy, hooks,
                  {.stage = "running the calibration images", .keepLogits = true});
}

}  // namespace pivot
