// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/effort.h"
#include "core/outcome.h"
#include "core/result.h"
#include "pivot/entropy.h"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace pivot {

/// One threshold an effort, lowest effort first, in the unit of the hardness it is compared with. Absent
/// accepts all.
using Thresholds = std::vector<std::optional<double>>;

/// As hardness, whatever the ladder's score.
[[nodiscard]] Thresholds thresholdsOf(const EffortLadder& ladder);

/// The routing rule, in this one place: an image is accepted when its hardness is at or below the threshold.
[[nodiscard]] inline bool accepts(double hardness, const std::optional<double>& threshold) {
    return !threshold || hardness <= *threshold;
}

/// The first effort that accepts, Outcome::kNoExit when none does. `hardness` holds the efforts visited so
/// far or all.
[[nodiscard]] int exitEffort(std::span<const double> hardness,
                             std::span<const std::optional<double>> thresholds);

/// Every effort's answer on every image: what a profiled run knows. Columns, [effort][image].
class ProfileTable {
public:
    enum class Answer : std::int8_t { Unlabelled = -1, Wrong = 0, Right = 1 };

    explicit ProfileTable(int efforts = 0);
    /// From a profiled run. Failed images are left out. Error (Usage) that names the image when one lacks an
    /// effort: such a run was routed, not profiled.
    [[nodiscard]] static Result<ProfileTable> fromResults(std::span<const ImageResult> results, int efforts,
                                                          ScoreKind kind = ScoreKind::Entropy);

    /// One image: hardness and answer of each effort. Both spans hold one entry an effort.
    void add(std::span<const double> hardness, std::span<const Answer> answers, std::int64_t imageIndex = -1);

    [[nodiscard]] int efforts() const { return static_cast<int>(m_hardness.size()); }
    [[nodiscard]] std::size_t images() const { return m_imageIndex.size(); }
    [[nodiscard]] const std::vector<double>& hardness(int effort) const { return m_hardness[index(effort)]; }
    [[nodiscard]] const std::vector<Answer>& answers(int effort) const { return m_answers[index(effort)]; }
    [[nodiscard]] const std::vector<std::int64_t>& imageIndex() const { return m_imageIndex; }
    /// Images with a label.
    [[nodiscard]] std::int64_t labelled() const { return m_labelled; }
    /// Accuracy of one effort on all labelled images; absent without labels.
    [[nodiscard]] std::optional<double> accuracy(int effort) const;

private:
    [[nodiscard]] static std::size_t index(int effort) { return static_cast<std::size_t>(effort); }

    std::vector<std::vector<double>> m_hardness;
    std::vector<std::vector<Answer>> m_answers;
    std::vector<std::int64_t> m_imageIndex;
    std::int64_t m_labelled = 0;
};

/// How many images ended where, and how many of them were right.
struct ExitCounts {
    std::vector<std::int64_t> exits;          ///< per effort
    std::vector<std::int64_t> labelledExits;  ///< per effort, of these with a label
    std::vector<std::int64_t> rightExits;     ///< per effort, of these right
    std::int64_t unexited = 0;                ///< accepted by no effort: wrong, paid for all
    std::int64_t images = 0, labelled = 0;

    [[nodiscard]] std::int64_t right() const;
    /// Over the labelled images; absent without any.
    [[nodiscard]] std::optional<double> accuracy() const;
    [[nodiscard]] double share(int effort) const;  ///< of the images, ended there; 0 without images
    [[nodiscard]] std::vector<double> shares() const;
    [[nodiscard]] double unexitedShare() const;
    /// Of the images, those that ran each effort: 1 for the first, and so down.
    [[nodiscard]] std::vector<double> visitShares() const;
    bool operator==(const ExitCounts&) const = default;
};

/// Routing recomputed from a profile: exact, without a run.
struct ExitTable {
    std::vector<int> exits;  ///< per image: effort, or Outcome::kNoExit
    ExitCounts counts;
};
/// Error (Usage) unless there is one threshold an effort and only the last is absent.
[[nodiscard]] Result<ExitTable> route(const ProfileTable& profile, const Thresholds& thresholds);

}  // namespace pivot
