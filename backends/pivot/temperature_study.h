// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "pivot/reliability.h"
#include "pivot/routing.h"
#include "pivot/sweep.h"
#include "pivot/temperature.h"

#include <array>
#include <optional>
#include <span>
#include <vector>

namespace pivot {

/// How well calibrated one effort is on some images.
struct EffortReliability {
    Reliability equalWidth;
    double adaptiveEce = 0;  ///< over bins of equal count
};
/// From every labelled image of a profiled run: confidences (0..1) and whether each answer was right.
[[nodiscard]] std::optional<EffortReliability> effortReliability(std::span<const double> confidences,
                                                                 std::span<const std::uint8_t> right);

/// One effort before and after its temperature, on the images that it was fitted to.
struct EffortCalibration {
    TemperatureFit fit;
    EffortReliability before, after;
};

/// What temperatures do to routing on the images that they were fitted to.
struct TemperatureRouting {
    SweepPoint before;         ///< as the efforts are
    SweepPoint sameThreshold;  ///< every effort at its temperature, thresholds as they were
    SweepPoint sameShare;      ///< thresholds moved until as many images end at each effort as before
};

/// Temperatures of the efforts of a ladder, fitted to labelled logits, and what they do. A temperature
/// changes no answer; it changes which images look easy. By rank of the score at one effort alone routing at
/// the same share would hardly change: entropy and margin of several classes are re-ordered a little.
class TemperatureStudy {
public:
    /// `efforts`: logits of the same images in the same order, one an effort. Errors as fitTemperature().
    /// Scores every image anew for each score: seconds for a thousand classes.
    [[nodiscard]] static Result<TemperatureStudy> create(std::span<const LabelledLogits> efforts);

    [[nodiscard]] const std::vector<EffortCalibration>& efforts() const { return m_efforts; }
    [[nodiscard]] std::size_t images() const { return m_before.front().images(); }
    /// Errors as route(). O(images log images).
    [[nodiscard]] Result<TemperatureRouting> at(const Thresholds& thresholds, ScoreKind score,
                                                std::span<const Cost> effortCosts,
                                                const std::optional<Cost>& baseline) const;

private:
    TemperatureStudy() = default;

    std::vector<EffortCalibration> m_efforts;
    std::array<ProfileTable, kScoreKinds.size()> m_before, m_after;  ///< one a score
};

/// The thresholds at which as many images end at each effort as `exits` says, or few more where hardnesses
/// are equal. The last threshold is kept.
[[nodiscard]] Thresholds thresholdsForExits(const ProfileTable& profile, std::span<const std::int64_t> exits,
                                            const std::optional<double>& last);

}  // namespace pivot
