// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/onednn/row_kernels_avx512.h"

#include "devices/onednn/avx512.h"

#include <algorithm>
#include <stdexcept>

namespace pivot {

#ifdef PIVOT_HAS_AVX512

namespace {

using namespace avx512;

/// Rows normalised side by side: the sums of one alone would wait for themselves.
constexpr int kNormRows = 2;

/// sums[r] = the sum of term(sum, x, r, lanes of x) over the `dim` values of rows[r].
template <class Term>
PIVOT_AVX512_INLINE void sumRows(const float* const (&rows)[kNormRows], std::int64_t dim, const Term& term,
                                 float (&sums)[kNormRows]) {
    const std::int64_t whole = dim / kLanes * kLanes;
    __m512 even[kNormRows], odd[kNormRows];
    for (int r = 0; r < kNormRows; ++r) {
        const __mmask16 rest = firstLanes(dim - whole);
        even[r] = term(_mm512_setzero_ps(), _mm512_maskz_loadu_ps(rest, rows[r] + whole), r, rest);
        odd[r] = _mm512_setzero_ps();
    }
    std::int64_t i = 0;
    for (; i + 2 * kLanes <= whole; i += 2 * kLanes) {
        for (int r = 0; r < kNormRows; ++r) {
            even[r] = term(even[r], _mm512_loadu_ps(rows[r] + i), r, kAllLanes);
            odd[r] = term(odd[r], _mm512_loadu_ps(rows[r] + i + kLanes), r, kAllLanes);
        }
    }
    for (int r = 0; r < kNormRows; ++r) {
        if (i < whole) {
            odd[r] = term(odd[r], _mm512_loadu_ps(rows[r] + i), r, kAllLanes);
        }
        sums[r] = _mm512_reduce_add_ps(_mm512_add_ps(even[r], odd[r]));
    }
}

template <Element E>
PIVOT_AVX512 void layerNorm(const float* in, std::int64_t rows, std::int64_t dim, std::int64_t stride,
                            const float* gamma, const float* beta, float eps, void* out) {
    const std::int64_t whole = dim / kLanes * kLanes;
    const float share = 1.0F / static_cast<float>(dim);
    for (std::int64_t row = 0; row < rows; row += kNormRows) {
        const float* own[kNormRows];
        std::int64_t place[kNormRows];
        for (int r = 0; r < kNormRows; ++r) {  // a last row more than once where they do not fill a pair
            const std::int64_t at = std::min(row + r, rows - 1);
            own[r] = in + at * stride;
            place[r] = at * dim;
        }
        float sums[kNormRows], squares[kNormRows];
        __m512 mean[kNormRows], scale[kNormRows];
        sumRows(
            own, dim,
            [&](__m512 sum, __m512 x, int, __mmask16) PIVOT_AVX512_LAMBDA { return _mm512_add_ps(sum, x); },
            sums);
        for (int r = 0; r < kNormRows; ++r) {
            mean[r] = _mm512_set1_ps(sums[r] * share);
        }
        sumRows(
            own, dim,
            [&](__m512 sum, __m512 x, int r, __mmask16 lanes) PIVOT_AVX512_LAMBDA {
                const __m512 distance = _mm512_maskz_sub_ps(lanes, x, mean[r]);
                return _mm512_fmadd_ps(distance, distance, sum);
            },
            squares);
        for (int r = 0; r < kNormRows; ++r) {
            scale[r] = _mm512_set1_ps(1.0F / __builtin_sqrtf(squares[r] * share + eps));
        }
        const auto put = [&](std::int64_t i, __mmask16 lanes) PIVOT_AVX512_LAMBDA {
            const __m512 factor = _mm512_maskz_loadu_ps(lanes, gamma + i),
                         shift = _mm512_maskz_loadu_ps(lanes, beta + i);
            for (int r = 0; r < kNormRows; ++r) {
                const __m512 distance = _mm512_sub_ps(_mm512_maskz_loadu_ps(lanes, own[r] + i), mean[r]);
                store<E>(out, place[r] + i, lanes,
                         _mm512_fmadd_ps(_mm512_mul_ps(distance, scale[r]), factor, shift));
            }
        };
        for (std::int64_t i = 0; i < whole; i += kLanes) {
            put(i, kAllLanes);
        }
        if (whole < dim) {
            put(whole, firstLanes(dim - whole));
        }
    }
}

}  // namespace

bool hasAvx512Rows(Element element) {
    return usableFor(element);
}

void layerNormAvx512(const float* in, std::int64_t rows, std::int64_t dim, std::int64_t stride,
                     const float* gamma, const float* beta, float eps, Element element, void* out) {
    switch (element) {
        case Element::F32:
            layerNorm<Element::F32>(in, rows, dim, stride, gamma, beta, eps, out);
            break;
        case Element::Bf16:
            layerNorm<Element::Bf16>(in, rows, dim, stride, gamma, beta, eps, out);
            break;
        case Element::U8:
            layerNorm<Element::U8>(in, rows, dim, stride, gamma, beta, eps, out);
            break;
    }
}

PIVOT_AVX512 void geluBf16Avx512(Bf16* data, std::int64_t count) {
    for (std::int64_t i = 0; i < count; i += kLanes) {
        const __mmask16 mask = firstLanes(count - i);
        store<Element::Bf16>(data, i, mask, gelu<kGeluForBf16>(loadBf16(data + i, mask)));
    }
}

#else

namespace {
constexpr const char* kNoKernels = "these row kernels are for x86-64 alone";
}

bool hasAvx512Rows(Element) {
    return false;
}

void layerNormAvx512(const float*, std::int64_t, std::int64_t, std::int64_t, const float*, const float*,
                     float, Element, void*) {
    throw std::logic_error(kNoKernels);
}

void geluBf16Avx512(Bf16*, std::int64_t) {
    throw std::logic_error(kNoKernels);
}

#endif

}  // namespace pivot
