// SPDX-License-Identifier: GPL-3.0-or-later
#include "pivot/threshold_scrub.h"

#include "pivot/break_even.h"
#include "pivot/sweep.h"
#include "pivot/verdict.h"

#include <algorithm>
#include <array>

namespace pivot {

namespace {

using Answer = ProfileTable::Answer;

}  // namespace

std::optional<double> RegretQuadrants::oracleAccuracy() const {
    return labelled > 0 ? std::optional(static_cast<double>(rightSomewhere) / static_cast<double>(labelled))
                        : std::nullopt;
}

ThresholdScrub::ThresholdScrub(ProfileTable profile, RunReport report)
    : m_profile(std::move(profile)), m_report(std::move(report)) {
    for (const EffortReport& effort : m_report.efforts) {
        m_costs.push_back({effort.delayMs, effort.energyJ});
    }
    if (m_report.baseline.delayMs > 0) {
        m_baseline = Cost{m_report.baseline.delayMs, m_report.baseline.energyJ};
    }
    for (std::size_t image = 0; image < m_profile.images(); ++image) {
        bool right = false;
        for (int effort = 0; effort < m_profile.efforts() && !right; ++effort) {
            right = m_profile.answers(effort)[image] == Answer::Right;
        }
        m_rightSomewhere += right ? 1 : 0;
    }
}

Result<ThresholdScrub> ThresholdScrub::create(ProfileTable profile, RunReport report, int classes) {
    if (profile.images() == 0) {
        return fail(ErrorCode::Usage, "The profile holds no images: there is no threshold to move.");
    }
    if (static_cast<std::size_t>(profile.efforts()) != report.efforts.size()) {
        return fail(ErrorCode::Usage, "The profile and its report differ in the number of efforts.");
    }
    ThresholdScrub made(std::move(profile), std::move(report));
    if (classes > 1 || made.score() != ScoreKind::Entropy) {
        for (int effort = 0; effort < made.m_profile.efforts(); ++effort) {
            std::vector<std::uint8_t>& bins = made.m_bins.emplace_back();
            bins.reserve(made.m_profile.images());
            for (const double hardness : made.m_profile.hardness(effort)) {
                bins.push_back(static_cast<std::uint8_t>(
                    ScoreHistogram::binOf(axisPlace(hardness, made.score(), classes))));
            }
        }
    }
    return made;
}

ScoreHistogram ThresholdScrub::histogram(int effort, std::span<const int> exits) const {
    ScoreHistogram made;
    if (static_cast<std::size_t>(effort) >= m_bins.size()) {
        return made;
    }
    const std::vector<std::uint8_t>& bins = m_bins[static_cast<std::size_t>(effort)];
    const std::vector<Answer>& answers = m_profile.answers(effort);
    for (std::size_t image = 0; image < bins.size() && image < exits.size(); ++image) {
        if (exits[image] >= effort || exits[image] == Outcome::kNoExit) {
            made.add(bins[image], answers[image] != Answer::Wrong);
        }
    }
    return made;
}

Result<ScrubbedRun> ThresholdScrub::at(const Thresholds& thresholds) const {
    auto routed = route(m_profile, thresholds);
    if (!routed) {
        return tl::unexpected(routed.error());
    }
    ScrubbedRun made{reportOf(*routed, thresholds), curveOf(*routed), regretOf(*routed), {}};
    made.exits = std::move(routed->exits);
    return made;
}

RunReport ThresholdScrub::reportOf(const ExitTable& routed, const Thresholds& thresholds) const {
    const ExitCounts& counts = routed.counts;
    const SweepPoint point = sweepPoint(counts, thresholds, m_costs, m_baseline);
    RunReport report = m_report;
    report.accuracy = point.accuracy;
    report.accuracyCi95 = wilson(counts.right(), counts.labelled);
    report.top5.reset();  // of the answers that were given, which are others now
    report.unexitedShare = point.unexitedShare;
    for (std::size_t k = 0; k < report.efforts.size(); ++k) {
        EffortReport& effort = report.efforts[k];
        setHardestAccepted(effort, report.score, thresholds[k]);
        effort.share = point.shares[k];
        effort.accuracyExits = counts.labelledExits[k] > 0
                                   ? std::optional(static_cast<double>(counts.rightExits[k]) /
                                                   static_cast<double>(counts.labelledExits[k]))
                                   : std::nullopt;
    }
    report.thresholdSource = {"given", "moved by hand", true};
    report.delayMs = point.cost.delayMs;
    report.latencyMs.reset();
    report.energyJ = point.cost.energyJ;
    report.energyNetJ.reset();
    report.edpJs = point.edpJs;
    report.delayProvenance = composedOf(m_report.delayProvenance);
    report.energyProvenance = composedOf(m_report.energyProvenance);
    report.accuracyLossPoints.reset();
    report.accuracyLossCi95Points.reset();
    if (report.efforts.back().skip.isFullPath()) {  // the last effort is the full path: images are paired
        if (const auto loss = pairedDifference(pairsOf(routed))) {
            report.accuracyLossPoints = 100 * loss->value;
            report.accuracyLossCi95Points = Interval{100 * loss->ci95.low, 100 * loss->ci95.high};
        }
    }
    report.edpReduction = point.edpReduction;
    report.breakEvenShare = m_baseline && report.efforts.size() > 1
                                ? breakEvenShare(m_baseline->delayMs, m_costs, counts.visitShares())
                                : std::nullopt;
    report.verdict = verdictOf(report);
    return report;
}

PairedCounts ThresholdScrub::pairsOf(const ExitTable& routed) const {
    const auto& full = m_profile.answers(m_profile.efforts() - 1);
    std::array<std::int64_t, 4> counts{};  // by what the full path and the routed answer are worth
    for (std::size_t image = 0; image < full.size(); ++image) {
        const int exit = routed.exits[image];
        const bool right = exit != Outcome::kNoExit && m_profile.answers(exit)[image] == Answer::Right;
        const bool fullRight = full[image] == Answer::Right;
        counts[(fullRight ? 2U : 0U) + (right ? 1U : 0U)] += full[image] != Answer::Unlabelled ? 1 : 0;
    }
    return {counts[3], counts[2], counts[1], counts[0]};
}

std::vector<LivePoint> ThresholdScrub::curveOf(const ExitTable& routed) const {
    constexpr std::size_t kPoints = 300;
    const std::size_t images = m_profile.images(), stride = std::max<std::size_t>(1, images / kPoints);
    const std::size_t efforts = m_costs.size();
    ExitCounts seen;
    seen.exits.assign(efforts, 0);
    std::int64_t right = 0;
    std::vector<LivePoint> curve;
    for (std::size_t image = 0; image < images; ++image) {
        const int exit = routed.exits[image];
        const auto& answers = m_profile.answers(std::max(exit, 0));
        seen.labelled += answers[image] != Answer::Unlabelled ? 1 : 0;
        if (exit != Outcome::kNoExit) {
            right += answers[image] == Answer::Right ? 1 : 0;
            ++seen.exits[static_cast<std::size_t>(exit)];
        }
        if ((image + 1) % stride != 0 && image + 1 != images) {
            continue;
        }
        LivePoint point;
        point.images = seen.images = static_cast<std::int64_t>(image) + 1;
        if (const auto interval = wilson(right, seen.labelled)) {
            point.accuracy = static_cast<double>(right) / static_cast<double>(seen.labelled);
            point.accuracyLow = interval->low;
            point.accuracyHigh = interval->high;
        }
        if (m_baseline) {
            const Cost mean = routedCost(m_costs, seen.visitShares());
            point.delayOfBaseline = mean.delayMs / m_baseline->delayMs;
            if (const auto reduction = edpReduction(*m_baseline, mean); reduction && *reduction > 0) {
                point.edpOfBaseline = 1.0 / *reduction;
            }
        }
        curve.push_back(point);
    }
    return curve;
}

std::vector<RegretQuadrants> ThresholdScrub::regretOf(const ExitTable& routed) const {
    std::vector<RegretQuadrants> pairs;
    for (int effort = 0; effort + 1 < m_profile.efforts(); ++effort) {
        const auto& low = m_profile.answers(effort);
        const auto& high = m_profile.answers(effort + 1);
        std::array<std::int64_t, 8> counts{};  // low right, high right, kept
        for (std::size_t image = 0; image < m_profile.images(); ++image) {
            const int exit = routed.exits[image];
            const bool counted =
                low[image] != Answer::Unlabelled && (exit >= effort || exit == Outcome::kNoExit);
            const std::size_t cell = (low[image] == Answer::Right ? 4U : 0U) +
                                     (high[image] == Answer::Right ? 2U : 0U) + (exit == effort ? 1U : 0U);
            counts[cell] += counted ? 1 : 0;
        }
        const auto cell = [&](std::size_t first) {
            return RegretQuadrants::Cell{counts[first + 1], counts[first]};
        };
        pairs.push_back({cell(6), cell(4), cell(2), cell(0), m_profile.labelled(), m_rightSomewhere});
    }
    return pairs;
}

}  // namespace pivot
