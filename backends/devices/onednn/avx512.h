// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "devices/onednn/element.h"

// What the kernels in AVX-512 share. Where PIVOT_HAS_AVX512 is not defined there are none of them.
#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>

#include <oneapi/dnnl/dnnl.hpp>
#define PIVOT_HAS_AVX512 1
// BF16 is named for the intrinsics of the bfloat16 kernels; the compiler makes no such instruction by itself.
#define PIVOT_AVX512 __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512bf16")))
#define PIVOT_AVX512_INLINE PIVOT_AVX512 __attribute__((always_inline)) inline

namespace pivot::avx512 {

constexpr int kLanes = 16;  ///< 32-bit words of a register

/// Whether this processor (and DNNL_MAX_CPU_ISA) has the instructions that kernels for `element` use.
[[nodiscard]] inline bool usableFor(Element element) {
    const auto isa = static_cast<unsigned>(dnnl::get_effective_cpu_isa());
    const auto wanted = static_cast<unsigned>(element == Element::Bf16 ? dnnl::cpu_isa::avx512_core_bf16
                                                                       : dnnl::cpu_isa::avx512_core);
    return (isa & wanted) == wanted;
}

[[nodiscard]] constexpr int vectorsFor(int words) {
    return (words + kLanes - 1) / kLanes;
}

PIVOT_AVX512_INLINE __mmask16 firstLanes(std::int64_t count) {
    return static_cast<__mmask16>(count >= kLanes ? 0xFFFF : (1 << count) - 1);
}

/// Stores the lanes of `mask`; as U8 they are codes already, rounded half up into 0..255, and a NaN becomes
/// 0.
template <Element E>
PIVOT_AVX512_INLINE void store(void* out, std::int64_t index, __mmask16 mask, __m512 x) {
    if constexpr (E == Element::F32) {
        _mm512_mask_storeu_ps(static_cast<float*>(out) + index, mask, x);
    } else if constexpr (E == Element::Bf16) {
        _mm256_mask_storeu_epi16(static_cast<Bf16*>(out) + index, mask, (__m256i)_mm512_cvtneps_pbh(x));
    } else {
        const __m512 least = _mm512_max_ps(x, _mm512_setzero_ps());  // gives the second operand for a NaN
        const __m512 bounded = _mm512_min_ps(least, _mm512_set1_ps(255.0F));
        const __m512i code = _mm512_cvttps_epi32(_mm512_add_ps(bounded, _mm512_set1_ps(0.5F)));
        _mm512_mask_cvtepi32_storeu_epi8(static_cast<std::uint8_t*>(out) + index, mask, code);
    }
}

}  // namespace pivot::avx512
#endif
