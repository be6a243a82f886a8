// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace pivot {

/// Whether products of bfloat16 are worth it on this processor (and with DNNL_MAX_CPU_ISA): in the tiles of
/// AMX, or by VDPBF16PS where that is not slower than float32's FMA. It is measured, once a process and in
/// less than a millisecond: on Intel's cores whose AMX a virtual machine hides it makes half as many products
/// a second, on AMD's twice as many.
[[nodiscard]] bool multipliesBf16Faster();

}  // namespace pivot
