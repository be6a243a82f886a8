// SPDX-License-Identifier: GPL-3.0-or-later
#include "pivot/entropy.h"

#include "core/number_text.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace pivot {

namespace {

/// Ids of the largest logits, of equals the lower id, at most five.
std::vector<std::int32_t> largest(std::span<const float> logits) {
    const std::size_t count = std::min<std::size_t>(logits.size(), 5);
    std::vector<std::int32_t> best;
    for (std::size_t i = 0; i < logits.size(); ++i) {
        if (best.size() == count && logits[i] <= logits[static_cast<std::size_t>(best.back())]) {
            continue;
        }
        const auto place = std::find_if(best.begin(), best.end(), [&](std::int32_t id) {
            return logits[static_cast<std::size_t>(id)] < logits[i];
        });
        best.insert(place, static_cast<std::int32_t>(i));
        best.resize(std::min(best.size(), count));
    }
    return best;
}

}  // namespace

Result<Scores> scoreLogits(std::span<const float> logits) {
    if (logits.empty()) {
        return fail(ErrorCode::BadFile, "The model gave no logits: its head has no classes.");
    }
    for (std::size_t i = 0; i < logits.size(); ++i) {
        if (!std::isfinite(logits[i])) {
            return fail(
                ErrorCode::BadFile,
                "The logit of class " + std::to_string(i) + " is " + numberText(logits[i]) +
                    ": check the weights and the image, and try fp32 where it was another precision.");
        }
    }
    // H = ln S - (sum z exp z) / S with z = x - max x and S = sum exp z: no exponential can overflow, and a
    // class whose probability underflows adds nothing, as it should.
    const double top = *std::max_element(logits.begin(), logits.end());
    double sum = 0.0;
    double weighted = 0.0;
    for (const float logit : logits) {
        const double z = logit - top;
        const double e = std::exp(z);
        sum += e;
        weighted += z * e;
    }
    Scores scores;
    // Rounding may leave a hair below 0 where one class has everything.
    scores.entropyNats = std::max(0.0, std::log(sum) - weighted / sum);
    const std::vector<std::int32_t> best = largest(logits);
    std::array<double, 2> first{};
    for (std::size_t i = 0; i < best.size(); ++i) {
        const double p = std::exp(logits[static_cast<std::size_t>(best[i])] - top) / sum;
        scores.topIds[i] = best[i];
        scores.topProbabilities[i] = static_cast<float>(p);
        if (i < first.size()) {
            first[i] = p;
        }
    }
    scores.maxProbability = first[0];
    scores.margin = first[0] - first[1];
    return scores;
}

Visit makeVisit(const Scores& scores, int effort, std::optional<int> label) {
    Visit visit;
    visit.effort = effort;
    visit.entropyNats = scores.entropyNats;
    visit.margin = static_cast<float>(scores.margin);
    visit.topIds = scores.topIds;
    visit.topProbabilities = scores.topProbabilities;
    if (label) {
        visit.right = scores.topIds[0] == *label;
    }
    return visit;
}

double hardness(const Visit& visit, ScoreKind kind) {
    switch (kind) {
        case ScoreKind::Entropy:
            return visit.entropyNats;
        case ScoreKind::Margin:
            return hardnessOfScore(visit.margin, kind);
        case ScoreKind::MaxProbability:
            return hardnessOfScore(visit.topProbabilities[0], kind);
    }
    return visit.entropyNats;
}

}  // namespace pivot
