// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/onednn/attention_kernel.h"

#include "devices/onednn/avx512_tile.h"

#include <algorithm>
#include <limits>
#include <numbers>
#include <stdexcept>

namespace pivot {

#ifdef PIVOT_HAS_AVX512

namespace {

using namespace avx512;

constexpr int kPanelRows = 4 * kTileRows;  ///< whose scores are made at once: 20 KB at 197 tokens

/// Columns are worked in slabs of at most kTileVectors registers, as even as can be: a narrow one would wait
/// for its own sums. The width of the slab that starts at `first`.
constexpr int slabWidth(int vectors, int first) {
    const int left = vectors - first, slabs = (left + kTileVectors - 1) / kTileVectors;
    return (left + slabs - 1) / slabs;
}

/// c = a b for `count` rows of a; `b` is packed in slabs.
template <class Numbers>
PIVOT_AVX512 void multiply(const std::byte* a, std::int64_t aStrideBytes, int count, std::int64_t steps,
                           const float* b, int vectors, float* c, std::int64_t cStride) {
    for (int first = 0, width = 0; first < vectors; first += width, b += width * kLanes * steps) {
        width = slabWidth(vectors, first);
        for (int top = 0; top < count; top += kTileRows) {
            tileOf<Numbers>(width, std::min(kTileRows, count - top), a + top * aStrideBytes, aStrideBytes, b,
                            steps, Sums::Fresh, c + top * cStride + first * kLanes, cStride);
        }
    }
}

/// Transposes 16 x 16 words.
PIVOT_AVX512_INLINE void transpose(__m512i (&m)[kLanes]) {
    __m512i t[kLanes];
    for (int i = 0; i < kLanes; i += 2) {
        t[i] = _mm512_unpacklo_epi32(m[i], m[i + 1]);
        t[i + 1] = _mm512_unpackhi_epi32(m[i], m[i + 1]);
    }
    for (int i = 0; i < kLanes; i += 4) {
        m[i] = _mm512_unpacklo_epi64(t[i], t[i + 2]);
        m[i + 1] = _mm512_unpackhi_epi64(t[i], t[i + 2]);
        m[i + 2] = _mm512_unpacklo_epi64(t[i + 1], t[i + 3]);
        m[i + 3] = _mm512_unpackhi_epi64(t[i + 1], t[i + 3]);
    }
    for (int half = 0; half < kLanes; half += 8) {
        for (int i = half; i < half + 4; ++i) {
            t[i] = _mm512_shuffle_i32x4(m[i], m[i + 4], 0x88);
            t[i + 4] = _mm512_shuffle_i32x4(m[i], m[i + 4], 0xDD);
        }
    }
    for (int i = 0; i < 8; ++i) {
        m[i] = _mm512_shuffle_i32x4(t[i], t[i + 8], 0x88);
        m[i + 8] = _mm512_shuffle_i32x4(t[i], t[i + 8], 0xDD);
    }
}

/// The 16 words from word `word` of a row on, the lanes of `mask` of them, as `Numbers` are multiplied.
template <class Numbers, Element From>
PIVOT_AVX512_INLINE __m512 loadWords(const std::byte* row, int word, __mmask16 mask) {
    if constexpr (From == Element::Bf16 && Numbers::kEachWord == 1) {
        return loadBf16(row + 2 * word, mask);
    } else {
        return _mm512_maskz_loadu_ps(mask, row + 4 * word);
    }
}

/// Keys as the right side of q k^T: out[slab][word of a row][token of the slab], zero beyond the last token.
template <class Numbers, Element From>
PIVOT_AVX512 void packTransposed(const std::byte* rows, std::int64_t strideBytes, int tokens, int words,
                                 float* out) {
    const int vectors = vectorsFor(tokens);
    for (int first = 0, width = 0; first < vectors; first += width) {
        width = slabWidth(vectors, first);
        for (int v = 0; v < width; ++v) {
            const int top = (first + v) * kLanes;
            for (int left = 0; left < words; left += kLanes) {
                const __mmask16 mask = firstLanes(words - left);
                __m512i block[kLanes];
                for (int i = 0; i < kLanes; ++i) {
                    block[i] = top + i < tokens ? _mm512_castps_si512(loadWords<Numbers, From>(
                                                      rows + (top + i) * strideBytes, left, mask))
                                                : _mm512_setzero_si512();
                }
                transpose(block);
                for (int i = 0; i < std::min<std::int64_t>(kLanes, words - left); ++i) {
                    _mm512_store_si512(out + (std::int64_t{left + i} * width + v) * kLanes, block[i]);
                }
            }
        }
        out += std::int64_t{width} * words * kLanes;
    }
}

/// Values as the right side of p v: out[slab][token or pair of tokens][column of the slab]; an odd last token
/// has a zero beside it.
template <class Numbers, Element From>
PIVOT_AVX512 void packPairs(const std::byte* rows, std::int64_t strideBytes, int tokens, int columns,
                            float* out) {
    const int vectors = vectorsFor(columns);
    const __m256i nothing = _mm256_setzero_si256();
    for (int first = 0, width = 0; first < vectors; first += width) {
        width = slabWidth(vectors, first);
        for (int token = 0; token < tokens; token += Numbers::kEachWord) {
            const std::byte* row = rows + token * strideBytes;
            for (int v = 0; v < width; ++v, out += kLanes) {
                const int column = (first + v) * kLanes;
                const __mmask16 mask = firstLanes(columns - column);
                if constexpr (Numbers::kEachWord == 1) {
                    _mm512_store_ps(out, loadWords<Numbers, From>(row, column, mask));
                } else {
                    const __m256i even = _mm256_maskz_loadu_epi16(mask, row + 2 * column);
                    const __m256i odd = token + 1 < tokens
                                            ? _mm256_maskz_loadu_epi16(mask, row + strideBytes + 2 * column)
                                            : nothing;
                    _mm512_store_si512(out,
                                       _mm512_or_si512(_mm512_cvtepu16_epi32(even),
                                                       _mm512_slli_epi32(_mm512_cvtepu16_epi32(odd), 16)));
                }
            }
        }
    }
}

/// `count` rows as float32, `columns` rounded up to registers from one to the next.
template <class Numbers, Element From>
PIVOT_AVX512 void widenRows(const std::byte* rows, std::int64_t strideBytes, int count, int columns,
                            float* out) {
    for (int r = 0; r < count; ++r, rows += strideBytes) {
        for (int column = 0; column < columns; column += kLanes, out += kLanes) {
            _mm512_store_ps(out, loadWords<Numbers, From>(rows, column, firstLanes(columns - column)));
        }
    }
}

/// 2^x for x <= 0 with a relative error below 2e-7: 2^floor(x) by the exponent, the rest by a polynomial of
/// degree 5 on [0, 1) (least squares whose weights follow the relative error). NaN stays.
PIVOT_AVX512_INLINE __m512 powerOfTwo(__m512 x) {
    constexpr float kLeast = -126.0F;  // the smallest normal number; max gives the second operand for a NaN
    constexpr int kAboveFloor = _MM_FROUND_TO_NEG_INF;
    const __m512 bounded = _mm512_max_ps(_mm512_set1_ps(kLeast), x);
    const __m512 r = _mm512_reduce_ps(bounded, kAboveFloor);
    __m512 p = _mm512_set1_ps(0.00187757658F);
    for (const float coefficient : {0.00898934063F, 0.0558263175F, 0.240153611F, 0.693153083F, 0.99999994F}) {
        p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(coefficient));
    }
    return _mm512_scalef_ps(p, bounded);  // takes the floor itself
}

/// e^(score - largest) of a row, zero beyond its end: in place where `keep`, and as `Numbers` in
/// `probabilities` (the same place for float32). Returns the sum.
template <class Numbers>
PIVOT_AVX512_INLINE float exponentials(float* scores, int columns, bool keep, void* probabilities) {
    const int vectors = vectorsFor(columns);
    const __mmask16 last = firstLanes(columns - (vectors - 1) * kLanes);
    const __m512 least = _mm512_set1_ps(-std::numeric_limits<float>::infinity());
    __m512 most = _mm512_mask_loadu_ps(least, last, scores + (vectors - 1) * kLanes);
    most = _mm512_max_ps(most, least);  // a NaN there is not the largest: it shows in the sum
    for (int v = 0; v + 1 < vectors; ++v) {
        most = _mm512_max_ps(_mm512_load_ps(scores + v * kLanes), most);
    }
    const __m512 largest = _mm512_set1_ps(_mm512_reduce_max_ps(most));
    const __m512 perUnit = _mm512_set1_ps(std::numbers::log2e_v<float>);
    __m512 sum = _mm512_setzero_ps();
    for (int v = 0; v < vectors; ++v) {
        __m512 e =
            powerOfTwo(_mm512_mul_ps(_mm512_sub_ps(_mm512_load_ps(scores + v * kLanes), largest), perUnit));
        if (v + 1 == vectors) {
            e = _mm512_maskz_mov_ps(last, e);
        }
        sum = _mm512_add_ps(sum, e);
        if (Numbers::kEachWord == 1 || keep) {
            _mm512_store_ps(scores + v * kLanes, e);
        }
        if constexpr (Numbers::kEachWord == 2) {
            _mm256_store_si256(static_cast<__m256i*>(probabilities) + v, (__m256i)_mm512_cvtneps_pbh(e));
        }
    }
    return _mm512_reduce_add_ps(sum);
}

/// Row `row` of the context = values * scale, or codes of it.
template <Element E>
PIVOT_AVX512_INLINE void storeRowIn(const float* values, int columns, float scale, const ContextRows& context,
                                    std::int64_t row) {
    const __m512 factor = _mm512_set1_ps(E == Element::U8 ? scale / context.code.scale : scale);
    const __m512 zero = _mm512_set1_ps(E == Element::U8 ? static_cast<float>(context.code.zero) : 0.0F);
    for (int column = 0; column < columns; column += kLanes) {
        store<E>(context.first, row * context.stride + column, firstLanes(columns - column),
                 _mm512_fmadd_ps(_mm512_load_ps(values + column), factor, zero));
    }
}

PIVOT_AVX512_INLINE void storeRow(const float* values, int columns, float scale, const ContextRows& context,
                                  std::int64_t row) {
    switch (context.element) {
        case Element::F32:
            storeRowIn<Element::F32>(values, columns, scale, context, row);
            break;
        case Element::Bf16:
            storeRowIn<Element::Bf16>(values, columns, scale, context, row);
            break;
        case Element::U8:
            storeRowIn<Element::U8>(values, columns, scale, context, row);
            break;
    }
}

PIVOT_AVX512_INLINE void storeMap(const float* exponentials, int columns, float scale, float* map) {
    for (int column = 0; column < columns; column += kLanes) {
        _mm512_mask_storeu_ps(map + column, firstLanes(columns - column),
                              _mm512_mul_ps(_mm512_load_ps(exponentials + column), _mm512_set1_ps(scale)));
    }
}

}  // namespace

