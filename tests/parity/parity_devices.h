// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "devices/registry.h"

#include <memory>
#include <span>
#include <string>
#include <vector>

/// What the parity tests share: the devices to compare, and how two lists of numbers are compared.
namespace pivot::parity {

/// Largest |attention - reference| of float32 kernels.
inline constexpr double kAttentionTolerance = 5e-6;
/// Largest |hidden state - reference|: states are of the logits' size.
inline constexpr double kHiddenTolerance = 5e-5;
/// Two ways through the same kernels on one device; they differ where a batch is cut elsewhere.
inline constexpr double kSameDeviceTolerance = 5e-6;

/// Over the plug-ins and profiles of this build tree.
[[nodiscard]] DeviceRegistry& registry();
/// Available devices that run float32, in the registry's order.
[[nodiscard]] std::vector<DeviceInfo> float32Devices();
/// Those whose numbers are their own, and not made by another of the list (`sim:` asks the CPU device).
[[nodiscard]] std::vector<DeviceInfo> float32Engines();
/// Throws std::runtime_error with the reason where it cannot be opened: the caller's test fails.
[[nodiscard]] std::unique_ptr<InferenceSession> open(const std::string& deviceId, const ModelPtr& model,
                                                     const SessionOptions& options = {});

/// The value, or std::runtime_error with the error's sentence: a test fails, with the reason in its log.
template <class T>
T valueOf(Result<T> result) {
    if (!result)
        throw std::runtime_error(result.error().message);
    return std::move(*result);
}

/// Largest |a - b|; infinite where lengths differ or a number is not finite.
[[nodiscard]] double largestDifference(std::span<const float> a, std::span<const float> b);

}  // namespace pivot::parity
