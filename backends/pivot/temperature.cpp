// SPDX-License-Identifier: GPL-3.0-or-later
#include "pivot/temperature.h"

#include <algorithm>
#include <cmath>

namespace pivot {

namespace {

/// Of one image under softmax(b z): -ln p(label), and its derivative by b, E_p[z] - z(label).
struct Slope {
    double nll = 0, derivative = 0;
};

Slope slopeOf(std::span<const float> logits, std::size_t label, double b) {
    const double top = *std::max_element(logits.begin(), logits.end());
    double sum = 0, weighted = 0;
    for (const float logit : logits) {
        const double z = logit - top;  // at most 0: no exponential overflows
        const double e = std::exp(b * z);
        sum += e;
        weighted += z * e;
    }
    const double zLabel = logits[label] - top;
    return {std::log(sum) - b * zLabel, weighted / sum - zLabel};
}

Slope meanSlope(const LabelledLogits& logits, double b) {
    Slope mean;
    for (std::size_t i = 0; i < logits.images(); ++i) {
        const Slope one = slopeOf(logits.row(i), static_cast<std::size_t>(logits.labels[i]), b);
        mean.nll += one.nll;
        mean.derivative += one.derivative;
    }
    const auto images = static_cast<double>(std::max<std::size_t>(logits.images(), 1));
    return {mean.nll / images, mean.derivative / images};
}

}  // namespace

double meanNll(const LabelledLogits& logits, double temperature) {
    return meanSlope(logits, 1.0 / temperature).nll;
}

Result<TemperatureFit> fitTemperature(const LabelledLogits& logits) {
    if (logits.images() == 0 || logits.classes < 2) {
        return fail(ErrorCode::Usage,
                    "A temperature is fitted to labelled images, and there are none: choose calibration "
                    "images that have labels.");
    }
    TemperatureFit fit;
    fit.nllBefore = meanNll(logits);
    double low = 1.0 / kMostTemperature, high = 1.0 / kLeastTemperature;
    if (meanSlope(logits, low).derivative >= 0) {
        high = low;
        fit.atBound = true;
    } else if (meanSlope(logits, high).derivative <= 0) {
        low = high;
        fit.atBound = true;
    }
    // Geometric halving: some thirty steps to nine digits over the whole range.
    while (high / low > 1 + 1e-9) {
        const double middle = std::sqrt(low * high);
        (meanSlope(logits, middle).derivative < 0 ? low : high) = middle;
    }
    fit.temperature = 1.0 / std::sqrt(low * high);
    fit.nllAfter = meanNll(logits, fit.temperature);
    return fit;
}

std::vector<float> scaledLogits(std::span<const float> logits, double temperature) {
    std::vector<float> scaled;
    scaled.reserve(logits.size());
    for (const float logit : logits) {
        scaled.push_back(static_cast<float>(logit / temperature));
    }
    return scaled;
}

}  // namespace pivot
