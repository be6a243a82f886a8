// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "data/dataset.h"

#include <span>
#include <vector>

namespace pivot {

/// How an image becomes a model's input. Made from a ModelSpec by the runner (data knows no models).
struct PreprocessSpec {
    int size = 224;         ///< crop, and side of the input
    int resizeShort = 256;  ///< shorter side before the crop; equal to size means no margin
    int channels = 3;
    std::vector<float> mean, std;  ///< one a channel
    bool operator==(const PreprocessSpec&) const = default;
};

/// Pillow's antialiased bicubic resize, rounded to uint8, bit for bit.
[[nodiscard]] RawImage resizeBicubic(const RawImage& image, int width, int height);
/// Shorter side to resizeShort (longer = int(short*long/short)), centre crop with round-half-to-even offsets.
[[nodiscard]] Result<RawImage> resizeAndCrop(const RawImage& image, const PreprocessSpec& spec);
/// The above, then grey <-> RGB as channels asks, /255, normalised, CHW into `out` (channels*size*size
/// floats).
[[nodiscard]] Result<void> preprocess(const RawImage& image, const PreprocessSpec& spec,
                                      std::span<float> out);

}  // namespace pivot
