// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "vit/model_spec.h"

#include <ATen/ATen.h>

#include <cstdint>
#include <string>

namespace pivot {

/// A labelled data set held in memory as it is fed: images uint8 [n, C, S, S], labels int64 [n].
struct TrainImages {
    at::Tensor images, labels;
    [[nodiscard]] std::int64_t size() const { return labels.size(0); }
};

/// Decodes, resizes and crops the whole set once. Training wants labels in [0, classes) and every image
/// readable.
[[nodiscard]] Result<TrainImages> loadTrainImages(const std::string& dataset, const ModelSpec& spec);

/// uint8 [n, C, S, S] -> normalised float32.
[[nodiscard]] at::Tensor normalised(const at::Tensor& images, const ModelSpec& spec);

/// Random horizontal flips and shifts (edges filled with the darkest value), the same for the same seed.
[[nodiscard]] at::Tensor augmented(const at::Tensor& images, bool flip, int shift, std::uint64_t seed);

}  // namespace pivot
