// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "devices/onednn/avx512.h"

#ifdef PIVOT_HAS_AVX512
#include <cstddef>
#include <type_traits>

// The innermost products of the kernels in AVX-512. They step through 32-bit words: one float32, two
// neighbours in bfloat16, or four codes against four whole weights.
namespace pivot::avx512 {

struct F32Numbers {
    static constexpr int kEachWord = 1;
    PIVOT_AVX512_INLINE static __m512 multiplyAdd(__m512 sum, __m512 a, __m512 b) {
        return _mm512_fmadd_ps(a, b, sum);
    }
};

/// Sums are float32.
struct Bf16Numbers {
    static constexpr int kEachWord = 2;
    PIVOT_AVX512_INLINE static __m512 multiplyAdd(__m512 sum, __m512 a, __m512 b) {
        return _mm512_dpbf16_ps(sum, (__m512bh)a, (__m512bh)b);
    }
};

/// Unsigned bytes times signed ones; the lanes of a sum hold whole numbers of 32 bits.
struct ByteNumbers {
    static constexpr int kEachWord = 4;
    PIVOT_AVX512_INLINE static __m512 multiplyAdd(__m512 sum, __m512 a, __m512 b) {
        return _mm512_castsi512_ps(
            _mm512_dpbusd_epi32(_mm512_castps_si512(sum), _mm512_castps_si512(a), _mm512_castps_si512(b)));
    }
};

constexpr int kTileRows = 6;  ///< with 4 registers of columns: 24 sums, 4 + 1 operands of the 32 registers
constexpr int kTileVectors = 4;

/// What a tile asks the caches for while it works: `count` lines from `next` on, `each` of them every kSteps
/// steps. At the end of a tile all at once, they cost as much as they spare.
struct Ahead {
    static constexpr int kSteps = 4;
    const float* next = nullptr;
    std::int64_t count = 0, each = 1;
};

/// Where the sums of a tile come from: nothing, or what is there already.
enum class Sums { Fresh, Continued };

/// The distance of two rows of a tile where it is always the same: then no registers hold their addresses.
template <std::int64_t Lanes>
using Fixed = std::integral_constant<std::int64_t, Lanes>;

/// c[Rows][V registers] = sum over `steps` words of a row of `a` times a line of `b` (V registers), added to
/// what is there where `from` is Continued. `Stride` is Fixed or a number.
// Unrolled by name: where GCC unrolls these loops late, the sums go through memory before and after the
// steps.
template <class Numbers, int Rows, int V, class Stride>
PIVOT_AVX512 void tile(const std::byte* a, std::int64_t aStrideBytes, const float* b, std::int64_t steps,
                       Sums from, float* c, Stride cStride, const Ahead& ahead) {
    __m512 sums[Rows][V];
#pragma GCC unroll 6
    for (int r = 0; r < Rows; ++r) {
#pragma GCC unroll 4
        for (int v = 0; v < V; ++v) {
            sums[r][v] =
                from == Sums::Fresh ? _mm512_setzero_ps() : _mm512_load_ps(c + r * cStride + v * kLanes);
        }
    }
    std::int64_t step = 0;
    const auto advance = [&]() PIVOT_AVX512_LAMBDA {
        __m512 right[V];
#pragma GCC unroll 4
        for (int v = 0; v < V; ++v) {
            right[v] = _mm512_load_ps(b + v * kLanes);
        }
#pragma GCC unroll 6
        for (int r = 0; r < Rows; ++r) {
            const std::byte* word = a + r * aStrideBytes + 4 * step;
            const __m512 left =
                _mm512_castsi512_ps(_mm512_set1_epi32(*reinterpret_cast<const std::int32_t*>(word)));
#pragma GCC unroll 4
            for (int v = 0; v < V; ++v) {
                sums[r][v] = Numbers::multiplyAdd(sums[r][v], left, right[v]);
            }
        }
        b += V * kLanes;
    };
    const float* line = ahead.next;
    for (const float* const end = line + ahead.count * kLanes; line < end && step + Ahead::kSteps <= steps;) {
        for (std::int64_t i = 0; i < ahead.each; ++i, line += kLanes) {  // a few too many do no harm
            _mm_prefetch(reinterpret_cast<const char*>(line), _MM_HINT_T1);
        }
#pragma GCC unroll 4
        for (int i = 0; i < Ahead::kSteps; ++i, ++step) {
            advance();
        }
    }
    for (; step < steps; ++step) {
        advance();
    }
#pragma GCC unroll 6
    for (int r = 0; r < Rows; ++r) {
#pragma GCC unroll 4
        for (int v = 0; v < V; ++v) {
            _mm512_store_ps(c + r * cStride + v * kLanes, sums[r][v]);
        }
    }
}

/// tile() of 1 to `Rows` rows.
template <class Numbers, int V, int Rows = kTileRows, class Stride>
PIVOT_AVX512 void tileOf(std::int64_t rows, const std::byte* a, std::int64_t aStrideBytes, const float* b,
                         std::int64_t steps, Sums from, float* c, Stride cStride, const Ahead& ahead = {}) {
    if constexpr (Rows > 1) {
        if (rows < Rows) {
            tileOf<Numbers, V, Rows - 1>(rows, a, aStrideBytes, b, steps, from, c, cStride, ahead);
            return;
        }
    }
    tile<Numbers, Rows, V>(a, aStrideBytes, b, steps, from, c, cStride, ahead);
}

/// The same with the number of registers known at run time only.
template <class Numbers, class Stride>
PIVOT_AVX512 void tileOf(int vectors, std::int64_t rows, const std::byte* a, std::int64_t aStrideBytes,
                         const float* b, std::int64_t steps, Sums from, float* c, Stride cStride,
                         const Ahead& ahead = {}) {
    switch (vectors) {
        case 1:
            tileOf<Numbers, 1>(rows, a, aStrideBytes, b, steps, from, c, cStride, ahead);
            break;
        case 2:
            tileOf<Numbers, 2>(rows, a, aStrideBytes, b, steps, from, c, cStride, ahead);
            break;
        case 3:
            tileOf<Numbers, 3>(rows, a, aStrideBytes, b, steps, from, c, cStride, ahead);
            break;
        default:
            tileOf<Numbers, kTileVectors>(rows, a, aStrideBytes, b, steps, from, c, cStride, ahead);
    }
}

}  // namespace pivot::avx512
#endif
