// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/activation_ranges.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

namespace pivot {

/// Eight bits for a span of real numbers: code = round(value / scale) + zero, kept within 0..255. Zero has a
/// code of its own, so that what is nothing stays nothing.
struct ValueCode {
    float scale = 1.0F;
    int zero = 0;

    [[nodiscard]] static ValueCode of(const ValueRange& range) {
        const float low = std::min(range.low, 0.0F), high = std::max(range.high, 0.0F);
        constexpr float kLeast = 1e-12F;  // a tensor that is always zero
        const float scale = std::max(high - low, kLeast) / 255.0F;
        return {scale, static_cast<int>(std::lround(-low / scale))};
    }
    [[nodiscard]] float value(int code) const { return static_cast<float>(code - zero) * scale; }
    [[nodiscard]] std::uint8_t code(float value) const {
        return static_cast<std::uint8_t>(
            std::clamp(std::lround(value / scale) + zero, 0L, 255L));  // NaN never comes here
    }
};

/// A function of one code to another, as what it gives for each of the 256.
using ByteTable = std::array<std::uint8_t, 256>;

/// data[i] = table[data[i]]
void applyTable(const ByteTable& table, std::uint8_t* data, std::int64_t count);

}  // namespace pivot
