// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace pivot {

/// Divides the rows of an image among the threads that work them together, by how fast each has been: the
/// cores of a machine are not alike while other programs, or other guests of its host, use some of them, and
/// all threads wait for the last at every attention.
class RowBalance {
public:
    /// Equal shares at first. `lanes`: 1 to `rows`.
    RowBalance(std::int64_t rows, int lanes);

    [[nodiscard]] std::int64_t first(int lane) const { return m_borders[static_cast<std::size_t>(lane)]; }
    [[nodiscard]] std::int64_t count(int lane) const { return first(lane + 1) - first(lane); }

    /// Takes the time that each lane needed for its rows of one image, in any unit. True where the shares are
    /// others now: that takes some tens of images that say the same.
    bool note(std::span<const double> times);

private:
    std::vector<std::int64_t> m_borders;    ///< [lanes + 1]
    int m_images = 0;                       ///< noted
    std::vector<double> m_timeARow;         ///< [lanes], smoothed
    std::vector<double> m_speed, m_wanted;  ///< of note(), which allocates nothing: [lanes], [lanes + 1]
};

}  // namespace pivot
