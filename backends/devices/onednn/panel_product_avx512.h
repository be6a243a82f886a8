// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "devices/onednn/element.h"
#include "devices/onednn/panel_product.h"

#include <cstdint>

namespace pivot {

// Products in AVX-512 on one thread: of float32, of bfloat16 (VDPBF16PS, sums in float32) and of codes with
// whole weights (VPDPBUSD, exact sums). Beside oneDNN's they fetch the weights of the next steps while they
// work, which is what few rows wait for, and take the activation with them.

/// Whether they are the best that this processor (and DNNL_MAX_CPU_ISA) has for rows of `in` values of
/// `from`, which have to fill whole words of 32 bits, and results in `to`.
[[nodiscard]] bool hasPanelProductsAvx512(Element from, Element to, std::int64_t in);

/// Bytes of the weights of `out` outputs of `in` values, packed.
[[nodiscard]] std::size_t panelBytesAvx512(Element element, std::int64_t in, std::int64_t out);
/// Rows [out, in] as panels of 64 outputs: [panel][word][output], a last one as wide as whole registers of
/// 16. F32 and Bf16 as they are; U8 takes whole numbers from -128 to 127. Throws std::logic_error where a row
/// is no whole number of words.
void packPanelsAvx512(const float* rows, Element element, std::int64_t in, std::int64_t out, void* panels);

/// c = after((a b + bias) * scales) for `rows` rows.
struct PanelProductAvx512 {
    Element from = Element::F32, to = Element::F32;  ///< of a and of c
    const void* a = nullptr;                         ///< [rows, in], dense
    std::int64_t rows = 0, in = 0, out = 0;
    const void* panels = nullptr;   ///< of [out, in]
    const float* bias = nullptr;    ///< [out], or null; from U8 in the unit of the sums
    const float* scales = nullptr;  ///< [out], or null
    After after = After::Nothing;   ///< AddToTarget: `to` is F32
    void* c = nullptr;              ///< [rows, out], dense; U8 is rounded half up into 0..255
};
/// Bytes that multiplyPanelsAvx512() wants beside, aligned to a register.
[[nodiscard]] std::size_t panelScratchBytesAvx512(std::int64_t rows);
void multiplyPanelsAvx512(const PanelProductAvx512& product, void* scratch);

}  // namespace pivot
