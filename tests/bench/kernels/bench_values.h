// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "devices/onednn/element.h"
#include "devices/onednn/row_kernels.h"
#include "devices/onednn/value_code.h"

#include <cstddef>
#include <random>
#include <vector>

/// What the kernels are run on: DeiT-S at 224, and LV-ViT-S of the same width.
namespace pivot::bench {

inline constexpr int kDim = 384, kHeads = 6, kTokens = 197, kMlp = 1536;

/// What products take in, by the precision that uses it.
inline constexpr Element kElements[] = {Element::F32, Element::Bf16, Element::U8};

[[nodiscard]] inline const char* nameOf(Element element) {
    return element == Element::F32 ? "fp32" : element == Element::Bf16 ? "bf16" : "int8";
}

/// Normal values, the same at every start: a softmax or GELU of zeros would be another workload.
[[nodiscard]] inline std::vector<float> normalValues(std::size_t count) {
    std::mt19937 random(7);
    std::normal_distribution<float> normal;
    std::vector<float> values(count);
    for (float& value : values) {
        value = normal(random);
    }
    return values;
}

/// The same in another element type; as U8 in codes for -4 to 4.
[[nodiscard]] inline Buffer normalBuffer(std::size_t count, Element element) {
    const std::vector<float> values = normalValues(count);
    Buffer buffer(count * bytesOf(element));
    if (element == Element::U8) {
        const ValueCode code = ValueCode::of({-4.0F, 4.0F});
        encodeRow(values.data(), Element::F32, static_cast<std::int64_t>(count), code.scale, code.zero,
                  buffer.as<std::uint8_t>());
        return buffer;
    }
    convertRow(values.data(), static_cast<std::int64_t>(count), element, buffer.as());
    return buffer;
}

}  // namespace pivot::bench
