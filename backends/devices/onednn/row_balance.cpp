// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/onednn/row_balance.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace pivot {

namespace {

/// Images before a border moves: what disturbs one adds time, so that the least of them is where smoothing
/// starts.
constexpr int kFirstImages = 20;
/// How much of the smoothed time a later image makes up, and how far from it one may lie: a thread that was
/// put aside in the middle of a single image must not move a border.
constexpr double kWeight = 0.02, kLeast = 0.8, kMost = 1.25;
/// Of an equal share: what a thread is given at least and at most.
constexpr double kLeastShare = 0.75, kMostShare = 1.25;
/// Rows that a border moves by at least: every tile that is not full costs.
constexpr double kLeastMove = 2.0;

}  // namespace

RowBalance::RowBalance(std::int64_t rows, int lanes)
    : m_timeARow(static_cast<std::size_t>(lanes)),
      m_speed(m_timeARow.size()),
      m_wanted(m_timeARow.size() + 1) {
    for (int lane = 0; lane <= lanes; ++lane) {
        m_borders.push_back(rows * lane / lanes);
    }
}

bool RowBalance::note(std::span<const double> times) {
    const std::size_t lanes = m_timeARow.size();
    if (times.size() != lanes || std::any_of(times.begin(), times.end(), [](double t) { return !(t > 0); })) {
        return false;
    }
    ++m_images;
    for (std::size_t lane = 0; lane < lanes; ++lane) {
        double& smoothed = m_timeARow[lane];
        const double now = times[lane] / static_cast<double>(m_borders[lane + 1] - m_borders[lane]);
        if (m_images <= kFirstImages) {
            smoothed = m_images == 1 ? now : std::min(smoothed, now);
        } else {
            smoothed += kWeight * (std::clamp(now, kLeast * smoothed, kMost * smoothed) - smoothed);
        }
        m_speed[lane] = 1 / smoothed;
    }
    const double mean = std::accumulate(m_speed.begin(), m_speed.end(), 0.0) / static_cast<double>(lanes);
    for (double& each : m_speed) {
        each = std::clamp(each / mean, kLeastShare, kMostShare);
    }
    const double all = std::accumulate(m_speed.begin(), m_speed.end(), 0.0);
    double furthest = 0;
    for (std::size_t lane = 0; lane < lanes; ++lane) {
        m_wanted[lane + 1] = m_wanted[lane] + m_speed[lane] / all * static_cast<double>(m_borders.back());
        furthest =
            std::max(furthest, std::abs(m_wanted[lane + 1] - static_cast<double>(m_borders[lane + 1])));
    }
    if (m_images < kFirstImages || furthest < kLeastMove) {
        return false;
    }
    for (std::size_t border = 1; border < lanes; ++border) {  // every lane keeps a row
        m_borders[border] =
            std::clamp<std::int64_t>(std::llround(m_wanted[border]), m_borders[border - 1] + 1,
                                     m_borders.back() - static_cast<std::int64_t>(lanes - border));
    }
    return true;
}

}  // namespace pivot
