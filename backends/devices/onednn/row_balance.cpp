// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/onednn/row_balance.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace pivot {

namespace {

/// How much of the smoothed time an image makes up, and how far from it one may lie: a thread that was put
/// aside in the middle of a single image must not move a border.
constexpr double kWeight = 0.05, kLeast = 0.5, kMost = 1.5;
/// Of an equal share: what a thread is given at least and at most.
constexpr double kLeastShare = 0.75, kMostShare = 1.25;
/// Rows that a border moves by at least: every tile that is not full costs.
constexpr double kLeastMove = 2.0;

}  // namespace

RowBalance::RowBalance(std::int64_t rows, int lanes) : m_timeARow(static_cast<std::size_t>(lanes)) {
    for (int lane = 0; lane <= lanes; ++lane) {
        m_borders.push_back(rows * lane / lanes);
    }
}

bool RowBalance::note(std::span<const double> times) {
    const std::size_t lanes = m_timeARow.size();
    if (times.size() != lanes || std::any_of(times.begin(), times.end(), [](double t) { return !(t > 0); })) {
        return false;
    }
    std::vector<double> speed(lanes);
    for (std::size_t lane = 0; lane < lanes; ++lane) {
        double& smoothed = m_timeARow[lane];
        const double now = times[lane] / static_cast<double>(m_borders[lane + 1] - m_borders[lane]);
        smoothed =
            smoothed > 0
                ? smoothed + kWeight * (std::clamp(now, kLeast * smoothed, kMost * smoothed) - smoothed)
                : now;
        speed[lane] = 1 / smoothed;
    }
    const double mean = std::accumulate(speed.begin(), speed.end(), 0.0) / static_cast<double>(lanes);
    for (double& each : speed) {
        each = std::clamp(each / mean, kLeastShare, kMostShare);
    }
    const double all = std::accumulate(speed.begin(), speed.end(), 0.0);
    std::vector<double> wanted{0.0};
    double furthest = 0;
    for (std::size_t lane = 0; lane < lanes; ++lane) {
        wanted.push_back(wanted.back() + speed[lane] / all * static_cast<double>(m_borders.back()));
        furthest = std::max(furthest, std::abs(wanted.back() - static_cast<double>(m_borders[lane + 1])));
    }
    if (furthest < kLeastMove) {
        return false;
    }
    for (std::size_t border = 1; border < lanes; ++border) {  // every lane keeps a row
        m_borders[border] =
            std::clamp<std::int64_t>(std::llround(wanted[border]), m_borders[border - 1] + 1,
                                     m_borders.back() - static_cast<std::int64_t>(lanes - border));
    }
    return true;
}

}  // namespace pivot
