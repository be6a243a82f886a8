// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/stored_run.h"

#include "pivot/statistics.h"

#include <algorithm>

namespace pivot {
namespace {

constexpr std::int64_t kPoints = 300;
constexpr std::size_t kLatest = 32;

}  // namespace

RunConfig configOf(const RunReport& report) {
    RunConfig config;
    config.model = report.model;
    config.dataset = report.dataset;
    config.device = report.device;
    config.precision = report.precision;
    config.mode = report.mode;
    config.seed = report.seed;
    config.ladder.score = report.score;
    for (const EffortReport& part : report.efforts) {
        config.ladder.efforts.push_back({part.skip, part.model == report.model ? std::string() : part.model,
                                         part.thresholdNats, part.tuned, part.thresholdScore});
    }
    return config;
}

StoredRunBuilder::StoredRunBuilder(RunReport report, QDateTime createdUtc, int classes, QStringList labels) {
    m_stride = std::max<std::int64_t>(1, report.images / kPoints);
    if (report.mode == RunMode::Profile && report.efforts.size() > 1) {
        m_profiles.emplace();
        m_profiles->fill(ProfileTable(static_cast<int>(report.efforts.size())));
        m_confidences.resize(report.efforts.size());
        m_answers.resize(report.efforts.size());
    }
    m_seen.resize(std::max<std::size_t>(1, report.efforts.size()));
    m_run.report = std::move(report);
    m_run.createdUtc = std::move(createdUtc);
    m_run.classes = classes;
    m_run.labels = std::move(labels);
}

void StoredRunBuilder::add(const ImageResult& image) {
    const Outcome& outcome = image.outcome;
    if (!outcome.error.empty()) {
        return;
    }
    ++m_images;
    if (outcome.right) {
        ++m_labelled;
        m_right += *outcome.right ? 1 : 0;
    }
    m_delayMs += static_cast<double>(outcome.delayNs) * 1e-6;
    if (outcome.energyJ) {
        ++m_metered;
        m_energyJ += *outcome.energyJ;
    }
    m_largestClass = std::max({m_largestClass, outcome.label.value_or(-1), outcome.predicted});
    for (const Visit& visit : image.visits) {
        const auto effort = static_cast<std::size_t>(visit.effort);
        const bool reached = outcome.exitEffort == Outcome::kNoExit || visit.effort <= outcome.exitEffort;
        if (reached && effort < m_seen.size()) {
            // Unlabelled count as right, as in a run that goes on.
            m_seen[effort].push_back(
                {static_cast<float>(hardness(visit, m_run.report.score)), visit.right.value_or(true)});
        }
    }
    m_latest.push_back(
        {outcome.imageIndex, outcome.exitEffort, outcome.label, outcome.predicted, outcome.right});
    m_latestVisits.push_back(image.visits);
    if (m_latest.size() > kLatest) {
        m_latest.pop_front();
        m_latestVisits.pop_front();
    }
    addToProfile(image);
    if (m_images % m_stride == 0) {
        m_run.curve.push_back(pointNow());
    }
}

void StoredRunBuilder::addToProfile(const ImageResult& image) {
    if (!m_profiles) {
        return;
    }
    if (image.visits.size() != static_cast<std::size_t>(m_profiles->front().efforts())) {
        m_profiles.reset();  // such a run was routed, whatever it says of itself
        return;
    }
    std::vector<ProfileTable::Answer> answers;
    for (std::size_t k = 0; k < image.visits.size(); ++k) {
        const Visit& visit = image.visits[k];
        answers.push_back(!visit.right   ? ProfileTable::Answer::Unlabelled
                          : *visit.right ? ProfileTable::Answer::Right
                                         : ProfileTable::Answer::Wrong);
        if (visit.right) {
            m_confidences[k].push_back(visit.topProbabilities[0]);
            m_answers[k].push_back(*visit.right ? 1 : 0);
        }
    }
    std::vector<double> hardnesses(image.visits.size());
    for (const ScoreKind score : kScoreKinds) {
        std::transform(image.visits.begin(), image.visits.end(), hardnesses.begin(),
                       [score](const Visit& visit) { return hardness(visit, score); });
        (*m_profiles)[static_cast<std::size_t>(score)].add(hardnesses, answers, image.outcome.imageIndex);
    }
}

std::optional<double> StoredRunBuilder::edpNow(double delayOfBaseline) const {
    const BaselineReport& baseline = m_run.report.baseline;
    if (m_metered == m_images && baseline.energyJ && *baseline.energyJ > 0) {
        return delayOfBaseline * (m_energyJ / static_cast<double>(m_images)) / *baseline.energyJ;
    }
    // A constant power: the energies are to each other as the delays are.
    if (m_run.report.edpReduction && m_run.report.energyProvenance.kind == ProvenanceKind::Estimated) {
        return delayOfBaseline * delayOfBaseline;
    }
    return std::nullopt;
}

LivePoint StoredRunBuilder::pointNow() const {
    LivePoint point;
    point.images = m_images;
    if (m_labelled > 0) {
        point.accuracy = static_cast<double>(m_right) / static_cast<double>(m_labelled);
        if (const std::optional<Interval> interval = wilson(m_right, m_labelled)) {
            point.accuracyLow = interval->low;
            point.accuracyHigh = interval->high;
        }
    }
    if (m_run.report.baseline.delayMs > 0) {
        point.delayOfBaseline = m_delayMs / static_cast<double>(m_images) / m_run.report.baseline.delayMs;
        point.edpOfBaseline = edpNow(point.delayOfBaseline);
    }
    return point;
}

StoredRun StoredRunBuilder::build() const {
    StoredRun run = m_run;
    if (m_images > 0 && (run.curve.empty() || run.curve.back().images != m_images)) {
        run.curve.push_back(pointNow());
    }
    if (run.classes < 2 && m_largestClass > 0) {
        run.classes = m_largestClass + 1;
    }
    const ScoreKind score = run.report.score;
    if (run.classes > 1 || score != ScoreKind::Entropy) {
        for (const std::vector<Seen>& seen : m_seen) {
            ScoreHistogram& histogram = run.histograms.emplace_back();
            for (const Seen& one : seen) {
                histogram.add(ScoreHistogram::binOf(axisPlace(one.hardness, score, run.classes)), one.right);
            }
        }
    }
    run.latest.assign(m_latest.begin(), m_latest.end());
    if (m_profiles) {
        addScrubs(run);
    }
    return run;
}

void StoredRunBuilder::addScrubs(StoredRun& run) const {
    for (const ScoreKind score : kScoreKinds) {
        RunReport report = run.report;
        report.score = score;
        const auto place = static_cast<std::size_t>(score);
        if (auto scrub = ThresholdScrub::create((*m_profiles)[place], std::move(report), run.classes)) {
            run.scrubs[place] = std::make_shared<const ThresholdScrub>(std::move(*scrub));
        }
    }
    if (!run.isScrubbable()) {
        return;
    }
    run.latestVisits.assign(m_latestVisits.begin(), m_latestVisits.end());
    if (auto asItRan = run.scrub(run.report.score)->at(thresholdsOf(run.report))) {
        run.regret = std::move(asItRan->regret);
    }
    for (std::size_t k = 0; k < m_confidences.size(); ++k) {
        if (auto reliability = effortReliability(m_confidences[k], m_answers[k])) {
            run.reliability.push_back(std::move(*reliability));
        }
    }
}

Thresholds thresholdsOf(const RunReport& report) {
    Thresholds thresholds;
    for (const EffortReport& effort : report.efforts) {
        thresholds.push_back(hardestAccepted(effort, report.score));
    }
    return thresholds;
}

StoredRun movedTo(const StoredRun& run, ScoreKind score, const Thresholds& thresholds, int effort) {
    StoredRun moved = run;
    const auto& scrub = run.scrub(score);
    auto scrubbed = scrub ? scrub->at(thresholds) : tl::unexpected<Error>(Error{});
    if (!scrubbed) {
        return moved;
    }
    moved.report = std::move(scrubbed->report);
    moved.curve = std::move(scrubbed->curve);
    moved.regret = std::move(scrubbed->regret);
    moved.histograms.resize(run.report.efforts.size());
    moved.histograms.at(static_cast<std::size_t>(effort)) = scrub->histogram(effort, scrubbed->exits);
    for (std::size_t i = 0; i < moved.latest.size() && i < run.latestVisits.size(); ++i) {
        LiveImage& image = moved.latest[i];
        image.exitEffort = Outcome::kNoExit;
        image.right = image.label ? std::optional(false) : std::nullopt;
        for (const Visit& visit : run.latestVisits[i]) {
            image.predicted = visit.topIds[0];
            if (accepts(hardness(visit, score), thresholds[static_cast<std::size_t>(visit.effort)])) {
                image.exitEffort = visit.effort;
                image.right = visit.right;
                break;
            }
        }
    }
    return moved;
}

std::optional<Thresholds> sameShares(const StoredRun& run, ScoreKind from, const Thresholds& thresholds,
                                     ScoreKind to) {
    if (!run.scrub(from) || !run.scrub(to)) {
        return std::nullopt;
    }
    const auto routed = route(run.scrub(from)->profile(), thresholds);
    if (!routed) {
        return std::nullopt;
    }
    const std::optional<double> last =
        thresholds.back() ? std::optional(likeHardness(*thresholds.back(), from, to)) : std::nullopt;
    return thresholdsForExits(run.scrub(to)->profile(), routed->counts.exits, last);
}

}  // namespace pivot
