// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/score.h"

#include "core/entropy_unit.h"
#include "core/number_text.h"

#include <algorithm>
#include <cmath>

namespace pivot {

namespace {

/// Of two classes, the likelier with probability p: 0.5 to 1.
double twoClassEntropy(double p) {
    const double q = 1 - p;
    return -(p > 0 ? p * std::log(p) : 0) - (q > 0 ? q * std::log(q) : 0);
}

/// The probability of the likelier of two classes.
double twoClassProbability(double hardness, ScoreKind kind) {
    if (kind == ScoreKind::MaxProbability) {
        return std::clamp(1 - hardness, 0.5, 1.0);
    }
    if (kind == ScoreKind::Margin) {
        return std::clamp(1 - hardness / 2, 0.5, 1.0);
    }
    double low = 0.5, high = 1;  // the entropy falls from ln 2 to 0
    for (int step = 0; step < 60; ++step) {
        const double middle = (low + high) / 2;
        (twoClassEntropy(middle) > hardness ? low : high) = middle;
    }
    return (low + high) / 2;
}

}  // namespace

Result<ScoreKind> parseScoreKind(std::string_view text) {
    for (const ScoreKind kind : kScoreKinds) {
        if (text == toString(kind)) {
            return kind;
        }
    }
    if (text == "max-probability") {
        return ScoreKind::MaxProbability;
    }
    return fail(ErrorCode::Usage, inQuotes(text) + " is not a score: choose entropy, margin or max-prob.");
}

std::string_view toString(ScoreKind kind) {
    switch (kind) {
        case ScoreKind::Entropy:
            return "entropy";
        case ScoreKind::Margin:
            return "margin";
        case ScoreKind::MaxProbability:
            return "max-prob";
    }
    return "entropy";
}

double axisPlace(double hardness, ScoreKind kind, int classes) {
    return kind == ScoreKind::Entropy ? fromNats(hardness, EntropyUnit::Normalized, classes)
                                      : scoreOfHardness(hardness, kind);
}

double hardnessAt(double axisPlace, ScoreKind kind, int classes) {
    return kind == ScoreKind::Entropy ? toNats(axisPlace, EntropyUnit::Normalized, classes)
                                      : hardnessOfScore(axisPlace, kind);
}

double likeHardness(double hardness, ScoreKind from, ScoreKind to) {
    if (from == to) {
        return hardness;
    }
    const double p = twoClassProbability(hardness, from);
    switch (to) {
        case ScoreKind::Entropy:
            return twoClassEntropy(p);
        case ScoreKind::Margin:
            return 2 * (1 - p);
        case ScoreKind::MaxProbability:
            return 1 - p;
    }
    return hardness;
}

}  // namespace pivot
