// SPDX-License-Identifier: GPL-3.0-or-later
#include "pivot/verdict.h"

#include "core/number_text.h"

#include <array>
#include <cctype>
#include <cmath>
#include <cstdio>

namespace pivot {

namespace {

std::string fixed(double value, int decimals) {
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%.*f", decimals, value);
    // "-0.00" would claim a sign that the digits shown do not carry.
    std::string result = text.data();
    if (result.find_first_not_of("-0.") == std::string::npos && result.front() == '-') {
        result.erase(0, 1);
    }
    return result;
}

/// Two decimals, a last zero left out: 1.7x, 1.19x, 2.0x.
std::string factor(double ratio) {
    std::string text = fixed(ratio, 2);
    if (text.back() == '0') {
        text.pop_back();
    }
    return text + "x";
}

std::string percent(double fraction) {
    return fixed(100.0 * fraction, 1) + " %";
}

std::string basis(const RunReport& report, bool withEnergy) {
    std::string text = "delay " + std::string(toString(report.delayProvenance.kind));
    if (!withEnergy) {
        return text + ", energy unknown";
    }
    text += ", energy " + std::string(toString(report.energyProvenance.kind));
    if (report.energyProvenance.kind == ProvenanceKind::Estimated) {
        text += " from a constant power, so that the EDP ratio is the delay ratio squared";
    }
    return text;
}

}  // namespace

std::string gainPhrase(double ratio) {
    if (!std::isfinite(ratio) || ratio <= 0.0) {
        return "cannot be compared with the baseline";
    }
    const double shown = ratio >= 1.0 ? ratio : 1.0 / ratio;
    if (fixed(shown, 2) == "1.00") {
        return "equals the baseline";
    }
    return ratio > 1.0 ? "gains " + factor(shown) : "costs " + factor(shown) + " the baseline";
}

std::string sharePhrase(double share, double breakEven) {
    std::string text = percent(share) + " end at effort 1";
    if (breakEven >= 1.0) {
        return text + ", and no share would gain (break-even " + percent(breakEven) + ")";
    }
    if (breakEven <= 0.0) {
        return text + ", and any share gains";
    }
    return text + (share > breakEven ? ", above" : ", not above") + " the break-even of " +
           percent(breakEven);
}

std::string lossPhrase(double lossPoints, const Interval& ci95Points, double claimPoints) {
    const std::string interval =
        "95 % interval " + fixed(ci95Points.low, 2) + " to " + fixed(ci95Points.high, 2);
    if (ci95Points.high <= claimPoints) {
        return "loses at most " + numberText(claimPoints) + " points (" + fixed(lossPoints, 2) + ", " +
               interval + ")";
    }
    const bool gains = lossPoints < 0.0;
    return (gains ? "gains " : "loses ") + fixed(std::abs(lossPoints), 2) + " points (loss: " + interval +
           ")";
}

std::string verdictOf(const RunReport& report) {
    if (report.images <= 0 || report.delayMs <= 0.0 || report.baseline.delayMs <= 0.0) {
        return {};
    }
    const bool withEnergy = report.edpReduction.has_value();
    std::string text = withEnergy ? "EDP " + gainPhrase(*report.edpReduction)
                                  : "Delay " + gainPhrase(report.baseline.delayMs / report.delayMs);
    if (report.breakEvenShare && report.efforts.size() > 1) {
        text += "; " + sharePhrase(report.efforts.front().share, *report.breakEvenShare);
    }
    if (report.accuracyLossPoints && report.accuracyLossCi95Points) {
        text += "; accuracy " + lossPhrase(*report.accuracyLossPoints, *report.accuracyLossCi95Points);
    }
    return text + "; " + basis(report, withEnergy) + ".";
}

}  // namespace pivot
