// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/calibration_controller.h"

#include "data/dataset.h"
#include "widgets/models/number_format.h"
#include "widgets/theme/parts.h"
#include "widgets/views/run_page.h"

#include <QElapsedTimer>
#include <QPointer>
#include <utility>

namespace pivot {

namespace {

constexpr qint64 kProgressMs = 100;

QString progressText(const RunProgress& progress) {
    return CalibrationController::tr("running the calibration images: %1 of %2")
        .arg(formatCount(progress.done), formatCount(progress.total));
}

/// Costs are those of the run that is shown, which timed more images; answers are of the images to choose on.
Result<ChosenThresholds> chosenFrom(const ProfileTable& profile, const CalibrationWish& wish,
                                    const std::optional<double>& baselineAccuracy, ThresholdSource source) {
    CalibrationRequest request;
    request.goal = *wish.goal;
    request.effortCosts = wish.scrub->effortCosts();
    request.lastThreshold = wish.lastThreshold;
    request.baselineAccuracy = baselineAccuracy;
    request.baseline = wish.scrub->baselineCost();
    const auto result = calibrate(profile, request);
    if (!result) {
        return tl::unexpected(result.error());
    }
    ChosenThresholds chosen;
    chosen.score = wish.scrub->score();
    chosen.thresholds = result->point.thresholds;
    chosen.source = std::move(source);
    chosen.note = fromUtf8(result->note);
    return chosen;
}

Result<ChosenThresholds> chosenOnReported(const CalibrationWish& wish) {
    auto chosen = chosenFrom(wish.scrub->profile(), wish, std::nullopt,
                             {wish.config.dataset, toString(*wish.goal), true});
    if (chosen) {
        chosen->calibrationSpec = wish.config.dataset;
    }
    return chosen;
}

Result<ChosenThresholds> chosenOn(const CalibrationSurvey& survey, const CalibrationWish& wish) {
    const auto profile =
        ProfileTable::fromResults(survey.results, wish.scrub->profile().efforts(), wish.scrub->score());
    if (!profile) {
        return tl::unexpected(profile.error());
    }
    auto chosen = chosenFrom(*profile, wish, survey.baselineAccuracy,
                             {survey.split, toString(*wish.goal), survey.onReported});
    if (chosen) {
        chosen->calibrationSpec = calibrationSpecOf(wish.config).value_or(std::string());
    }
    return chosen;
}

}  // namespace

CalibrationController::CalibrationController(RunPage& page, RunController& runs, QObject* parent)
    : QObject(parent), m_page(page), m_runs(runs), m_thread(QStringLiteral("calibration")) {
    connect(&m_page, &RunPage::calibrationWanted, this, &CalibrationController::take);
}

CalibrationController::~CalibrationController() {
    m_stop.request_stop();
    m_thread.stop();
}

void CalibrationController::stop() {
    m_stop.request_stop();
    ++m_generation;
    m_id.clear();
    m_survey.reset();
    m_waiting.clear();
}

void CalibrationController::take(const QString& experimentId, const CalibrationWish& wish) {
    if (!wish.scrub) {
        return;
    }
    if (experimentId != m_id) {
        stop();
        m_id = experimentId;
    }
    if (wish.onReported || m_survey) {
        tell(wish);
        return;
    }
    m_waiting.push_back(wish);
    if (m_waiting.size() == 1) {
        survey(wish);
    }
}

void CalibrationController::survey(const CalibrationWish& wish) {
    m_stop = std::stop_source();
    m_page.showCalibrationProgress(m_id, m_runs.isRunning() ? tr("the calibration images wait for the run")
                                                            : tr("running the calibration images…"));
    m_runs.compute([guard = QPointer(this), id = m_id, generation = ++m_generation, config = wish.config,
                    stop = m_stop.get_token()](const RunController::ComputeTools& tools,
                                               const RunController::Tell& tell) {
        const auto toWindow = [&](auto what) {
            tell([guard, generation, what = std::move(what)] {
                if (guard && generation == guard->m_generation) {
                    what(*guard);
                }
            });
        };
        RunContext context{tools.registry, tools.powerProfileFolders};
        QElapsedTimer told;
        RunHooks hooks;
        hooks.stop = stop;
        hooks.progress = [&](const RunProgress& progress) {
            if (!told.isValid() || told.elapsed() >= kProgressMs) {
                told.start();
                toWindow([id, text = progressText(progress)](CalibrationController& self) {
                    self.m_page.showCalibrationProgress(id, text);
                });
            }
        };
        Answer answer;
        Result<CalibrationSurvey> seen = surveyCalibration(config, context, hooks);
        if (!seen) {
            answer.survey = tl::unexpected(seen.error());
            answer.fitted.problem = fromUtf8(seen.error().message);
        } else {
            answer.fitted.split = fromUtf8(seen->split);
            answer.fitted.onReported = seen->onReported;
            if (auto study = TemperatureStudy::create(seen->logits)) {
                answer.fitted.study = std::make_shared<const TemperatureStudy>(std::move(*study));
            } else {
                answer.fitted.problem = fromUtf8(study.error().message);
            }
            seen->logits.clear();
            answer.survey = std::make_shared<const CalibrationSurvey>(std::move(*seen));
        }
        toWindow([answer](CalibrationController& self) { self.land(answer); });
    });
}

void CalibrationController::land(const Answer& answer) {
    m_survey = answer.survey.value_or(Survey());
    m_fitted = answer.fitted;
    m_page.showTemperatures(m_id, m_fitted);
    for (const CalibrationWish& wish : std::exchange(m_waiting, {})) {
        if (!wish.goal) {
            continue;  // told already
        }
        if (m_survey) {
            choose(wish);
        } else {
            m_page.showCalibrated(m_id, tl::unexpected(answer.survey.error()));
        }
    }
}

void CalibrationController::tell(const CalibrationWish& wish) {
    if (wish.goal) {
        choose(wish);
    } else {
        m_page.showTemperatures(m_id, m_fitted);
    }
}

void CalibrationController::choose(const CalibrationWish& wish) {
    m_thread.ask(
        this,
        [wish, survey = m_survey] {
            return wish.onReported ? chosenOnReported(wish) : chosenOn(*survey, wish);
        },
        [this, id = m_id](const Result<ChosenThresholds>& chosen) { m_page.showCalibrated(id, chosen); });
}

}  // namespace pivot
