// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "devices/onednn/panel_product.h"

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

/// What the tests of products share.
namespace pivot::parity {

[[nodiscard]] inline std::vector<float> normalValues(std::size_t count, float spread, unsigned seed) {
    std::mt19937 random(seed);
    std::normal_distribution<float> normal(0.0F, spread);
    std::vector<float> made(count);
    std::generate(made.begin(), made.end(), [&] { return normal(random); });
    return made;
}

/// In float64 what a product does with a sum; `target` is what was there before.
[[nodiscard]] inline double finished(double sum, double target, After what) {
    switch (what) {
        case After::Gelu:
            return 0.5 * sum * (1.0 + std::erf(sum / std::sqrt(2.0)));
        case After::Relu:
            return std::max(0.0, sum);
        case After::AddToTarget:
            return sum + target;
        case After::Nothing:
            break;
    }
    return sum;
}

}  // namespace pivot::parity
