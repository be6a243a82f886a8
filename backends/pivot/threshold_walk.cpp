// SPDX-License-Identifier: GPL-3.0-or-later
#include "pivot/threshold_walk.h"

#include <algorithm>
#include <numeric>
#include <span>

namespace pivot {

namespace {

constexpr std::size_t kNowhere = static_cast<std::size_t>(-1);

/// Adds `by` images to (or takes them from) the exit of effort `k`, or to those that nobody accepts.
void count(ExitCounts& counts, const ProfileTable& profile, std::size_t k, std::size_t image,
           std::int64_t by) {
    if (k == kNowhere) {
        counts.unexited += by;
        return;
    }
    const ProfileTable::Answer answer = profile.answers(static_cast<int>(k))[image];
    counts.exits[k] += by;
    counts.labelledExits[k] += answer != ProfileTable::Answer::Unlabelled ? by : 0;
    counts.rightExits[k] += answer == ProfileTable::Answer::Right ? by : 0;
}

}  // namespace

ThresholdWalk::ThresholdWalk(const ProfileTable& profile, int varied)
    : m_profile(profile), m_varied(varied), m_order(profile.images()) {
    std::iota(m_order.begin(), m_order.end(), std::size_t{0});
    const std::vector<double>& hardness = profile.hardness(varied);
    std::stable_sort(m_order.begin(), m_order.end(),
                     [&](std::size_t a, std::size_t b) { return hardness[a] < hardness[b]; });
}

void ThresholdWalk::run(const Thresholds& thresholds, const Visitor& visitor) const {
    const auto efforts = static_cast<std::size_t>(m_profile.efforts());
    const auto varied = static_cast<std::size_t>(m_varied);
    const auto firstIn = [&](std::size_t from, std::size_t to, std::size_t image) {
        for (std::size_t k = from; k < to; ++k) {
            if (accepts(m_profile.hardness(static_cast<int>(k))[image], thresholds[k])) {
                return k;
            }
        }
        return kNowhere;
    };

    ExitCounts counts;
    counts.exits.assign(efforts, 0);
    counts.labelledExits.assign(efforts, 0);
    counts.rightExits.assign(efforts, 0);
    counts.images = static_cast<std::int64_t>(m_profile.images());
    counts.labelled = m_profile.labelled();
    // First nobody leaves at the varied effort.
    std::vector<std::size_t> reaching;       // by rising hardness
    std::vector<std::size_t> leavesLaterAt;  // of those, the later effort that takes them
    reaching.reserve(m_order.size());
    leavesLaterAt.reserve(m_order.size());
    for (const std::size_t image : m_order) {
        const std::size_t before = firstIn(0, varied, image);
        if (before != kNowhere) {
            count(counts, m_profile, before, image, 1);
            continue;
        }
        const std::size_t later = firstIn(varied + 1, efforts, image);
        count(counts, m_profile, later, image, 1);
        reaching.push_back(image);
        leavesLaterAt.push_back(later);
    }

    const std::vector<double>& hardness = m_profile.hardness(m_varied);
    if (reaching.empty() || hardness[reaching.front()] > 0.0) {
        visitor(0.0, counts);
    }
    for (std::size_t i = 0; i < reaching.size();) {
        const double threshold = hardness[reaching[i]];
        for (; i < reaching.size() && hardness[reaching[i]] == threshold; ++i) {
            count(counts, m_profile, leavesLaterAt[i], reaching[i], -1);
            count(counts, m_profile, varied, reaching[i], 1);
        }
        visitor(threshold, counts);
    }
}

}  // namespace pivot