bool AttentionKernel::usable(const Shape& shape) {
    return usableFor(shape.element) && (shape.element == Element::F32 || shape.headDim % 2 == 0);
}

AttentionKernel::AttentionKernel(const Shape& shape) : m_shape(shape) {
    const auto lines = [](std::int64_t words) { return static_cast<std::size_t>(words) * 4; };
    const std::int64_t tokens = vectorsFor(shape.tokens) * kLanes,
                       columns = vectorsFor(shape.headDim) * kLanes;
    if (shape.widens) {
        m_queries = Buffer(lines(kPanelRows * columns));
    }
    m_keys = Buffer(lines(tokens * shape.headDim));
    m_values = Buffer(lines(tokens * columns));
    m_scores = Buffer(lines(kPanelRows * tokens));
    m_probabilities = Buffer(lines(kPanelRows * tokens) / 2);
    m_sums = Buffer(lines(kPanelRows * columns));
}

template <class Numbers, Element From>
PIVOT_AVX512 void AttentionKernel::runIn(const Rows& rows, int queries, const ContextRows& context,
                                         float* map) {
    constexpr bool kWidens = From == Element::Bf16 && Numbers::kEachWord == 1;
    const std::int64_t strideBytes = rows.stride * static_cast<std::int64_t>(bytesOf(m_shape.element));
    const int tokens = m_shape.tokens, columns = m_shape.headDim;
    const int scoreVectors = vectorsFor(tokens), columnVectors = vectorsFor(columns);
    const std::int64_t scoreStride = scoreVectors * kLanes, sumStride = columnVectors * kLanes;
    const int words = columns / Numbers::kEachWord;
    const int pairs = (tokens + Numbers::kEachWord - 1) / Numbers::kEachWord;
    auto* keys = m_keys.as<float>();
    auto* values = m_values.as<float>();
    auto* scores = m_scores.as<float>();
    auto* sums = m_sums.as<float>();
    constexpr bool inPlace = Numbers::kEachWord == 1;
    auto* probabilities = inPlace ? m_scores.as<std::byte>() : m_probabilities.as<std::byte>();
    const std::int64_t probabilityBytes = scoreStride * 4 / Numbers::kEachWord;
    packTransposed<Numbers, From>(static_cast<const std::byte*>(rows.key), strideBytes, tokens, words, keys);
    packPairs<Numbers, From>(static_cast<const std::byte*>(rows.value), strideBytes, tokens, columns, values);
    for (int top = 0; top < queries; top += kPanelRows) {
        const int count = std::min(kPanelRows, queries - top);
        const std::byte* query = static_cast<const std::byte*>(rows.query) + top * strideBytes;
        std::int64_t queryBytes = strideBytes;
        if constexpr (kWidens) {
            widenRows<Numbers, From>(query, strideBytes, count, columns, m_queries.as<float>());
            query = m_queries.as<std::byte>();
            queryBytes = sumStride * 4;
        }
        multiply<Numbers>(query, queryBytes, count, words, keys, scoreVectors, scores, scoreStride);
        float scales[kPanelRows];
        for (int r = 0; r < count; ++r) {
            float* row = scores + r * scoreStride;
            scales[r] = 1.0F / exponentials<Numbers>(row, tokens, map != nullptr,
                                                     probabilities + r * probabilityBytes);
            if (map != nullptr) {
                storeMap(row, tokens, scales[r], map + std::int64_t{top + r} * tokens);
            }
        }
        multiply<Numbers>(probabilities, probabilityBytes, count, pairs, values, columnVectors, sums,
                          sumStride);
        for (int r = 0; r < count; ++r) {
            storeRow(sums + r * sumStride, columns, scales[r], context, top + r);
        }
    }
}

void AttentionKernel::run(const Rows& rows, int queries, const ContextRows& context, float* map) {
    if (m_shape.element == Element::F32) {
        runIn<F32Numbers, Element::F32>(rows, queries, context, map);
    } else if (m_shape.widens) {
        runIn<F32Numbers, Element::Bf16>(rows, queries, context, map);
    } else {
        runIn<Bf16Numbers, Element::Bf16>(rows, queries, context, map);
    }
}

#else

bool AttentionKernel::usable(const Shape&) {
    return false;
}

AttentionKernel::AttentionKernel(const Shape&) {
    throw std::logic_error("this attention kernel is for x86-64 alone");
}

void AttentionKernel::run(const Rows&, int, const ContextRows&, float*) {}

#endif

}  // namespace pivot
