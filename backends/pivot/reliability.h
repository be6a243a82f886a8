// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace pivot {

/// The images whose confidence lies in (low, high]; the first bin holds 0 too.
struct ReliabilityBin {
    double low = 0, high = 0;  ///< probabilities
    std::int64_t images = 0, right = 0;
    double meanConfidence = 0;  ///< 0 without images
    [[nodiscard]] double accuracy() const {
        return images > 0 ? static_cast<double>(right) / static_cast<double>(images) : 0.0;
    }
    bool operator==(const ReliabilityBin&) const = default;
};

/// Whether answers are right as often as they are sure: confidence (the probability of the answer) against
/// accuracy, in bins.
struct Reliability {
    std::vector<ReliabilityBin> bins;  ///< by rising confidence; may be empty of images
    std::int64_t images = 0;
    double accuracy = 0, meanConfidence = 0;
    /// Expected calibration error: sum over bins of images / all * |accuracy - mean confidence|.
    double ece = 0;
    double largestGap = 0;  ///< of a bin with images (MCE)
    bool operator==(const Reliability&) const = default;
};

/// How answers are put together. EqualWidth: bins of the same width from 0 to 1 (Guo et al., 2017).
/// EqualCount: the same number of images in each (adaptive, Nixon et al., 2019); images of one confidence
/// stay together.
enum class Binning { EqualWidth, EqualCount };

inline constexpr int kReliabilityBins = 15;  ///< as in Guo et al., 2017

/// `confidences` (0..1) and `right`, an entry an image with a label. Absent without images.
[[nodiscard]] std::optional<Reliability> reliabilityOf(std::span<const double> confidences,
                                                       std::span<const std::uint8_t> right,
                                                       Binning binning = Binning::EqualWidth,
                                                       int bins = kReliabilityBins);

}  // namespace pivot
