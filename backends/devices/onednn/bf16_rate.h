// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace pivot {

/// Whether this processor (and DNNL_MAX_CPU_ISA) has VDPBF16PS, and it makes no fewer products a second than
/// float32's FMA. It is measured, once a process and in less than a millisecond: on Intel's cores it makes
/// half as many, on AMD's twice as many.
[[nodiscard]] bool vectorsMultiplyBf16Faster();

/// Whether products of bfloat16 are worth it: so, or in the tiles of AMX, which a virtual machine may hide.
[[nodiscard]] bool multipliesBf16Faster();

}  // namespace pivot
