// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What the kernels in AVX2 share. Where PIVOT_HAS_AVX2 is not defined there are none of them.
#if defined(__x86_64__) && defined(__GNUC__)
#include "devices/onednn/gelu_polynomial.h"

#include <immintrin.h>

#include <cstdint>
#include <oneapi/dnnl/dnnl.hpp>
#define PIVOT_HAS_AVX2 1
#define PIVOT_AVX2 __attribute__((target("avx2,fma")))
#define PIVOT_AVX2_INLINE PIVOT_AVX2 __attribute__((always_inline)) inline

namespace pivot::avx2 {

constexpr std::int64_t kLanes = 8;  ///< float32 of a register

/// Whether AVX2 is the best that this processor (and DNNL_MAX_CPU_ISA) has.
[[nodiscard]] inline bool isBest() {
    const auto has = [isa = static_cast<unsigned>(dnnl::get_effective_cpu_isa())](dnnl::cpu_isa wanted) {
        return (isa & static_cast<unsigned>(wanted)) == static_cast<unsigned>(wanted);
    };
    return has(dnnl::cpu_isa::avx2) && !has(dnnl::cpu_isa::avx512_core) && __builtin_cpu_supports("fma") > 0;
}

/// e^x for x <= 0 with a relative error below 2e-7: see expOfNegative() of the row kernels. NaN stays.
PIVOT_AVX2_INLINE __m256 expOfNegative(__m256 x) {
    const __m256 bounded = _mm256_max_ps(_mm256_set1_ps(-87.0F), x);  // gives the second operand for a NaN
    const __m256 n = _mm256_round_ps(_mm256_mul_ps(bounded, _mm256_set1_ps(1.44269504F)),
                                     _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
    __m256 r = _mm256_fnmadd_ps(n, _mm256_set1_ps(0.693359375F), bounded);
    r = _mm256_fnmadd_ps(n, _mm256_set1_ps(-2.12194440e-4F), r);
    __m256 p = _mm256_set1_ps(1.9875691500e-4F);
    for (const float coefficient :
         {1.3981999507e-3F, 8.3334519073e-3F, 4.1665795894e-2F, 1.6666665459e-1F, 5.0000001201e-1F}) {
        p = _mm256_fmadd_ps(p, r, _mm256_set1_ps(coefficient));
    }
    p = _mm256_fmadd_ps(_mm256_mul_ps(p, r), r, _mm256_add_ps(r, _mm256_set1_ps(1.0F)));
    constexpr int kExponentBias = 127, kMantissaBits = 23;
    const __m256i power = _mm256_slli_epi32(
        _mm256_add_epi32(_mm256_cvtps_epi32(n), _mm256_set1_epi32(kExponentBias)), kMantissaBits);
    return _mm256_mul_ps(p, _mm256_castsi256_ps(power));
}

/// GELU by its polynomial. NaN stays.
PIVOT_AVX2_INLINE __m256 gelu(__m256 x) {
    const __m256 a = _mm256_min_ps(_mm256_set1_ps(kGelu.end), _mm256_andnot_ps(_mm256_set1_ps(-0.0F), x));
    const __m256 u = _mm256_fmadd_ps(a, _mm256_set1_ps(2.0F / kGelu.end), _mm256_set1_ps(-1.0F));
    __m256 g = _mm256_set1_ps(kGelu.coefficients.front());
    for (std::size_t i = 1; i < kGelu.coefficients.size(); ++i) {
        g = _mm256_fmadd_ps(g, u, _mm256_set1_ps(kGelu.coefficients[i]));
    }
    return _mm256_fnmadd_ps(a, g, _mm256_max_ps(_mm256_setzero_ps(), x));
}

}  // namespace pivot::avx2
#endif
