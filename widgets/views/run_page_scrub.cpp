// SPDX-License-Identifier: GPL-3.0-or-later
// What can be done on the page to a profiled run, without running it again.
#include "widgets/charts/accuracy_edp_chart.h"
#include "widgets/charts/entropy_chart.h"
#include "widgets/charts/share_bar.h"
#include "widgets/views/calibration_view.h"
#include "widgets/views/image_strip.h"
#include "widgets/views/profile_scrubber.h"
#include "widgets/views/regret_strip.h"
#include "widgets/views/run_page.h"
#include "widgets/views/scrub_bar.h"

#include <QStackedWidget>

namespace pivot {

void RunPage::connectScrubbing() {
    connect(m_entropy, &EntropyChart::thresholdMoved, this,
            [this](double place) { m_scrubber->move(m_entropy->shown(), place); });
    connect(m_entropy, &EntropyChart::thresholdDropped, m_scrubber, &ProfileScrubber::drop);
    connect(m_entropy, &EntropyChart::effortPicked, this, &RunPage::pickEffort);
    connect(m_scrubber, &ProfileScrubber::moved, this, &RunPage::showMoved);
    connect(m_scrub, &ScrubBar::scorePicked, m_scrubber, &ProfileScrubber::setScore);
    connect(m_scrub, &ScrubBar::viewPicked, this, &RunPage::showView);
    connect(m_scrub, &ScrubBar::calibrationWanted, this,
            [this](const CalibrationGoal& goal, bool onReported) {
                m_scrub->setWorking(tr("choosing the threshold…"));
                Q_EMIT calibrationWanted(m_source.experimentId, m_scrubber->wish(goal, onReported));
            });
    connect(m_calibration, &CalibrationView::temperaturesWanted, this,
            [this] { Q_EMIT calibrationWanted(m_source.experimentId, m_scrubber->wish({}, false)); });
}

void RunPage::showScrubbable(const StoredRun& run) {
    if (!m_running && QString::fromStdString(run.report.experimentId) == m_source.experimentId) {
        setScrubbable(run);
    }
}

void RunPage::setScrubbable(const StoredRun& run) {
    if (!run.isScrubbable()) {
        return;
    }
    m_scrubber->begin(run, m_source.model);
    m_entropy->setThresholdMovable(true);
    m_regrets = run.regret;
    m_calibration->setRun(run);
    m_scrub->setScore(run.report.score);
    m_scrub->setSource(run.report.thresholdSource);
    m_scrub->setWorking({});
    m_scrub->show();
    showView(m_figures->currentIndex());
    showEffort(m_entropy->shown());
}

void RunPage::showMoved(const StoredRun& moved) {
    const ScoreKind score = m_scrubber->score();
    m_histograms = moved.histograms;
    m_regrets = moved.regret;
    showFigures(moved.report, moved.createdUtc);
    m_accuracy->setCurve(moved.curve, moved.report.images, moved.report.accuracy.has_value());
    m_images->setImages(moved.latest, m_efforts);
    m_scrub->setScore(score);
    m_scrub->setSource(moved.report.thresholdSource);
    m_calibration->setRouting(score, m_scrubber->thresholds());
    Q_EMIT thresholdsMoved(m_source.experimentId, m_scrubber->thresholds(), score);
}

void RunPage::pickEffort(int effort) {
    m_scrubber->setEffort(effort);
    if (m_scrubber->run() && static_cast<std::size_t>(effort) < m_histograms.size()) {
        m_histograms[static_cast<std::size_t>(effort)] = m_scrubber->histogram();
    }
    showEffort(effort);
}

void RunPage::showCalibrated(const QString& experimentId, const Result<ChosenThresholds>& chosen) {
    if (experimentId != m_source.experimentId) {
        return;
    }
    m_scrub->setWorking({});
    if (!chosen) {
        showMessage(QString::fromStdString(chosen.error().message));
        return;
    }
    m_scrubber->take(*chosen);
    showMessage(chosen->note);
}

void RunPage::showTemperatures(const QString& experimentId, const FittedTemperatures& fitted) {
    if (experimentId == m_source.experimentId) {
        m_calibration->setTemperatures(fitted);
    }
}

void RunPage::showCalibrationProgress(const QString& experimentId, const QString& sentence) {
    if (experimentId == m_source.experimentId) {
        m_calibration->showProgress(sentence);
        m_scrub->setProgress(sentence);
    }
}

void RunPage::showView(int view) {
    const bool figures = view == ScrubBar::Figures;
    // The view that is hidden asks for no room.
    m_calibration->setSizePolicy(QSizePolicy::Preferred,
                                 figures ? QSizePolicy::Ignored : QSizePolicy::Preferred);
    m_figures->setCurrentIndex(view);
    m_scrub->setView(figures ? ScrubBar::Figures : ScrubBar::Calibration);
    const bool scrubbable = m_scrubber->run() != nullptr;
    m_regret->setVisible(scrubbable && figures);
    // Two shares stand in the headline too; a profile needs the room.
    m_shares->setVisible(figures && (!scrubbable || m_efforts > 2));
}

}  // namespace pivot
