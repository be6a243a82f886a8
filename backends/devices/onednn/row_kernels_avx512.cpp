// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/onednn/row_kernels_avx512.h"

#include "devices/onednn/avx512.h"

#include <stdexcept>

namespace pivot {

#ifdef PIVOT_HAS_AVX512

namespace {

using namespace avx512;

template <Element E>
PIVOT_AVX512 void layerNorm(const float* in, std::int64_t rows, std::int64_t dim, std::int64_t stride,
                            const float* gamma, const float* beta, float eps, void* out) {
    const std::int64_t whole = dim / kLanes * kLanes;
    const __mmask16 rest = firstLanes(dim - whole);
    const float share = 1.0F / static_cast<float>(dim);
    for (std::int64_t row = 0; row < rows; ++row, in += stride) {
        // Two sums side by side: one would wait for itself.
        __m512 even = _mm512_maskz_loadu_ps(rest, in + whole), odd = _mm512_setzero_ps();
        std::int64_t i = 0;
        for (; i + 2 * kLanes <= whole; i += 2 * kLanes) {
            even = _mm512_add_ps(even, _mm512_loadu_ps(in + i));
            odd = _mm512_add_ps(odd, _mm512_loadu_ps(in + i + kLanes));
        }
        if (i < whole) {
            odd = _mm512_add_ps(odd, _mm512_loadu_ps(in + i));
        }
        const __m512 mean = _mm512_set1_ps(_mm512_reduce_add_ps(_mm512_add_ps(even, odd)) * share);
        even = _mm512_maskz_sub_ps(rest, _mm512_maskz_loadu_ps(rest, in + whole), mean);
        even = _mm512_mul_ps(even, even);
        odd = _mm512_setzero_ps();
        for (i = 0; i + 2 * kLanes <= whole; i += 2 * kLanes) {
            const __m512 a = _mm512_sub_ps(_mm512_loadu_ps(in + i), mean);
            const __m512 b = _mm512_sub_ps(_mm512_loadu_ps(in + i + kLanes), mean);
            even = _mm512_fmadd_ps(a, a, even);
            odd = _mm512_fmadd_ps(b, b, odd);
        }
        if (i < whole) {
            const __m512 a = _mm512_sub_ps(_mm512_loadu_ps(in + i), mean);
            odd = _mm512_fmadd_ps(a, a, odd);
        }
        const float variance = _mm512_reduce_add_ps(_mm512_add_ps(even, odd)) * share;
        const __m512 scale = _mm512_set1_ps(1.0F / __builtin_sqrtf(variance + eps));
        for (i = 0; i < dim; i += kLanes) {
            const __mmask16 mask = firstLanes(dim - i);
            const __m512 x = _mm512_mul_ps(_mm512_sub_ps(_mm512_maskz_loadu_ps(mask, in + i), mean), scale);
            store<E>(out, row * dim + i, mask,
                     _mm512_fmadd_ps(x, _mm512_maskz_loadu_ps(mask, gamma + i),
                                     _mm512_maskz_loadu_ps(mask, beta + i)));
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
        const __m512i halves = _mm512_cvtepu16_epi32(_mm256_maskz_loadu_epi16(mask, data + i));
        const __m512 x = _mm512_castsi512_ps(_mm512_slli_epi32(halves, 16));
        store<Element::Bf16>(data, i, mask, gelu<kGeluForBf16>(x));
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
