// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/activation_ranges.h"

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>

namespace pivot {

/// What an int8 run takes its scales from. Part of the configuration, so that it is stored with the run and a
/// resumed run computes with the same scales.
struct Quantization {
    std::string split;                               ///< SPEC of the calibration images
    int images = 0;                                  ///< so many of them, evenly spread
    std::map<std::string, ActivationRanges> ranges;  ///< by the fingerprint of the weights
    bool operator==(const Quantization&) const = default;
};

/// `{"split", "images", "models": {fingerprint: {tensor: [low, high]}}}`
void to_json(nlohmann::json& json, const Quantization& quantization);
void from_json(const nlohmann::json& json, Quantization& quantization);  ///< throws nlohmann's exceptions

}  // namespace pivot
