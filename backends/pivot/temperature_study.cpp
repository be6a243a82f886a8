// SPDX-License-Identifier: GPL-3.0-or-later
#include "pivot/temperature_study.h"

#include "pivot/entropy.h"

#include <algorithm>

namespace pivot {

namespace {

std::size_t index(ScoreKind kind) {
    return static_cast<std::size_t>(kind);
}

/// What one effort says of every image at one temperature.
struct ScoredEffort {
    std::array<std::vector<double>, kScoreKinds.size()> hardness;  ///< [score][image]
    std::vector<double> confidences;
    std::vector<std::uint8_t> right;
};

Result<ScoredEffort> scored(const LabelledLogits& logits, double temperature) {
    ScoredEffort made;
    for (std::size_t i = 0; i < logits.images(); ++i) {
        const auto scores =
            scoreLogits(temperature == 1.0 ? std::vector<float>(logits.row(i).begin(), logits.row(i).end())
                                           : scaledLogits(logits.row(i), temperature));
        if (!scores) {
            return tl::unexpected(scores.error());
        }
        const Visit visit = makeVisit(*scores, 0, logits.labels[i]);  // rounded as a stored one
        for (const ScoreKind kind : kScoreKinds) {
            made.hardness[index(kind)].push_back(hardness(visit, kind));
        }
        made.confidences.push_back(visit.topProbabilities[0]);
        made.right.push_back(*visit.right ? 1 : 0);
    }
    return made;
}

ProfileTable tableOf(std::span<const ScoredEffort> efforts, ScoreKind kind) {
    ProfileTable table(static_cast<int>(efforts.size()));
    std::vector<double> hardness(efforts.size());
    std::vector<ProfileTable::Answer> answers(efforts.size());
    for (std::size_t i = 0; i < efforts.front().right.size(); ++i) {
        for (std::size_t k = 0; k < efforts.size(); ++k) {
            hardness[k] = efforts[k].hardness[index(kind)][i];
            answers[k] = efforts[k].right[i] != 0 ? ProfileTable::Answer::Right : ProfileTable::Answer::Wrong;
        }
        table.add(hardness, answers, static_cast<std::int64_t>(i));
    }
    return table;
}

}  // namespace

std::optional<EffortReliability> effortReliability(std::span<const double> confidences,
                                                   std::span<const std::uint8_t> right) {
    auto equalWidth = reliabilityOf(confidences, right, Binning::EqualWidth);
    const auto equalCount = reliabilityOf(confidences, right, Binning::EqualCount);
    if (!equalWidth || !equalCount) {
        return std::nullopt;
    }
    return EffortReliability{std::move(*equalWidth), equalCount->ece};
}

Result<TemperatureStudy> TemperatureStudy::create(std::span<const LabelledLogits> efforts) {
    if (efforts.empty()) {
        return fail(ErrorCode::Usage, "A temperature needs an effort whose logits are known.");
    }
    TemperatureStudy study;
    std::vector<ScoredEffort> before, after;
    for (const LabelledLogits& logits : efforts) {
        if (logits.images() != efforts.front().images()) {
            return fail(ErrorCode::Internal, "The efforts' logits are of different images.");
        }
        const auto fit = fitTemperature(logits);
        if (!fit) {
            return tl::unexpected(fit.error());
        }
        for (const bool fitted : {false, true}) {
            auto one = scored(logits, fitted ? fit->temperature : 1.0);
            if (!one) {
                return tl::unexpected(one.error());
            }
            (fitted ? after : before).push_back(std::move(*one));
        }
        study.m_efforts.push_back({*fit,
                                   effortReliability(before.back().confidences, before.back().right).value(),
                                   effortReliability(after.back().confidences, after.back().right).value()});
    }
    for (const ScoreKind kind : kScoreKinds) {
        study.m_before[index(kind)] = tableOf(before, kind);
        study.m_after[index(kind)] = tableOf(after, kind);
    }
    return study;
}

Result<TemperatureRouting> TemperatureStudy::at(const Thresholds& thresholds, ScoreKind score,
                                                std::span<const Cost> effortCosts,
                                                const std::optional<Cost>& baseline) const {
    const ProfileTable& before = m_before[index(score)];
    const ProfileTable& after = m_after[index(score)];
    const auto asItIs = route(before, thresholds);
    if (!asItIs) {
        return tl::unexpected(asItIs.error());
    }
    const auto point = [&](const ProfileTable& profile, const Thresholds& at) {
        return sweepPoint(route(profile, at)->counts, at, effortCosts, baseline);
    };
    return TemperatureRouting{
        sweepPoint(asItIs->counts, thresholds, effortCosts, baseline), point(after, thresholds),
        point(after, thresholdsForExits(after, asItIs->counts.exits, thresholds.back()))};
}

Thresholds thresholdsForExits(const ProfileTable& profile, std::span<const std::int64_t> exits,
                              const std::optional<double>& last) {
    const auto efforts = static_cast<std::size_t>(profile.efforts());
    Thresholds thresholds(efforts);
    std::vector<std::size_t> waiting(profile.images());
    for (std::size_t i = 0; i < waiting.size(); ++i) {
        waiting[i] = i;
    }
    for (std::size_t k = 0; k + 1 < efforts; ++k) {
        const std::vector<double>& hardness = profile.hardness(static_cast<int>(k));
        const auto wanted = static_cast<std::size_t>(
            std::clamp<std::int64_t>(exits[k], 0, static_cast<std::int64_t>(waiting.size())));
        if (wanted == 0) {
            thresholds[k] = 0.0;  // the strictest that can be set
            std::erase_if(waiting, [&](std::size_t i) { return hardness[i] <= 0.0; });
            continue;
        }
        const auto nth = waiting.begin() + static_cast<std::ptrdiff_t>(wanted - 1);
        std::nth_element(waiting.begin(), nth, waiting.end(),
                         [&](std::size_t a, std::size_t b) { return hardness[a] < hardness[b]; });
        const double threshold = hardness[*nth];
        thresholds[k] = threshold;
        std::erase_if(waiting, [&](std::size_t i) { return hardness[i] <= threshold; });
    }
    if (efforts > 0) {
        thresholds.back() = last;
    }
    return thresholds;
}

}  // namespace pivot
