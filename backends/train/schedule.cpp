// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/trainer.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <random>

namespace pivot {

SkipConfig randomPath(int depth, std::uint64_t seed) {
    std::mt19937_64 random(seed * 0x9E3779B97F4A7C15ULL + 1);
    const auto below = [&](int n) { return static_cast<int>(random() % static_cast<std::uint64_t>(n)); };
    const int count = 1 + below(std::max(1, depth - 1));
    const int kind = below(4);
    std::vector<int> blocks;
    if (kind == 2) {  // a run of neighbours
        const int first = below(depth - count + 1);
        for (int i = 0; i < count; ++i) {
            blocks.push_back(first + i);
        }
    } else if (kind == 3) {  // evenly spread, from a random phase
        const double step = static_cast<double>(depth) / count;
        const double phase = static_cast<double>(random() >> 11) * 0x1p-53 * step;
        for (int i = 0; i < count; ++i) {
            blocks.push_back(std::min(depth - 1, static_cast<int>(phase + i * step)));
        }
    } else {
        std::vector<int> every(static_cast<std::size_t>(depth));
        std::iota(every.begin(), every.end(), 0);
        for (int i = 0; i < count; ++i) {  // the first `count` of a Fisher-Yates shuffle
            std::swap(every[static_cast<std::size_t>(i)],
                      every[static_cast<std::size_t>(i + below(depth - i))]);
            blocks.push_back(every[static_cast<std::size_t>(i)]);
        }
    }
    return SkipConfig(std::move(blocks));
}

double learningRateAt(std::int64_t step, std::int64_t steps, double peak) {
    const double warmUp = std::max(1.0, 0.1 * static_cast<double>(steps));
    const double at = static_cast<double>(step);
    if (at < warmUp) {
        return peak * (at + 1.0) / warmUp;
    }
    const double progress = (at - warmUp) / std::max(1.0, static_cast<double>(steps) - warmUp);
    return peak * 0.5 * (1.0 + std::cos(std::numbers::pi * std::min(1.0, progress)));
}

std::vector<SkipConfig> evaluationPaths(int depth) {
    std::vector<int> second, lastHalf, threeQuarters;
    for (int i = 0; i < depth; ++i) {
        if (i % 2 == 1) {
            second.push_back(i);
        }
        if (i >= depth / 2) {
            lastHalf.push_back(i);
        }
        if (i >= 2 && i < 2 + 3 * depth / 4 && i < depth) {
            threeQuarters.push_back(i);
        }
    }
    return {SkipConfig{}, SkipConfig(second), SkipConfig(lastHalf), SkipConfig(threeQuarters)};
}

}  // namespace pivot
