// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/onednn/row_kernels.h"

#include "devices/onednn/row_kernels_avx512.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

// By level of the architecture: "arch=haswell" would ask for that very processor, and every other one, with
// the same instructions or more, would get the slowest clone.
#if defined(__x86_64__) && defined(__GNUC__) && __GNUC__ >= 12 && !defined(__clang__) && \
    !defined(__SANITIZE_THREAD__)
#define PIVOT_EVERY_ISA __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define PIVOT_EVERY_ISA
#endif

namespace pivot {

namespace {

/// std::bit_cast for the clones: GCC inlines nothing into a function for another architecture but what must
/// be, and a call in a loop keeps it from being vectorised.
template <class To, class From>
[[gnu::always_inline]] inline To bitsAs(From from) {
    return __builtin_bit_cast(To, from);
}

/// e^x for x <= 0 with a relative error below 2e-7: 2^n by the exponent's bits, the rest by a polynomial of
/// degree 6 on |r| <= ln 2 / 2 (coefficients: Cephes, expf).
[[gnu::always_inline]] inline float expOfNegative(float x) {
    constexpr float kLowest = -87.0F;      // the smallest normal number is e^-87.3
    constexpr float kMagic = 12582912.0F;  // 1.5 * 2^23: adding it rounds to an integer
    const float bounded = x < kLowest ? kLowest : x;
    const float n = (bounded * 1.44269504F + kMagic) - kMagic;
    float r = bounded - n * 0.693359375F;
    r -= n * -2.12194440e-4F;
    float p = 1.9875691500e-4F;
    p = p * r + 1.3981999507e-3F;
    p = p * r + 8.3334519073e-3F;
    p = p * r + 4.1665795894e-2F;
    p = p * r + 1.6666665459e-1F;
    p = p * r + 5.0000001201e-1F;
    p = p * r * r + r + 1.0F;
    const auto power = bitsAs<float>((static_cast<std::int32_t>(n) + 127) << 23);
    return p * power;
}

[[gnu::always_inline]] inline std::uint16_t toBf16(float value) {
    const auto bits = bitsAs<std::uint32_t>(value);
    const std::uint32_t rounded = (bits + 0x7FFFU + ((bits >> 16) & 1U)) >> 16;
    constexpr std::uint32_t kQuietNan = 0x7FC0U;  // rounding a NaN could carry into the sign
    return static_cast<std::uint16_t>((bits & 0x7FFFFFFFU) > 0x7F800000U ? kQuietNan : rounded);
}

struct MeanAndScale {
    float mean, scale;
};

[[gnu::always_inline]] inline MeanAndScale statisticsOf(const float* x, std::int64_t dim, float eps) {
    float sum = 0.0F;
#pragma omp simd reduction(+ : sum)
    for (std::int64_t i = 0; i < dim; ++i) {
        sum += x[i];
    }
    const float mean = sum / static_cast<float>(dim);
    float squares = 0.0F;
#pragma omp simd reduction(+ : squares)
    for (std::int64_t i = 0; i < dim; ++i) {
        squares += (x[i] - mean) * (x[i] - mean);
    }
    return {mean, 1.0F / __builtin_sqrtf(squares / static_cast<float>(dim) + eps)};
}

PIVOT_EVERY_ISA void layerNormF32(const float* in, std::int64_t rows, std::int64_t dim, std::int64_t stride,
                                  const float* gamma, const float* beta, float eps, float* out) {
    for (std::int64_t row = 0; row < rows; ++row, in += stride, out += dim) {
        const MeanAndScale s = statisticsOf(in, dim, eps);
#pragma omp simd
        for (std::int64_t i = 0; i < dim; ++i) {
            out[i] = (in[i] - s.mean) * s.scale * gamma[i] + beta[i];
        }
    }
}

PIVOT_EVERY_ISA void layerNormBf16(const float* in, std::int64_t rows, std::int64_t dim, std::int64_t stride,
                                   const float* gamma, const float* beta, float eps, std::uint16_t* out) {
    for (std::int64_t row = 0; row < rows; ++row, in += stride, out += dim) {
        const MeanAndScale s = statisticsOf(in, dim, eps);
#pragma omp simd
        for (std::int64_t i = 0; i < dim; ++i) {
            out[i] = toBf16((in[i] - s.mean) * s.scale * gamma[i] + beta[i]);
        }
    }
}

/// Rounded half up into 0..255; a NaN becomes 0.
[[gnu::always_inline]] inline std::uint8_t toCode(float value) {
    const float least = value > 0.0F ? value : 0.0F;
    const float bounded = least < 255.0F ? least : 255.0F;
    return static_cast<std::uint8_t>(static_cast<std::int32_t>(bounded + 0.5F));
}

PIVOT_EVERY_ISA void layerNormU8(const float* in, std::int64_t rows, std::int64_t dim, std::int64_t stride,
                                 const float* gamma, const float* beta, float eps, std::uint8_t* out) {
    for (std::int64_t row = 0; row < rows; ++row, in += stride, out += dim) {
        const MeanAndScale s = statisticsOf(in, dim, eps);
#pragma omp simd
        for (std::int64_t i = 0; i < dim; ++i) {
            out[i] = toCode((in[i] - s.mean) * s.scale * gamma[i] + beta[i]);
        }
    }
}

PIVOT_EVERY_ISA void encodeF32(const float* in, std::int64_t count, float factor, float zero,
                               std::uint8_t* out) {
#pragma omp simd
    for (std::int64_t i = 0; i < count; ++i) {
        out[i] = toCode(in[i] * factor + zero);
    }
}

PIVOT_EVERY_ISA void encodeBf16(const std::uint16_t* in, std::int64_t count, float factor, float zero,
                                std::uint8_t* out) {
#pragma omp simd
    for (std::int64_t i = 0; i < count; ++i) {
        out[i] = toCode(bitsAs<float>(static_cast<std::uint32_t>(in[i]) << 16) * factor + zero);
    }
}

PIVOT_EVERY_ISA void extremesF32(const float* in, std::int64_t count, float& low, float& high) {
    constexpr float kInfinity = std::numeric_limits<float>::infinity();
    float least = kInfinity, most = -kInfinity;
#pragma omp simd reduction(min : least) reduction(max : most)
    for (std::int64_t i = 0; i < count; ++i) {
        least = in[i] < least ? in[i] : least;
        most = in[i] > most ? in[i] : most;
    }
    low = least;
    high = most;
}

/// exp(x - max) in place, and the sum of it. A NaN anywhere makes the sum NaN, so that no poisoned row looks
/// sound.
[[gnu::always_inline]] inline float exponentials(float* x, std::int64_t columns) {
    constexpr float kLeast = -std::numeric_limits<float>::infinity();
    float most = kLeast;
#pragma omp simd reduction(max : most)
    for (std::int64_t i = 0; i < columns; ++i) {
        most = x[i] > most ? x[i] : most;
    }
    float sum = 0.0F;
#pragma omp simd reduction(+ : sum)
    for (std::int64_t i = 0; i < columns; ++i) {
        const float distance = x[i] - most;
        x[i] = distance == distance ? expOfNegative(distance) : distance;
        sum += x[i];
    }
    return sum;
}

PIVOT_EVERY_ISA void softmaxF32(float* scores, std::int64_t rows, std::int64_t columns) {
    for (std::int64_t row = 0; row < rows; ++row, scores += columns) {
        const float scale = 1.0F / exponentials(scores, columns);
#pragma omp simd
        for (std::int64_t i = 0; i < columns; ++i) {
            scores[i] *= scale;
        }
    }
}

PIVOT_EVERY_ISA void softmaxBf16(float* scores, std::int64_t rows, std::int64_t columns, std::uint16_t* out) {
    for (std::int64_t row = 0; row < rows; ++row, scores += columns, out += columns) {
        const float scale = 1.0F / exponentials(scores, columns);
#pragma omp simd
        for (std::int64_t i = 0; i < columns; ++i) {
            scores[i] *= scale;
            out[i] = toBf16(scores[i]);
        }
    }
}

PIVOT_EVERY_ISA void convertBf16(const float* in, std::int64_t count, std::uint16_t* out) {
#pragma omp simd
    for (std::int64_t i = 0; i < count; ++i) {
        out[i] = toBf16(in[i]);
    }
}

PIVOT_EVERY_ISA void columnMax(const float* in, std::int64_t rows, std::int64_t classes, float factor,
                               float* out) {
    constexpr std::int64_t kTile =
        64;  // of classes, so that the maxima stay in registers or the nearest cache
    float most[kTile];
    for (std::int64_t first = 0; first < classes; first += kTile) {
        const std::int64_t width = std::min(kTile, classes - first);
        std::copy_n(in + first, width, most);
        for (std::int64_t row = 1; row < rows; ++row) {
            const float* values = in + row * classes + first;
#pragma omp simd
            for (std::int64_t i = 0; i < width; ++i) {
                // A NaN stays: a poisoned image must not look sound.
                most[i] = values[i] <= most[i] || most[i] != most[i] ? most[i] : values[i];
            }
        }
        for (std::int64_t i = 0; i < width; ++i) {
            out[first + i] += factor * most[i];
        }
    }
}

}  // namespace

void layerNormRows(const float* in, std::int64_t rows, std::int64_t dim, std::int64_t stride,
                   const float* gamma, const float* beta, float eps, Element element, void* out) {
    if (hasAvx512Rows(element)) {
        layerNormAvx512(in, rows, dim, stride, gamma, beta, eps, element, out);
    } else if (element == Element::F32) {
        layerNormF32(in, rows, dim, stride, gamma, beta, eps, static_cast<float*>(out));
    } else if (element == Element::U8) {
        layerNormU8(in, rows, dim, stride, gamma, beta, eps, static_cast<std::uint8_t*>(out));
    } else {
        layerNormBf16(in, rows, dim, stride, gamma, beta, eps, static_cast<std::uint16_t*>(out));
    }
}

void softmaxRows(float* scores, std::int64_t rows, std::int64_t columns, Element element, void* out) {
    if (element == Element::F32) {
        softmaxF32(scores, rows, columns);
    } else {
        softmaxBf16(scores, rows, columns, static_cast<std::uint16_t*>(out));
    }
}

void encodeRow(const void* in, Element element, std::int64_t count, float scale, int zero,
               std::uint8_t* out) {
    const float factor = 1.0F / scale;
    if (element == Element::F32) {
        encodeF32(static_cast<const float*>(in), count, factor, static_cast<float>(zero), out);
    } else {
        encodeBf16(static_cast<const std::uint16_t*>(in), count, factor, static_cast<float>(zero), out);
    }
}

void extremes(const float* in, std::int64_t count, float& low, float& high) {
    extremesF32(in, count, low, high);
}

void convertRow(const float* in, std::int64_t count, Element element, void* out) {
    if (element == Element::F32) {
        std::memcpy(out, in, static_cast<std::size_t>(count) * sizeof(float));
    } else {
        convertBf16(in, count, static_cast<std::uint16_t*>(out));
    }
}

void addColumnMax(const float* in, std::int64_t rows, std::int64_t classes, float factor, float* out) {
    columnMax(in, rows, classes, factor, out);
}

}  // namespace pivot
