// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <cstdint>
#include <span>
#include <vector>

namespace pivot {

/// Logits of labelled images at one effort.
struct LabelledLogits {
    int classes = 0;
    std::vector<float> logits;         ///< [images, classes]
    std::vector<std::int32_t> labels;  ///< [images], 0 to classes - 1
    [[nodiscard]] std::size_t images() const { return labels.size(); }
    [[nodiscard]] std::span<const float> row(std::size_t image) const {
        return std::span(logits).subspan(image * static_cast<std::size_t>(classes),
                                         static_cast<std::size_t>(classes));
    }
};

/// Mean negative log-likelihood of the labels in nats, of softmax(logits / temperature). 0 without images.
[[nodiscard]] double meanNll(const LabelledLogits& logits, double temperature = 1.0);

/// One temperature for all logits of an effort (Guo et al., 2017): softmax(z / T). It changes no answer, only
/// how sure each is. Above 1 the effort was too sure.
struct TemperatureFit {
    double temperature = 1.0;
    double nllBefore = 0, nllAfter = 0;  ///< nats, mean an image
    /// The least is at the end of the range that is searched: such images (all right, or all at random) fix
    /// no temperature.
    bool atBound = false;
};

inline constexpr double kLeastTemperature = 0.05, kMostTemperature = 20.0;

/// The temperature of the least mean NLL. With b = 1/T the NLL is convex: its slope, mean(E_p[z] - z_label),
/// rises with b, and its zero is bisected. Error (Usage) without labelled images.
[[nodiscard]] Result<TemperatureFit> fitTemperature(const LabelledLogits& logits);

/// logits / temperature, as float32 logits that every score can be computed from.
[[nodiscard]] std::vector<float> scaledLogits(std::span<const float> logits, double temperature);

}  // namespace pivot
