// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "pivot/routing.h"

#include <cstdint>
#include <functional>
#include <vector>

namespace pivot {

/// Looks at every distinct threshold of one effort while the others stay, in one sorted pass: the images that
/// reach the effort, by rising hardness, one after the other leave there. O(images) a walk after one sort.
class ThresholdWalk {
public:
    /// `varied`: the effort whose threshold moves. The profile must outlive the walk.
    ThresholdWalk(const ProfileTable& profile, int varied);

    /// Called with each threshold, rising: first 0 when no image has a hardness at or below it (nobody
    /// leaves), then every distinct hardness of the images that reach the effort. The counts are valid during
    /// the call only.
    using Visitor = std::function<void(double threshold, const ExitCounts& counts)>;
    /// `thresholds[varied]` is not read; the others are, as in route().
    void run(const Thresholds& thresholds, const Visitor& visitor) const;

private:
    const ProfileTable& m_profile;
    int m_varied;
    std::vector<std::size_t> m_order;  ///< images by hardness at the varied effort
};

}  // namespace pivot
