// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace pivot {

/// Whether this processor (and DNNL_MAX_CPU_ISA) multiplies more values of bfloat16 a second than of float32:
/// in the tiles of AMX, or by VDPBF16PS. That one is measured, once a process and in less than a millisecond:
/// on Intel's cores whose AMX a virtual machine hides it is half as fast as float32's FMA, on AMD's twice.
[[nodiscard]] bool multipliesBf16Faster();

}  // namespace pivot
