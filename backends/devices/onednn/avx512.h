// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "devices/onednn/element.h"

// What the kernels in AVX-512 share. Where PIVOT_HAS_AVX512 is not defined there are none of them.
#if defined(__x86_64__) && defined(__GNUC__)
#include "devices/onednn/gelu_polynomial.h"

#include <immintrin.h>

#include <oneapi/dnnl/dnnl.hpp>
#define PIVOT_HAS_AVX512 1
// BF16 and VNNI are named for the intrinsics of the kernels that take them; the compiler makes no such
// instruction by itself.
#define PIVOT_AVX512 __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512bf16,avx512vnni")))
#define PIVOT_AVX512_LAMBDA PIVOT_AVX512 __attribute__((always_inline))
#define PIVOT_AVX512_INLINE PIVOT_AVX512_LAMBDA inline

namespace pivot::avx512 {

constexpr std::int64_t kLanes = 16;  ///< 32-bit words of a register

/// Whether this processor has all that `wanted` names, and DNNL_MAX_CPU_ISA allows it.
[[nodiscard]] inline bool has(dnnl::cpu_isa wanted) {
    const auto isa = static_cast<unsigned>(dnnl::get_effective_cpu_isa());
    return (isa & static_cast<unsigned>(wanted)) == static_cast<unsigned>(wanted);
}

/// Whether it has the instructions that kernels for values of `element` use.
[[nodiscard]] inline bool usableFor(Element element) {
    return has(element == Element::Bf16 ? dnnl::cpu_isa::avx512_core_bf16 : dnnl::cpu_isa::avx512_core);
}

/// Whether it has those that multiply them, and none that are faster: oneDNN multiplies in the tiles of AMX.
[[nodiscard]] inline bool multipliesBest(Element element) {
    if (element == Element::F32) {
        return usableFor(element);
    }
    return !has(dnnl::cpu_isa::avx512_core_amx) &&
           has(element == Element::U8 ? dnnl::cpu_isa::avx512_core_vnni : dnnl::cpu_isa::avx512_core_bf16);
}

[[nodiscard]] constexpr int vectorsFor(int words) {
    return static_cast<int>((words + kLanes - 1) / kLanes);
}

constexpr __mmask16 kAllLanes = 0xFFFF;

PIVOT_AVX512_INLINE __mmask16 firstLanes(std::int64_t count) {
    return count >= kLanes ? kAllLanes : static_cast<__mmask16>((1 << count) - 1);
}

/// The lanes of `mask` as float32, zero elsewhere.
PIVOT_AVX512_INLINE __m512 loadBf16(const void* values, __mmask16 mask) {
    const __m512i halves = _mm512_cvtepu16_epi32(_mm256_maskz_loadu_epi16(mask, values));
    return _mm512_castsi512_ps(_mm512_slli_epi32(halves, 16));
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
        _mm_mask_storeu_epi8(static_cast<std::uint8_t*>(out) + index, mask, _mm512_cvtepi32_epi8(code));
    }
}

/// GELU by `Polynomial`. NaN stays.
template <const auto& Polynomial>
PIVOT_AVX512_INLINE __m512 gelu(__m512 x) {
    const __m512 a = _mm512_min_ps(_mm512_set1_ps(Polynomial.end), _mm512_abs_ps(x));  // gives NaN for NaN
    const __m512 u = _mm512_fmadd_ps(a, _mm512_set1_ps(2.0F / Polynomial.end), _mm512_set1_ps(-1.0F));
    __m512 g = _mm512_set1_ps(Polynomial.coefficients.front());
    for (std::size_t i = 1; i < Polynomial.coefficients.size(); ++i) {
        g = _mm512_fmadd_ps(g, u, _mm512_set1_ps(Polynomial.coefficients[i]));
    }
    return _mm512_fnmadd_ps(a, g, _mm512_max_ps(_mm512_setzero_ps(), x));
}

}  // namespace pivot::avx512
#endif
