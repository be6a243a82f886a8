// SPDX-License-Identifier: GPL-3.0-or-later
#include "pivot/routing.h"

#include <algorithm>
#include <numeric>
#include <string>

namespace pivot {

Thresholds thresholdsOf(const EffortLadder& ladder) {
    Thresholds thresholds;
    thresholds.reserve(ladder.size());
    for (const Effort& effort : ladder.efforts) {
        thresholds.push_back(hardestAccepted(effort, ladder.score));
    }
    return thresholds;
}

int exitEffort(std::span<const double> hardness, std::span<const std::optional<double>> thresholds) {
    const std::size_t efforts = std::min(hardness.size(), thresholds.size());
    for (std::size_t k = 0; k < efforts; ++k) {
        if (accepts(hardness[k], thresholds[k])) {
            return static_cast<int>(k);
        }
    }
    return Outcome::kNoExit;
}

ProfileTable::ProfileTable(int efforts)
    : m_hardness(static_cast<std::size_t>(std::max(efforts, 0))),
      m_answers(static_cast<std::size_t>(std::max(efforts, 0))) {}

Result<ProfileTable> ProfileTable::fromResults(std::span<const ImageResult> results, int efforts,
                                               ScoreKind kind) {
    ProfileTable table(efforts);
    std::vector<double> hardnesses(table.m_hardness.size());
    std::vector<Answer> answers(table.m_hardness.size());
    std::vector<bool> seen(table.m_hardness.size());
    for (const ImageResult& result : results) {
        if (!result.outcome.error.empty()) {
            continue;
        }
        std::fill(seen.begin(), seen.end(), false);
        for (const Visit& visit : result.visits) {
            if (visit.effort < 0 || visit.effort >= efforts) {
                return fail(ErrorCode::Usage, "Image " + result.outcome.imageKey + " visited effort " +
                                                  std::to_string(visit.effort + 1) + " of a ladder of " +
                                                  std::to_string(efforts) +
                                                  ": the results are of another run.");
            }
            const std::size_t k = index(visit.effort);
            seen[k] = true;
            hardnesses[k] = pivot::hardness(visit, kind);
            answers[k] = !visit.right ? Answer::Unlabelled : *visit.right ? Answer::Right : Answer::Wrong;
        }
        const auto missing = std::find(seen.begin(), seen.end(), false);
        if (missing != seen.end()) {
            return fail(ErrorCode::Usage,
                        "Image " + result.outcome.imageKey + " was not seen by effort " +
                            std::to_string(missing - seen.begin() + 1) +
                            ": other thresholds can be looked at only for a run with --mode profile.");
        }
        table.add(hardnesses, answers, result.outcome.imageIndex);
    }
    return table;
}

void ProfileTable::add(std::span<const double> hardness, std::span<const Answer> answers,
                       std::int64_t imageIndex) {
    for (std::size_t k = 0; k < m_hardness.size(); ++k) {
        m_hardness[k].push_back(hardness[k]);
        m_answers[k].push_back(answers[k]);
    }
    m_imageIndex.push_back(imageIndex);
    m_labelled += !answers.empty() && answers[0] != Answer::Unlabelled ? 1 : 0;
}

std::optional<double> ProfileTable::accuracy(int effort) const {
    if (m_labelled == 0) {
        return std::nullopt;
    }
    const std::vector<Answer>& column = answers(effort);
    return static_cast<double>(std::count(column.begin(), column.end(), Answer::Right)) /
           static_cast<double>(m_labelled);
}

std::int64_t ExitCounts::right() const {
    return std::accumulate(rightExits.begin(), rightExits.end(), std::int64_t{0});
}

std::optional<double> ExitCounts::accuracy() const {
    return labelled > 0 ? std::optional<double>(static_cast<double>(right()) / static_cast<double>(labelled))
                        : std::nullopt;
}

double ExitCounts::share(int effort) const {
    const auto k = static_cast<std::size_t>(effort);
    return images > 0 && k < exits.size() ? static_cast<double>(exits[k]) / static_cast<double>(images) : 0.0;
}

std::vector<double> ExitCounts::shares() const {
    std::vector<double> result;
    result.reserve(exits.size());
    for (std::size_t k = 0; k < exits.size(); ++k) {
        result.push_back(share(static_cast<int>(k)));
    }
    return result;
}

double ExitCounts::unexitedShare() const {
    return images > 0 ? static_cast<double>(unexited) / static_cast<double>(images) : 0.0;
}

std::vector<double> ExitCounts::visitShares() const {
    std::vector<double> result;
    result.reserve(exits.size());
    std::int64_t left = images;
    for (const std::int64_t here : exits) {
        result.push_back(images > 0 ? static_cast<double>(left) / static_cast<double>(images) : 0.0);
        left -= here;
    }
    return result;
}

Result<ExitTable> route(const ProfileTable& profile, const Thresholds& thresholds) {
    const auto efforts = static_cast<std::size_t>(profile.efforts());
    if (thresholds.size() != efforts) {
        return fail(ErrorCode::Usage, std::to_string(thresholds.size()) + " thresholds were given for " +
                                          std::to_string(efforts) + " efforts: give one an effort.");
    }
    for (std::size_t k = 0; k + 1 < efforts; ++k) {
        if (!thresholds[k]) {
            return fail(ErrorCode::Usage, "Effort " + std::to_string(k + 1) +
                                              " has no threshold: only the last effort may go without one.");
        }
    }
    ExitTable table;
    ExitCounts& counts = table.counts;
    counts.exits.assign(efforts, 0);
    counts.labelledExits.assign(efforts, 0);
    counts.rightExits.assign(efforts, 0);
    counts.images = static_cast<std::int64_t>(profile.images());
    counts.labelled = profile.labelled();
    table.exits.reserve(profile.images());
    for (std::size_t i = 0; i < profile.images(); ++i) {
        int exit = Outcome::kNoExit;
        for (std::size_t k = 0; k < efforts && exit == Outcome::kNoExit; ++k) {
            exit = accepts(profile.hardness(static_cast<int>(k))[i], thresholds[k]) ? static_cast<int>(k)
                                                                                    : Outcome::kNoExit;
        }
        table.exits.push_back(exit);
        if (exit == Outcome::kNoExit) {
            ++counts.unexited;
            continue;
        }
        const auto k = static_cast<std::size_t>(exit);
        const ProfileTable::Answer answer = profile.answers(exit)[i];
        ++counts.exits[k];
        counts.labelledExits[k] += answer != ProfileTable::Answer::Unlabelled ? 1 : 0;
        counts.rightExits[k] += answer == ProfileTable::Answer::Right ? 1 : 0;
    }
    return table;
}

}  // namespace pivot
