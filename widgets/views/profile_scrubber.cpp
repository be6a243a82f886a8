// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/profile_scrubber.h"

#include "widgets/views/ladder_editor.h"
#include "widgets/views/setup_panel.h"

#include <algorithm>
#include <utility>

namespace pivot {

namespace {

/// A threshold that somebody sets while looking at the figures is chosen on the images behind them.
const ThresholdSource kByHand{"given", "moved by hand", true};

}  // namespace

ProfileScrubber::ProfileScrubber(SetupPanel& setup, QObject* parent) : QObject(parent), m_setup(setup) {
    connect(&m_setup.ladder(), &LadderEditor::changed, this, &ProfileScrubber::followSetup);
    m_setup.ladder().setScoreTranslation([this](ScoreKind to) -> std::optional<Thresholds> {
        const EffortLadder& ladder = m_setup.ladder().ladder();
        return setupHoldsTheRun() ? sameShares(*m_run, ladder.score, pivot::thresholdsOf(ladder), to)
                                  : std::nullopt;
    });
}

void ProfileScrubber::begin(const StoredRun& run, const QString& model) {
    m_run = run;
    m_model = model;
    m_effort = 0;
    m_score = run.report.score;
    m_thresholds = thresholdsOf(run.report);
    m_source = run.report.thresholdSource;
    m_movedInSetup = false;
    rememberSetup();
}

void ProfileScrubber::end() {
    m_run.reset();
}

ScoreHistogram ProfileScrubber::histogram() const {
    const auto routed =
        m_run ? route(m_run->scrub(m_score)->profile(), m_thresholds) : tl::unexpected<Error>(Error{});
    return routed ? m_run->scrub(m_score)->histogram(m_effort, routed->exits) : ScoreHistogram();
}

void ProfileScrubber::move(int effort, double axisPlace) {
    const auto place = static_cast<std::size_t>(effort);
    if (!m_run || place >= m_thresholds.size() || (m_score == ScoreKind::Entropy && m_run->classes < 2)) {
        return;
    }
    const double hardness = hardnessAt(axisPlace, m_score, m_run->classes);
    if (setupStandsHere(effort)) {
        m_movedInSetup = true;
        m_setup.ladder().moveThreshold(effort, hardness);  // comes back by followSetup()
        return;
    }
    Thresholds thresholds = m_thresholds;
    thresholds[place] = hardness;
    show(m_score, thresholds, kByHand);
}

void ProfileScrubber::drop() {
    if (std::exchange(m_movedInSetup, false)) {
        m_setup.ladder().endMove();
    }
}

void ProfileScrubber::setScore(ScoreKind score) {
    if (!m_run || score == m_score) {
        return;
    }
    if (setupStandsHere() && !m_setup.ladder().goal()) {
        m_setup.ladder().setScore(score);  // asks for thresholds of the same shares, and comes back
        return;
    }
    if (const auto thresholds = sameShares(*m_run, m_score, m_thresholds, score)) {
        show(score, *thresholds, kByHand);
    }
}

void ProfileScrubber::take(const ChosenThresholds& chosen) {
    if (!m_run || chosen.thresholds.size() != m_thresholds.size()) {
        return;
    }
    if (setupHoldsTheRun()) {
        EffortLadder ladder = m_setup.ladder().ladder();
        ladder.score = chosen.score;
        for (std::size_t k = 0; k < ladder.size(); ++k) {
            setHardestAccepted(ladder.efforts[k], chosen.score, chosen.thresholds[k]);
        }
        m_setup.showChosen(ladder, chosen.source, chosen.calibrationSpec);
    }
    show(chosen.score, chosen.thresholds, chosen.source);
}

CalibrationWish ProfileScrubber::wish(const std::optional<CalibrationGoal>& goal, bool onReported) const {
    if (!m_run) {
        return {};
    }
    return {m_run->config, goal, onReported, m_thresholds.back(), m_run->scrub(m_score)};
}

bool ProfileScrubber::setupHoldsTheRun() const {
    if (!m_run || m_setup.chosenModelName() != m_model) {
        return false;
    }
    const auto& given = m_setup.ladder().ladder().efforts;
    const auto& ran = m_run->report.efforts;
    return std::equal(
        given.begin(), given.end(), ran.begin(), ran.end(),
        [](const Effort& a, const EffortReport& b) { return a.skip == b.skip && a.modelPath.empty(); });
}

bool ProfileScrubber::setupStandsHere(int except) const {
    const EffortLadder& ladder = m_setup.ladder().ladder();
    if (!setupHoldsTheRun() || ladder.score != m_score) {
        return false;
    }
    Thresholds there = pivot::thresholdsOf(ladder);
    if (except >= 0) {
        there[static_cast<std::size_t>(except)] = m_thresholds[static_cast<std::size_t>(except)];
    }
    return there == m_thresholds;
}

void ProfileScrubber::rememberSetup() {
    m_setupScore = m_setup.ladder().ladder().score;
    m_setupThresholds = pivot::thresholdsOf(m_setup.ladder().ladder());
}

void ProfileScrubber::followSetup() {
    const ScoreKind scoreBefore = m_setupScore;
    const Thresholds before = std::exchange(m_setupThresholds, {});
    rememberSetup();
    const bool moved = m_setupScore != scoreBefore || m_setupThresholds != before;
    // While there is a goal, its thresholds are not those that will run.
    if (moved && setupHoldsTheRun() && !m_setup.ladder().goal()) {
        const ThresholdSource source = m_setup.ladder().source();
        show(m_setupScore, m_setupThresholds, source.objective == "given" ? kByHand : source);
    }
}

void ProfileScrubber::show(ScoreKind score, const Thresholds& thresholds, const ThresholdSource& source) {
    // While the set-up's are yet to be chosen there is nothing to move to.
    const bool known = !thresholds.empty() && std::all_of(thresholds.begin(), thresholds.end() - 1,
                                                          [](const std::optional<double>& threshold) {
                                                              return threshold.has_value();
                                                          });
    if (!m_run || !known || (score == m_score && thresholds == m_thresholds && source == m_source)) {
        return;
    }
    m_score = score;
    m_thresholds = thresholds;
    m_source = source;
    StoredRun moved = movedTo(*m_run, m_score, m_thresholds, m_effort);
    moved.report.thresholdSource = m_source;
    Q_EMIT this->moved(moved);
}

}  // namespace pivot
