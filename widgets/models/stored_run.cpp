// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/stored_run.h"

#include "pivot/statistics.h"

#include <algorithm>
#include <cmath>

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
    for (const EffortReport& part : report.efforts) {
        config.ladder.efforts.push_back({part.skip, part.model == report.model ? std::string() : part.model,
                                         part.thresholdNats, part.tuned});
    }
    return config;
}

StoredRunBuilder::StoredRunBuilder(RunReport report, QDateTime createdUtc, int classes, QStringList labels) {
    m_stride = std::max<std::int64_t>(1, report.images / kPoints);
    if (report.mode == RunMode::Profile && report.efforts.size() > 1) {
        m_profile.emplace(static_cast<int>(report.efforts.size()));
    }
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
        if (visit.effort == 0) {
            // Unlabelled count as right, as in a run that goes on.
            m_entropies.emplace_back(static_cast<float>(visit.entropyNats), visit.right.value_or(true));
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
    if (!m_profile) {
        return;
    }
    std::vector<double> hardness;
    std::vector<ProfileTable::Answer> answers;
    for (const Visit& visit : image.visits) {
        hardness.push_back(visit.entropyNats);
        answers.push_back(!visit.right   ? ProfileTable::Answer::Unlabelled
                          : *visit.right ? ProfileTable::Answer::Right
                                         : ProfileTable::Answer::Wrong);
    }
    if (hardness.size() != static_cast<std::size_t>(m_profile->efforts())) {
        m_profile.reset();  // such a run was routed, whatever it says of itself
        return;
    }
    m_profile->add(hardness, answers, image.outcome.imageIndex);
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
    if (run.classes > 1) {
        const double most = std::log(static_cast<double>(run.classes));
        for (const auto& [nats, right] : m_entropies) {
            const double bin =
                std::clamp(nats / most * LiveSnapshot::kEntropyBins, 0.0, LiveSnapshot::kEntropyBins - 1.0);
            ++(right ? run.entropyRight : run.entropyWrong)[static_cast<std::size_t>(bin)];
        }
    }
    run.latest.assign(m_latest.begin(), m_latest.end());
    if (m_profile) {
        if (auto scrub = ThresholdScrub::create(*m_profile, run.report)) {
            run.scrub = std::make_shared<const ThresholdScrub>(std::move(*scrub));
            run.latestVisits.assign(m_latestVisits.begin(), m_latestVisits.end());
            Thresholds thresholds;
            for (const EffortReport& effort : run.report.efforts) {
                thresholds.push_back(effort.thresholdNats);
            }
            if (const auto asItRan = run.scrub->at(thresholds)) {
                run.regret = asItRan->regret;
            }
        }
    }
    return run;
}

StoredRun movedTo(const StoredRun& run, const Thresholds& thresholds) {
    StoredRun moved = run;
    auto scrubbed = run.scrub ? run.scrub->at(thresholds) : tl::unexpected<Error>(Error{});
    if (!scrubbed) {
        return moved;
    }
    moved.report = std::move(scrubbed->report);
    moved.curve = std::move(scrubbed->curve);
    moved.regret = scrubbed->regret;
    for (std::size_t i = 0; i < moved.latest.size() && i < run.latestVisits.size(); ++i) {
        LiveImage& image = moved.latest[i];
        image.exitEffort = Outcome::kNoExit;
        image.right = image.label ? std::optional(false) : std::nullopt;
        for (const Visit& visit : run.latestVisits[i]) {
            image.predicted = visit.topIds[0];
            if (accepts(visit.entropyNats, thresholds[static_cast<std::size_t>(visit.effort)])) {
                image.exitEffort = visit.effort;
                image.right = visit.right;
                break;
            }
        }
    }
    return moved;
}

}  // namespace pivot
