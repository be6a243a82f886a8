// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "devices/onednn/element.h"

#include <cstdint>

namespace pivot {

// What stands between the matrix products of a transformer: short loops over rows of float32 that stay in the
// cache. Compiled for several instruction sets; the processor's own is chosen when the library is loaded.

/// out[r, 0:dim] = (x - mean) / sqrt(var + eps) * gamma + beta for `rows` rows that lie `stride` floats
/// apart; `out` is dense. With U8, gamma and beta are in the unit of the codes and results are rounded into
/// 0..255 (NaN: 0).
void layerNormRows(const float* in, std::int64_t rows, std::int64_t dim, std::int64_t stride,
                   const float* gamma, const float* beta, float eps, Element element, void* out);

/// Softmax over dense rows of `columns` scores, in place; with Bf16 rounded into `out` as well (null for
/// F32).
void softmaxRows(float* scores, std::int64_t rows, std::int64_t columns, Element element, void* out);

/// Codes of `count` values that are stored as `element` (F32 or Bf16): round(value / scale) + zero in 0..255.
void encodeRow(const void* in, Element element, std::int64_t count, float scale, int zero, std::uint8_t* out);

/// The least and the largest of `count` values, stored as F32.
void extremes(const float* in, std::int64_t count, float& low, float& high);

/// out = in in another element type.
void convertRow(const float* in, std::int64_t count, Element element, void* out);

/// Per class the largest of `rows` rows [rows, classes], times `factor`, added to `out`.
void addColumnMax(const float* in, std::int64_t rows, std::int64_t classes, float factor, float* out);

}  // namespace pivot
