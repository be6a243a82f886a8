// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What the kernels in AVX2 share. Where PIVOT_HAS_AVX2 is not defined there are none of them.
#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>

#include <cstdint>
#include <oneapi/dnnl/dnnl.hpp>
#define PIVOT_HAS_AVX2 1
#define PIVOT_AVX2 __attribute__((target("avx2,fma")))
#define PIVOT_AVX2_INLINE PIVOT_AVX2 __attribute__((always_inline)) inline

namespace pivot::avx2 {

constexpr std::int64_t kLanes = 8;  ///< float32 of a register

/// Whether AVX2 is the best that this processor (and DNNL_MAX_CPU_ISA) has: with AVX-512 oneDNN's own
/// products are hard to beat.
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

/// The exact GELU, x (1 + erf(x / sqrt 2)) / 2, to 4e-7. With a = |x| it is max(x, 0) - a g(a), where
/// g(a) = erfc(a / sqrt 2) / 2; g is a polynomial in u = 2 a / 5.3 - 1, fitted by least squares whose weights
/// follow the error (Lawson), and a g(a) has sunk to 3e-7 where it ends. No division, and half the
/// instructions of a formula with an exponential. NaN stays.
PIVOT_AVX2_INLINE __m256 gelu(__m256 x) {
    constexpr float kEnd = 5.3F;
    const __m256 a = _mm256_min_ps(_mm256_set1_ps(kEnd), _mm256_andnot_ps(_mm256_set1_ps(-0.0F), x));
    const __m256 u = _mm256_fmadd_ps(a, _mm256_set1_ps(2.0F / kEnd), _mm256_set1_ps(-1.0F));
    __m256 g = _mm256_set1_ps(-0.00417017005F);
    for (const float coefficient :
         {0.00576131511F, 0.0195413381F, -0.0388954245F, -0.0218847897F, 0.105399549F, -0.0595068596F,
          -0.108185783F, 0.202450424F, -0.0898931921F, -0.132365793F, 0.260947734F, -0.222494841F,
          0.110839732F, -0.0315677896F, 0.00402460014F}) {
        g = _mm256_fmadd_ps(g, u, _mm256_set1_ps(coefficient));
    }
    return _mm256_fnmadd_ps(a, g, _mm256_max_ps(_mm256_setzero_ps(), x));
}

}  // namespace pivot::avx2
#endif
