// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "devices/onednn/element.h"

#include <cstdint>

namespace pivot {

/// Whether this processor (and DNNL_MAX_CPU_ISA) runs the kernels below for `element`.
[[nodiscard]] bool hasAvx512Rows(Element element);

/// See layerNormRows().
void layerNormAvx512(const float* in, std::int64_t rows, std::int64_t dim, std::int64_t stride,
                     const float* gamma, const float* beta, float eps, Element element, void* out);

/// data[i] = GELU(data[i]) in bfloat16, to half a unit of the result and 1.5e-5. A NaN stays.
void geluBf16Avx512(Bf16* data, std::int64_t count);

}  // namespace pivot
