// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "devices/onednn/element.h"

#include <cstdint>

namespace pivot {

/// What a product does with its result before it is stored. Gelu is the exact, erf form.
enum class After { Nothing, Gelu, Relu, AddToTarget };

// Products of float32 in AVX2 with FMA, on one thread, for processors without AVX-512, where oneDNN packs
// weights anew at every call and takes a fifth longer.

/// Whether this processor (and DNNL_MAX_CPU_ISA) is one that they are for.
[[nodiscard]] bool hasPanelProducts();

/// Outputs of a panel: four registers.
inline constexpr std::int64_t kPanelOutputs = 32;
/// Floats that `out` outputs of `in` values take in panels.
[[nodiscard]] constexpr std::int64_t panelValues(std::int64_t in, std::int64_t out) {
    return (out + kPanelOutputs - 1) / kPanelOutputs * kPanelOutputs * in;
}
/// Rows of `rows` [out, in], `stride` floats apart, as panels: [panel][in][kPanelOutputs], zero beyond the
/// last output. `panels` is aligned to a register.
void packPanels(const float* rows, std::int64_t stride, std::int64_t in, std::int64_t out, float* panels);
/// The same of [in, out]: columns become panels.
void packPanelColumns(const float* rows, std::int64_t stride, std::int64_t in, std::int64_t out,
                      float* panels);
/// One value of what packPanels() has written.
[[nodiscard]] constexpr std::int64_t panelIndex(std::int64_t in, std::int64_t output, std::int64_t input) {
    return (output / kPanelOutputs * in + input) * kPanelOutputs + output % kPanelOutputs;
}

/// c = after(a b + bias) for `rows` rows.
struct PanelProduct {
    const float* a = nullptr;  ///< [rows, in], `aStride` floats from one row to the next
    std::int64_t aStride = 0, rows = 0, in = 0, out = 0;
    const float* panels = nullptr;  ///< of [out, in]
    const float* bias = nullptr;    ///< [out], or null
    After after = After::Nothing;
    float* c = nullptr;  ///< [rows, out], `cStride` floats from one row to the next
    std::int64_t cStride = 0;
};
void multiplyPanels(const PanelProduct& product);

}  // namespace pivot
