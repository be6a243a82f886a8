// SPDX-License-Identifier: GPL-3.0-or-later
#include "pivot/metrics.h"

#include "pivot/break_even.h"

#include <algorithm>
#include <cmath>

namespace pivot {

namespace {

constexpr std::size_t kMostCurvePoints = 256;
constexpr std::size_t kLatestImages = 32;
constexpr std::size_t kFirstErrors = 8;

std::optional<double> fraction(std::int64_t part, std::int64_t whole) {
    return whole > 0 ? std::optional<double>(static_cast<double>(part) / static_cast<double>(whole))
                     : std::nullopt;
}

const Visit* visitOf(std::span<const Visit> visits, int effort) {
    const auto found = std::find_if(visits.begin(), visits.end(),
                                    [effort](const Visit& visit) { return visit.effort == effort; });
    return found == visits.end() ? nullptr : &*found;
}

}  // namespace

void CostSum::add(std::int64_t delayNs, const std::optional<double>& energyJ, std::int64_t images) {
    m_images += images;
    m_delayNs += delayNs;
    m_energyJ = m_energyJ && energyJ ? std::optional<double>(*m_energyJ + *energyJ) : std::nullopt;
}

std::optional<Cost> CostSum::mean() const {
    if (m_images <= 0) {
        return std::nullopt;
    }
    return Cost{static_cast<double>(m_delayNs) * 1e-6, m_energyJ} * (1.0 / static_cast<double>(m_images));
}

RunMetrics::RunMetrics(const Setup& setup) : m_setup(setup) {
    const auto efforts = static_cast<std::size_t>(std::max(setup.efforts, 1));
    m_setup.efforts = static_cast<int>(efforts);
    m_efforts.resize(efforts);
    m_histograms.resize(efforts);
    m_counts.exits.assign(efforts, 0);
    m_counts.labelledExits.assign(efforts, 0);
    m_counts.rightExits.assign(efforts, 0);
}

void RunMetrics::add(const ImageResult& result) {
    const Outcome& outcome = result.outcome;
    if (!outcome.error.empty()) {
        ++m_errors;
        if (m_firstErrors.size() < kFirstErrors) {
            m_firstErrors.push_back(outcome.imageKey + ": " + outcome.error);
        }
        return;
    }
    countOutcome(outcome, result.visits);
    countVisits(result);
    showLatest(outcome);
    extendCurve();
}

void RunMetrics::countOutcome(const Outcome& outcome, std::span<const Visit> visits) {
    ++m_counts.images;
    m_counts.labelled += outcome.right ? 1 : 0;
    m_total.add(outcome.delayNs, outcome.energyJ);
    if (m_setup.perImageLatency) {
        m_latencyMs.push_back(static_cast<double>(outcome.delayNs) * 1e-6);
    }
    const auto exit = static_cast<std::size_t>(outcome.exitEffort);
    if (outcome.exitEffort < 0 || exit >= m_efforts.size()) {
        ++m_counts.unexited;
    } else {
        ++m_counts.exits[exit];
        m_counts.labelledExits[exit] += outcome.right ? 1 : 0;
        m_counts.rightExits[exit] += outcome.right.value_or(false) ? 1 : 0;
        const Visit* last = visitOf(visits, outcome.exitEffort);
        if (outcome.right && outcome.label && last) {
            m_top5Right +=
                std::find(last->topIds.begin(), last->topIds.end(), *outcome.label) != last->topIds.end() ? 1
                                                                                                          : 0;
        }
    }
    if (m_setup.profile && m_setup.lastIsBaseline && outcome.right) {
        const Visit* full = visitOf(visits, m_setup.efforts - 1);
        if (full && full->right) {
            m_pairs.add(*full->right, *outcome.right);
        }
    }
}

void RunMetrics::countVisits(const ImageResult& result) {
    const int exit = result.outcome.exitEffort;
    for (const Visit& visit : result.visits) {
        if (visit.effort < 0 || visit.effort >= m_setup.efforts) {
            continue;
        }
        EffortSums& effort = m_efforts[static_cast<std::size_t>(visit.effort)];
        effort.cost.add(visit.delayNs, visit.energyJ);
        ++effort.visits;
        effort.labelled += visit.right ? 1 : 0;
        effort.right += visit.right.value_or(false) ? 1 : 0;
        if (exit == Outcome::kNoExit || visit.effort <= exit) {  // a profile sees images beyond their exit
            const double place =
                axisPlace(hardness(visit, m_setup.score), m_setup.score, std::max(m_setup.classes, 2));
            m_histograms[static_cast<std::size_t>(visit.effort)].add(ScoreHistogram::binOf(place),
                                                                     visit.right.value_or(true));
        }
    }
}

void RunMetrics::showLatest(const Outcome& outcome) {
    m_latest.push_back(
        {outcome.imageIndex, outcome.exitEffort, outcome.label, outcome.predicted, outcome.right});
    if (m_latest.size() > kLatestImages) {
        m_latest.pop_front();
    }
}

void RunMetrics::extendCurve() {
    if (m_counts.images % m_curveStride != 0) {
        return;
    }
    m_curve.push_back(currentPoint());
    if (m_curve.size() > kMostCurvePoints) {
        // Every second point goes and the stride doubles, so that the curve stays even and bounded.
        m_curveStride *= 2;
        std::erase_if(m_curve, [this](const LivePoint& point) { return point.images % m_curveStride != 0; });
    }
}

LivePoint RunMetrics::currentPoint() const {
    LivePoint point;
    point.images = m_counts.images;
    if (const std::optional<Interval> interval = wilson(m_counts.right(), m_counts.labelled)) {
        point.accuracy = m_counts.accuracy().value_or(0.0);
        point.accuracyLow = interval->low;
        point.accuracyHigh = interval->high;
    }
    const std::optional<Cost> now = m_total.mean();
    const std::optional<Cost> baseline = m_baseline.mean();
    if (now && baseline && baseline->delayMs > 0.0) {
        point.delayOfBaseline = now->delayMs / baseline->delayMs;
        const std::optional<double> full = baseline->edpJs();
        const std::optional<double> routed = now->edpJs();
        if (full && routed && *full > 0.0) {
            point.edpOfBaseline = *routed / *full;
        }
    }
    return point;
}

void RunMetrics::addBaseline(std::int64_t images, std::int64_t delayNs,
                             const std::optional<double>& energyJ) {
    m_baseline.add(delayNs, energyJ, images);
    m_baselineImages += images;
}

void RunMetrics::poolTimes(const RunMetrics& repeat) {
    m_total.add(repeat.m_total);
    m_baseline.add(repeat.m_baseline);
    for (std::size_t k = 0; k < std::min(m_efforts.size(), repeat.m_efforts.size()); ++k) {
        m_efforts[k].cost.add(repeat.m_efforts[k].cost);
    }
    m_latencyMs.insert(m_latencyMs.end(), repeat.m_latencyMs.begin(), repeat.m_latencyMs.end());
    m_batchMs.insert(m_batchMs.end(), repeat.m_batchMs.begin(), repeat.m_batchMs.end());
}

std::vector<Cost> RunMetrics::effortCosts() const {
    std::vector<Cost> costs;
    costs.reserve(m_efforts.size());
    for (const EffortSums& effort : m_efforts) {
        costs.push_back(effort.cost.mean().value_or(Cost{}));
    }
    return costs;
}

std::int64_t RunMetrics::visits(int effort) const {
    const auto k = static_cast<std::size_t>(effort);
    return k < m_efforts.size() ? m_efforts[k].visits : 0;
}

std::optional<double> RunMetrics::breakEvenShare() const {
    const std::optional<Cost> baseline = m_baseline.mean();
    if (!baseline) {
        return std::nullopt;
    }
    const std::vector<Cost> costs = effortCosts();
    return pivot::breakEvenShare(baseline->delayMs, costs, m_counts.visitShares());
}

void RunMetrics::fill(RunReport& report) const {
    report.images = m_counts.images;
    report.errors = m_errors;
    report.labelled = m_counts.labelled;
    report.accuracy = m_counts.accuracy();
    report.accuracyCi95 = wilson(m_counts.right(), m_counts.labelled);
    report.top5 = fraction(m_top5Right, m_counts.labelled);
    report.unexitedShare = m_counts.unexitedShare();
    report.efforts.resize(m_efforts.size());
    for (std::size_t k = 0; k < m_efforts.size(); ++k) {
        EffortReport& effort = report.efforts[k];
        effort.share = m_counts.share(static_cast<int>(k));
        effort.accuracyExits = fraction(m_counts.rightExits[k], m_counts.labelledExits[k]);
        effort.accuracyAll =
            m_setup.profile ? fraction(m_efforts[k].right, m_efforts[k].labelled) : std::optional<double>();
        effort.visits = m_efforts[k].visits;
        const Cost cost = m_efforts[k].cost.mean().value_or(Cost{});
        effort.delayMs = cost.delayMs;
        effort.energyJ = cost.energyJ;
    }
    const Cost mean = m_total.mean().value_or(Cost{});
    report.delayMs = mean.delayMs;
    report.energyJ = mean.energyJ;
    report.latencyMs = m_setup.perImageLatency ? percentiles(m_latencyMs) : std::nullopt;
    report.batchMs = m_setup.perImageLatency ? std::nullopt : percentiles(m_batchMs);

    const Cost baseline = m_baseline.mean().value_or(Cost{});
    report.baseline.images = m_baselineImages;
    report.baseline.delayMs = baseline.delayMs;
    report.baseline.energyJ = baseline.energyJ;
    report.breakEvenShare = breakEvenShare();
    report.baseline.accuracy.reset();
    report.accuracyLossPoints.reset();
    report.accuracyLossCi95Points.reset();
    // On a part of the images the baseline's accuracy would be that of other images.
    if (m_pairs.total() > 0 && m_pairs.total() == m_counts.labelled) {
        report.baseline.accuracy = fraction(m_pairs.bothRight + m_pairs.onlyFirst, m_pairs.total());
        if (const std::optional<Difference> loss = pairedDifference(m_pairs)) {
            report.accuracyLossPoints = 100.0 * loss->value;
            report.accuracyLossCi95Points = Interval{100.0 * loss->ci95.low, 100.0 * loss->ci95.high};
        }
    }
    updateEdp(report);
}

void RunMetrics::updateEdp(RunReport& report) {
    const Cost routed{report.delayMs, report.energyJ};
    const Cost baseline{report.baseline.delayMs, report.baseline.energyJ};
    const bool hasBaseline = baseline.delayMs > 0.0;
    report.edpJs = routed.edpJs();
    report.baseline.edpJs = hasBaseline ? baseline.edpJs() : std::nullopt;
    report.edpReduction = hasBaseline ? edpReduction(baseline, routed) : std::nullopt;
}

LiveSnapshot RunMetrics::snapshot() const {
    LiveSnapshot view;
    view.curve = m_curve;
    if (m_counts.images > 0 && (view.curve.empty() || view.curve.back().images != m_counts.images)) {
        view.curve.push_back(currentPoint());
    }
    view.exits = m_counts.exits;
    view.unexited = m_counts.unexited;
    view.errors = m_errors;
    view.images = m_counts.images;
    view.labelled = m_counts.labelled;
    view.right = m_counts.right();
    view.histograms = m_histograms;
    view.breakEvenShare = breakEvenShare();
    if (const std::optional<Cost> mean = m_total.mean()) {
        view.delayMs = mean->delayMs;
        view.energyJ = mean->energyJ;
    }
    if (const std::optional<Cost> baseline = m_baseline.mean()) {
        view.baselineDelayMs = baseline->delayMs;
        view.baselineEnergyJ = baseline->energyJ;
    }
    view.latest.assign(m_latest.begin(), m_latest.end());
    return view;
}

}  // namespace pivot
