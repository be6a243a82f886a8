// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/onednn/attention_kernel_avx2.h"

#include "devices/onednn/avx2.h"
#include "devices/onednn/panel_product.h"
#include "devices/onednn/row_kernels.h"

#include <algorithm>
#include <limits>
#include <stdexcept>

namespace pivot {

#ifdef PIVOT_HAS_AVX2

namespace {

using namespace avx2;

constexpr int kPanelRows = 24;  ///< whose scores are made at once: 20 KB at 197 tokens

constexpr std::int64_t wholeRegisters(std::int64_t values) {
    return (values + kLanes - 1) / kLanes * kLanes;
}

PIVOT_AVX2_INLINE float sumOf(__m256 x) {
    __m128 sum = _mm_add_ps(_mm256_castps256_ps128(x), _mm256_extractf128_ps(x, 1));
    sum = _mm_add_ps(sum, _mm_movehl_ps(sum, sum));
    return _mm_cvtss_f32(_mm_add_ss(sum, _mm_movehdup_ps(sum)));
}

PIVOT_AVX2_INLINE float largestOf(__m256 x) {
    __m128 most = _mm_max_ps(_mm256_castps256_ps128(x), _mm256_extractf128_ps(x, 1));
    most = _mm_max_ps(most, _mm_movehl_ps(most, most));
    return _mm_cvtss_f32(_mm_max_ss(most, _mm_movehdup_ps(most)));
}

/// e^(score - largest) of a row in place; returns the sum. The row has room for whole registers, and what is
/// beyond `columns` becomes zero. A NaN makes the sum NaN, so that no poisoned row looks sound.
PIVOT_AVX2 float exponentials(float* row, std::int64_t columns) {
    std::fill(row + columns, row + wholeRegisters(columns), -std::numeric_limits<float>::infinity());
    __m256 most = _mm256_loadu_ps(row);
    for (std::int64_t i = kLanes; i < columns; i += kLanes) {
        most = _mm256_max_ps(_mm256_loadu_ps(row + i), most);
    }
    const __m256 largest = _mm256_set1_ps(largestOf(most));
    __m256 sum = _mm256_setzero_ps();
    for (std::int64_t i = 0; i < columns; i += kLanes) {
        const __m256 distance = _mm256_sub_ps(_mm256_loadu_ps(row + i), largest);
        __m256 value = expOfNegative(distance);
        // Beyond the end is nothing, and not the least that the exponential gives.
        value = _mm256_andnot_ps(
            _mm256_cmp_ps(distance, _mm256_set1_ps(-std::numeric_limits<float>::infinity()), _CMP_EQ_OQ),
            value);
        _mm256_storeu_ps(row + i, value);
        sum = _mm256_add_ps(sum, value);
    }
    return sumOf(sum);
}

PIVOT_AVX2 void storeScaled(const float* values, std::int64_t columns, float scale, float* out) {
    std::int64_t i = 0;
    for (; i + kLanes <= columns; i += kLanes) {
        _mm256_storeu_ps(out + i, _mm256_mul_ps(_mm256_loadu_ps(values + i), _mm256_set1_ps(scale)));
    }
    for (; i < columns; ++i) {
        out[i] = values[i] * scale;
    }
}

Buffer floats(std::int64_t count) {
    return Buffer(static_cast<std::size_t>(count) * sizeof(float));
}

}  // namespace

bool AttentionKernelAvx2::usable(const AttentionKernel::Shape& shape) {
    return shape.element == Element::F32 && hasPanelProducts();
}

AttentionKernelAvx2::AttentionKernelAvx2(const AttentionKernel::Shape& shape)
    : m_shape(shape),
      m_keys(floats(panelValues(shape.headDim, shape.tokens))),
      m_values(floats(panelValues(shape.tokens, shape.headDim))),
      m_scores(floats(kPanelRows * wholeRegisters(shape.tokens))),
      m_sums(floats(std::int64_t{kPanelRows} * shape.headDim)) {}

void AttentionKernelAvx2::run(const AttentionKernel::Rows& rows, int queries, const ContextRows& context,
                              float* map) {
    const int tokens = m_shape.tokens, columns = m_shape.headDim;
    const std::int64_t scoreStride = wholeRegisters(tokens);
    packPanels(static_cast<const float*>(rows.key), rows.stride, columns, tokens, m_keys.as<float>());
    packPanelColumns(static_cast<const float*>(rows.value), rows.stride, tokens, columns,
                     m_values.as<float>());
    for (int top = 0; top < queries; top += kPanelRows) {
        const int count = std::min(kPanelRows, queries - top);
        float* scores = m_scores.as<float>();
        multiplyPanels({.a = static_cast<const float*>(rows.query) + top * rows.stride,
                        .aStride = rows.stride,
                        .rows = count,
                        .in = columns,
                        .out = tokens,
                        .panels = m_keys.as<float>(),
                        .c = scores,
                        .cStride = scoreStride});
        float scales[kPanelRows];
        for (int r = 0; r < count; ++r) {
            float* row = scores + r * scoreStride;
            scales[r] = 1.0F / exponentials(row, tokens);
            if (map != nullptr) {
                storeScaled(row, tokens, scales[r], map + std::int64_t{top + r} * tokens);
            }
        }
        float* sums = m_sums.as<float>();
        multiplyPanels({.a = scores,
                        .aStride = scoreStride,
                        .rows = count,
                        .in = tokens,
                        .out = columns,
                        .panels = m_values.as<float>(),
                        .c = sums,
                        .cStride = columns});
        for (int r = 0; r < count; ++r) {
            float* row = sums + std::int64_t{r} * columns;
            void* target = context.at(top + r, 0).first;
            if (context.element == Element::U8) {
                storeScaled(row, columns, scales[r], row);
                encodeRow(row, Element::F32, columns, context.code.scale, context.code.zero,
                          static_cast<std::uint8_t*>(target));
            } else {
                storeScaled(row, columns, scales[r], static_cast<float*>(target));
            }
        }
    }
}

#else

bool AttentionKernelAvx2::usable(const AttentionKernel::Shape&) {
    return false;
}

AttentionKernelAvx2::AttentionKernelAvx2(const AttentionKernel::Shape&) {
    throw std::logic_error("this attention kernel is for x86-64 alone");
}

void AttentionKernelAvx2::run(const AttentionKernel::Rows&, int, const ContextRows&, float*) {}

#endif

}  // namespace pivot
