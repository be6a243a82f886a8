// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/activation_ranges.h"
#include "core/result.h"
#include "devices/onednn/network_weights.h"
#include "devices/onednn/value_code.h"
#include "vit/model_spec.h"

#include <string>
#include <vector>

namespace pivot {

/// What a block needs beside its weights when its products are int8: weights have one scale an output,
/// activations one ValueCode a tensor.
struct Int8Block {
    std::vector<float> qkvScales, projScales, fc1Scales, fc2Scales;  ///< LinearCall::Shape::scales
    ValueCode context;                                               ///< of what proj reads
    ByteTable activation{};  ///< from the code of what fc1 makes to that of what fc2 reads
};

/// The names in ActivationRanges of a block's tensors.
[[nodiscard]] std::string rangeName(int block, const char* tensor);

/// Turns the products of all blocks into int8: weights become whole numbers -127..127, biases come into the
/// unit of the sums and take the zero points up, norms 1 and 2 give codes. Usage where `ranges` lack a
/// tensor, BadFile where a value of the model is not finite.
[[nodiscard]] Result<std::vector<Int8Block>> makeInt8Blocks(NetworkLinears& net, const ModelSpec& spec,
                                                            const ActivationRanges& ranges);

}  // namespace pivot
