// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace pivot {

enum class Precision { Fp32, Bf16, Int8 };
[[nodiscard]] std::string_view toString(Precision precision);  ///< `fp32`, `bf16`, `int8`
[[nodiscard]] Result<Precision> parsePrecision(std::string_view text);
/// In what a session computes where that is not what was asked for, `bf16 is fp32 on cpu:onednn (...)`, and
/// empty where it is. `numerics`: what the session says of itself, its precision first; empty: not known.
[[nodiscard]] std::string fallbackNote(Precision asked, std::string_view numerics);
/// The name of the precision that was computed in: that of `numerics`, where it is known.
[[nodiscard]] std::string computedPrecision(Precision asked, std::string_view numerics);
/// `numerics` without the reason that fallbackNote() gives already.
[[nodiscard]] std::string numericsBesideNote(Precision asked, std::string_view numerics);

/// One device that could exist, available or not.
struct DeviceInfo {
    std::string id;    ///< `cpu:torch`, `cuda:0`, `xrt:0000:65:00.1`, `sim:zcu102`
    std::string name;  ///< for people: "AMD EPYC, 2 cores"
    bool available = false;
    std::string reason;  ///< why not, and what to do about it; empty when available
    std::string advice;  ///< what makes it slower than it could be, and the cure; empty: nothing known
    std::vector<Precision> precisions;
    bool attentionCapture = false;
    bool perLayerTiming = false;
    bool modelledTiming = false;  ///< `sim:`: delay and energy come from a model, not a clock
    /// Name and version of what computes: LibTorch, BLAS, oneDNN; those that are known.
    std::map<std::string, std::string> libraries;
    double logitTolerance = 5e-5;  ///< largest |logit - reference| the parity suite allows, float32
    double entropyToleranceNats = 2e-5;
    /// For reduced precisions, by name: the largest root mean square difference of logits from float32's, as
    /// a part of their spread, that the parity suite allows.
    std::map<std::string, double> relativeRmsTolerance;
    bool operator==(const DeviceInfo&) const = default;
};

}  // namespace pivot
