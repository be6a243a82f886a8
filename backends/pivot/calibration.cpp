// SPDX-License-Identifier: GPL-3.0-or-later
#include "pivot/calibration.h"

#include "core/number_text.h"
#include "pivot/break_even.h"
#include "pivot/threshold_walk.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <limits>

namespace pivot {

namespace {

/// Images looked at over all walks; about a second.
constexpr double kMostSteps = 4e7;
/// Takes up rounding in "0.2 points" against a ratio of counts, far below one image of any set.
constexpr double kSlack = 1e-9;

/// What a set of thresholds does, in sums over the images: cheap enough for millions of them.
struct Candidate {
    std::int64_t right = 0, firstExits = 0;
    double delay = 0, edp = 0;
};

class Chooser {
public:
    Chooser(const ProfileTable& profile, const CalibrationRequest& request, double baselineAccuracy)
        : m_profile(profile), m_request(request), m_baselineAccuracy(baselineAccuracy) {
        m_energyKnown = std::all_of(request.effortCosts.begin(), request.effortCosts.end(),
                                    [](const Cost& cost) { return cost.energyJ.has_value(); });
    }

    void look(const Thresholds& thresholds, std::size_t varied, double threshold, const ExitCounts& counts) {
        ++m_looked;
        const Candidate candidate = evaluate(counts);
        m_mostRight = std::max(m_mostRight, candidate.right);
        if (!meets(candidate) || (m_best && !better(candidate, *m_best))) {
            return;
        }
        m_best = candidate;
        m_thresholds = thresholds;
        m_thresholds[varied] = threshold;
    }

    [[nodiscard]] bool found() const { return m_best.has_value(); }
    [[nodiscard]] const Thresholds& thresholds() const { return m_thresholds; }
    [[nodiscard]] std::int64_t looked() const { return m_looked; }
    [[nodiscard]] bool energyKnown() const { return m_energyKnown; }
    /// Points lost by the most accurate thresholds of all.
    [[nodiscard]] double leastLoss() const { return lossPoints(m_mostRight); }

private:
    [[nodiscard]] Candidate evaluate(const ExitCounts& counts) const {
        Candidate candidate;
        candidate.firstExits = counts.exits.front();
        double energy = 0.0;
        std::int64_t visits = counts.images;
        for (std::size_t k = 0; k < counts.exits.size(); ++k) {
            const Cost& cost = m_request.effortCosts[k];
            candidate.delay += static_cast<double>(visits) * cost.delayMs;
            energy += static_cast<double>(visits) * cost.energyJ.value_or(0.0);
            candidate.right += counts.rightExits[k];
            visits -= counts.exits[k];
        }
        candidate.edp = candidate.delay * (m_energyKnown ? energy : candidate.delay);
        return candidate;
    }

    [[nodiscard]] double lossPoints(std::int64_t right) const {
        return 100.0 *
               (m_baselineAccuracy - static_cast<double>(right) / static_cast<double>(m_profile.labelled()));
    }

    [[nodiscard]] bool meets(const Candidate& candidate) const {
        if (m_request.goal.kind == CalibrationGoal::Kind::Share) {
            return static_cast<double>(candidate.firstExits) / static_cast<double>(m_profile.images()) >=
                   m_request.goal.share - kSlack;
        }
        return lossPoints(candidate.right) <= m_request.goal.lossPoints + kSlack;
    }

    [[nodiscard]] bool better(const Candidate& a, const Candidate& b) const {
        switch (m_request.goal.kind) {
            case CalibrationGoal::Kind::Share:
                if (m_profile.labelled() == 0 && a.firstExits != b.firstExits) {
                    // Nothing says what the easy answers are worth: turn as many away as the goal allows.
                    return a.firstExits < b.firstExits;
                }
                return a.right != b.right ? a.right > b.right : a.edp < b.edp;
            case CalibrationGoal::Kind::Loss:
                return a.delay != b.delay ? a.delay < b.delay : a.right > b.right;
            case CalibrationGoal::Kind::Edp:
                return a.edp != b.edp ? a.edp < b.edp : a.right > b.right;
        }
        return false;
    }

    const ProfileTable& m_profile;
    const CalibrationRequest& m_request;
    double m_baselineAccuracy;
    bool m_energyKnown = false;
    std::optional<Candidate> m_best;
    Thresholds m_thresholds;
    std::int64_t m_looked = 0, m_mostRight = 0;
};

/// The thresholds of one of the earlier efforts that are tried: every distinct one, or `most` of them evenly
/// by rank.
std::vector<double> choicesFor(const ProfileTable& profile, int effort, std::size_t most, bool& exact) {
    std::vector<double> values = profile.hardness(effort);
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
    if (values.front() > 0.0) {
        values.insert(values.begin(), 0.0);  // nobody leaves here
    }
    if (values.size() <= most) {
        return values;
    }
    exact = false;
    std::vector<double> kept;
    for (std::size_t i = 0; i < most; ++i) {
        kept.push_back(values[i * (values.size() - 1) / (most - 1)]);
    }
    return kept;
}

/// Every choice of the earlier thresholds, each with a whole walk of the last free one.
void walkAll(const ProfileTable& profile, std::size_t effort, const std::vector<std::vector<double>>& choices,
             const ThresholdWalk& walk, Thresholds& thresholds, Chooser& chooser) {
    if (effort == choices.size()) {
        walk.run(thresholds, [&](double threshold, const ExitCounts& counts) {
            chooser.look(thresholds, effort, threshold, counts);
        });
        return;
    }
    for (const double choice : choices[effort]) {
        thresholds[effort] = choice;
        walkAll(profile, effort + 1, choices, walk, thresholds, chooser);
    }
}

std::string rounded(double value) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.2f", value);
    return text.data();
}

Result<void> check(const ProfileTable& profile, const CalibrationRequest& request) {
    if (profile.efforts() < 1 || profile.images() == 0) {
        return fail(
            ErrorCode::Usage,
            "There are no calibration images that every effort has seen: choose another --calibration SPEC.");
    }
    if (request.effortCosts.size() != static_cast<std::size_t>(profile.efforts())) {
        return fail(ErrorCode::Usage, std::to_string(request.effortCosts.size()) + " costs were given for " +
                                          std::to_string(profile.efforts()) +
                                          " efforts: give one an effort.");
    }
    if (profile.labelled() == 0 && request.goal.kind != CalibrationGoal::Kind::Share) {
        return fail(ErrorCode::Usage,
                    "The calibration images have no labels, so that no loss of accuracy can be known: "
                    "calibrate with share=F, or give thresholds.");
    }
    return {};
}

std::string noteOn(const SweepPoint& point, bool energyKnown, const CalibrationRequest& request) {
    std::string note;
    if (!energyKnown && request.goal.kind == CalibrationGoal::Kind::Edp) {
        note = "No energy is known for every effort: the EDP was taken to go with the delay squared.";
    }
    const std::optional<double> gain = point.edpReduction ? point.edpReduction : point.delayReduction;
    if (gain && *gain < 1.0 && request.goal.kind != CalibrationGoal::Kind::Share) {
        note += note.empty() ? "" : " ";
        note +=
            "Even the best thresholds within the loss cost more than the baseline on the calibration images.";
    }
    return note;
}

}  // namespace

Result<CalibrationResult> calibrate(const ProfileTable& profile, const CalibrationRequest& request) {
    if (const Result<void> checked = check(profile, request); !checked) {
        return tl::unexpected(checked.error());
    }
    const auto efforts = static_cast<std::size_t>(profile.efforts());
    const std::optional<double> baselineAccuracy =
        request.baselineAccuracy ? request.baselineAccuracy : profile.accuracy(profile.efforts() - 1);
    CalibrationResult result;
    Thresholds thresholds(efforts);
    thresholds.back() = request.lastThreshold;
    bool energyKnown = true;

    if (efforts > 1) {
        Chooser chooser(profile, request, baselineAccuracy.value_or(0.0));
        const std::size_t earlier = efforts - 2;
        const double perEffort = std::pow(kMostSteps / static_cast<double>(profile.images()),
                                          1.0 / static_cast<double>(std::max<std::size_t>(earlier, 1)));
        const auto most = static_cast<std::size_t>(std::clamp(perEffort, 4.0, 1e6));
        std::vector<std::vector<double>> choices;
        for (std::size_t k = 0; k < earlier; ++k) {
            choices.push_back(choicesFor(profile, static_cast<int>(k), most, result.exact));
        }
        const ThresholdWalk walk(profile, static_cast<int>(earlier));
        walkAll(profile, 0, choices, walk, thresholds, chooser);
        if (!chooser.found()) {
            return fail(ErrorCode::Usage,
                        "No threshold loses at most " + numberText(request.goal.lossPoints) +
                            " points on the calibration images, the least loss is " +
                            rounded(chooser.leastLoss()) +
                            ": allow that much, or choose a last effort nearer to the full path.");
        }
        thresholds = chooser.thresholds();
        result.candidates = chooser.looked();
        energyKnown = chooser.energyKnown();
    }

    const Result<ExitTable> routed = route(profile, thresholds);
    if (!routed) {
        return tl::unexpected(routed.error());
    }
    result.point = sweepPoint(routed->counts, thresholds, request.effortCosts, request.baseline);
    if (result.point.accuracy && baselineAccuracy) {
        result.lossPoints = 100.0 * (*baselineAccuracy - *result.point.accuracy);
    }
    if (request.baseline) {
        result.breakEvenShare =
            breakEvenShare(request.baseline->delayMs, request.effortCosts, routed->counts.visitShares());
    }
    result.note = noteOn(result.point, energyKnown, request);
    return result;
}

bool servesBetter(const CalibrationGoal& goal, const CalibrationResult& a, const CalibrationResult& b) {
    const bool energyKnown = a.point.edpJs && b.point.edpJs;
    const auto edp = [&](const CalibrationResult& r) {
        return energyKnown ? *r.point.edpJs : r.point.cost.delayMs;
    };
    const auto accuracy = [](const CalibrationResult& r) { return r.point.accuracy.value_or(0.0); };
    switch (goal.kind) {
        case CalibrationGoal::Kind::Share:
            return accuracy(a) != accuracy(b) ? accuracy(a) > accuracy(b) : edp(a) < edp(b);
        case CalibrationGoal::Kind::Loss:
            return a.point.cost.delayMs != b.point.cost.delayMs ? a.point.cost.delayMs < b.point.cost.delayMs
                                                                : accuracy(a) > accuracy(b);
        case CalibrationGoal::Kind::Edp:
            return edp(a) != edp(b) ? edp(a) < edp(b) : accuracy(a) > accuracy(b);
    }
    return false;
}

}  // namespace pivot
