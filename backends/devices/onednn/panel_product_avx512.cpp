// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/onednn/panel_product_avx512.h"

#include "devices/onednn/avx512_tile.h"
#include "devices/onednn/row_kernels.h"

#include <algorithm>
#include <cstring>
#include <stdexcept>
#include <vector>

namespace pivot {

#ifdef PIVOT_HAS_AVX512

namespace {

using namespace avx512;

constexpr std::int64_t kPanelLanes = kTileVectors * kLanes;
constexpr std::int64_t kWordBytes = 4;
/// Words of a row worked at once, at most: a panel of them is 24 KB, which the nearest cache holds beside the
/// rows of a tile and its sums. Widths of a multiple of 192 are divided evenly in every element.
constexpr std::int64_t kMostSteps = 96;

constexpr std::int64_t wordsFor(Element element, std::int64_t in) {
    return in * static_cast<std::int64_t>(bytesOf(element)) / kWordBytes;
}

constexpr bool fillsWords(Element element, std::int64_t in) {
    return in * static_cast<std::int64_t>(bytesOf(element)) % kWordBytes == 0;
}

/// Registers of the panel that starts at `output`.
constexpr int vectorsAt(std::int64_t output, std::int64_t out) {
    return vectorsFor(static_cast<int>(std::min(kPanelLanes, out - output)));
}

/// One row of weights as a product reads them.
void encodeWeights(const float* row, Element element, std::int64_t in, std::byte* out) {
    if (element != Element::U8) {
        convertRow(row, in, element, out);
        return;
    }
    for (std::int64_t i = 0; i < in; ++i) {
        constexpr float kLeast = -128.0F, kMost = 127.0F;  // also of a NaN, which the bias shows
        out[i] = static_cast<std::byte>(
            static_cast<std::int8_t>(row[i] >= kLeast ? std::min(row[i], kMost) : kLeast));
    }
}

/// Sums as float32.
template <class Numbers>
PIVOT_AVX512_INLINE __m512 loadSums(const float* sums) {
    const __m512 x = _mm512_load_ps(sums);
    return Numbers::kEachWord == 4 ? _mm512_cvtepi32_ps(_mm512_castps_si512(x)) : x;
}

/// What becomes of the sums of `rows` rows and the `V` registers of outputs from `column` on; the lanes of
/// `mask` are stored of the last one.
template <class Numbers, Element To, After What, int V>
PIVOT_AVX512_INLINE void finishColumns(const PanelProductAvx512& p, const float* sums, std::int64_t row,
                                       std::int64_t rows, std::int64_t column, __mmask16 mask) {
    __m512 bias[V], scale[V];
#pragma GCC unroll 4
    for (int v = 0; v < V; ++v) {
        const __mmask16 own = v + 1 < V ? kAllLanes : mask;
        const std::int64_t first = column + v * kLanes;
        bias[v] = p.bias ? _mm512_maskz_loadu_ps(own, p.bias + first) : _mm512_setzero_ps();
        scale[v] = p.scales ? _mm512_maskz_loadu_ps(own, p.scales + first) : _mm512_set1_ps(1.0F);
    }
    std::int64_t place = row * p.out + column;
    for (std::int64_t r = 0; r < rows; ++r, place += p.out, sums += kPanelLanes) {
#pragma GCC unroll 4
        for (int v = 0; v < V; ++v) {
            const __mmask16 own = v + 1 < V ? kAllLanes : mask;
            const std::int64_t at = place + v * kLanes;
            __m512 x = _mm512_mul_ps(_mm512_add_ps(loadSums<Numbers>(sums + v * kLanes), bias[v]), scale[v]);
            if constexpr (What == After::Gelu) {
                x = To == Element::Bf16 ? gelu<kGeluForBf16>(x) : gelu<kGelu>(x);
            } else if constexpr (What == After::Relu) {
                x = _mm512_max_ps(_mm512_setzero_ps(), x);  // gives the second operand for a NaN
            } else if constexpr (What == After::AddToTarget) {
                x = _mm512_add_ps(x, _mm512_maskz_loadu_ps(own, static_cast<float*>(p.c) + at));
            }
            store<To>(p.c, at, own, x);
        }
    }
}

template <class Numbers, Element To, After What>
PIVOT_AVX512 void finish(const PanelProductAvx512& p, const float* sums, std::int64_t row, std::int64_t rows,
                         std::int64_t output, int vectors) {
    if (output + kPanelLanes <= p.out) {
        finishColumns<Numbers, To, What, kTileVectors>(p, sums, row, rows, output, kAllLanes);
        return;
    }
    for (int v = 0; v < vectors; ++v) {
        const std::int64_t column = output + v * kLanes;
        finishColumns<Numbers, To, What, 1>(p, sums + v * kLanes, row, rows, column,
                                            firstLanes(p.out - column));
    }
}

using Finish = void (*)(const PanelProductAvx512&, const float*, std::int64_t, std::int64_t, std::int64_t,
                        int);

template <class Numbers, Element To>
Finish finishTo(After after) {
    switch (after) {
        case After::Nothing:
            return finish<Numbers, To, After::Nothing>;
        case After::Gelu:
            return finish<Numbers, To, After::Gelu>;
        case After::Relu:
            return finish<Numbers, To, After::Relu>;
        case After::AddToTarget:
            break;
    }
    return finish<Numbers, Element::F32, After::AddToTarget>;
}

template <class Numbers>
Finish finishOf(const PanelProductAvx512& p) {
    switch (p.to) {
        case Element::F32:
            return finishTo<Numbers, Element::F32>(p.after);
        case Element::Bf16:
            return finishTo<Numbers, Element::Bf16>(p.after);
        case Element::U8:
            return finishTo<Numbers, Element::U8>(p.after);
    }
    throw std::logic_error("a product to an element that it does not store");
}

template <class Numbers>
PIVOT_AVX512 void multiply(const PanelProductAvx512& p, float* sums) {
    const std::int64_t words = wordsFor(p.from, p.in), rowBytes = words * kWordBytes;
    const std::int64_t tiles = std::max<std::int64_t>(1, (p.rows + kTileRows - 1) / kTileRows);
    const std::int64_t passes = std::max<std::int64_t>(1, (words + kMostSteps - 1) / kMostSteps);
    const std::int64_t most = (words + passes - 1) / passes;
    const Finish finish = finishOf<Numbers>(p);
    const auto* a = static_cast<const std::byte*>(p.a);
    const auto* panel = static_cast<const float*>(p.panels);
    const float* const end = panel + panelBytesAvx512(p.from, p.in, p.out) / sizeof(float);
    for (std::int64_t output = 0; output < p.out; output += kPanelLanes) {
        const int vectors = vectorsAt(output, p.out);
        for (std::int64_t from = 0; from < words; from += most) {
            const std::int64_t steps = std::min(most, words - from);
            const float* next = panel + steps * vectors * kLanes;
            const std::int64_t lines = std::min(steps * vectors, (end - next) / kLanes);
            const std::int64_t eachTile = (lines + tiles - 1) / tiles;
            const std::int64_t groups = std::max<std::int64_t>(1, steps / Ahead::kSteps);
            const std::int64_t eachGroup = (eachTile + groups - 1) / groups;
            std::int64_t fetched = 0;
            for (std::int64_t row = 0; row < p.rows; row += kTileRows) {
                const std::int64_t rows = std::min<std::int64_t>(kTileRows, p.rows - row);
                float* own = sums + row * kPanelLanes;
                const std::int64_t count = std::min(eachTile, lines - fetched);
                tileOf<Numbers>(vectors, rows, a + row * rowBytes + from * kWordBytes, rowBytes, panel, steps,
                                from == 0 ? Sums::Fresh : Sums::Continued, own, Fixed<kPanelLanes>{},
                                {next + fetched * kLanes, count, eachGroup});
                fetched += count;
                if (from + steps == words) {
                    finish(p, own, row, rows, output, vectors);
                }
            }
            panel = next;
        }
    }
}

}  // namespace

bool hasPanelProductsAvx512(Element from, Element to, std::int64_t in) {
    return multipliesBest(from) && usableFor(to) && fillsWords(from, in);
}

std::size_t panelBytesAvx512(Element element, std::int64_t in, std::int64_t out) {
    const std::int64_t lanes = (out + kLanes - 1) / kLanes * kLanes;
    return static_cast<std::size_t>(wordsFor(element, in) * lanes * kWordBytes);
}

void packPanelsAvx512(const float* rows, Element element, std::int64_t in, std::int64_t out, void* panels) {
    if (!fillsWords(element, in)) {
        throw std::logic_error("rows of weights that are no whole words are asked for in panels");
    }
    const std::int64_t words = wordsFor(element, in);
    std::vector<std::byte> row(static_cast<std::size_t>(words * kWordBytes));
    auto* panel = static_cast<std::byte*>(panels);
    std::memset(panels, 0, panelBytesAvx512(element, in, out));
    for (std::int64_t output = 0; output < out; output += kPanelLanes) {
        const std::int64_t lineBytes = vectorsAt(output, out) * kLanes * kWordBytes;
        for (std::int64_t i = 0; i < std::min(kPanelLanes, out - output); ++i) {
            encodeWeights(rows + (output + i) * in, element, in, row.data());
            for (std::int64_t word = 0; word < words; ++word) {
                std::memcpy(panel + word * lineBytes + i * kWordBytes, row.data() + word * kWordBytes,
                            kWordBytes);
            }
        }
        panel += words * lineBytes;
    }
}

std::size_t panelScratchBytesAvx512(std::int64_t rows) {
    return static_cast<std::size_t>((rows + kTileRows - 1) / kTileRows * kTileRows * kPanelLanes) *
           sizeof(float);
}

void multiplyPanelsAvx512(const PanelProductAvx512& product, void* scratch) {
    auto* sums = static_cast<float*>(scratch);
    switch (product.from) {
        case Element::F32:
            multiply<F32Numbers>(product, sums);
            break;
        case Element::Bf16:
            multiply<Bf16Numbers>(product, sums);
            break;
        case Element::U8:
            multiply<ByteNumbers>(product, sums);
            break;
    }
}

#else

namespace {
constexpr const char* kNoProducts = "these products are for x86-64 alone";
}

bool hasPanelProductsAvx512(Element, Element, std::int64_t) {
    return false;
}

std::size_t panelBytesAvx512(Element, std::int64_t, std::int64_t) {
    throw std::logic_error(kNoProducts);
}

void packPanelsAvx512(const float*, Element, std::int64_t, std::int64_t, void*) {
    throw std::logic_error(kNoProducts);
}

std::size_t panelScratchBytesAvx512(std::int64_t) {
    throw std::logic_error(kNoProducts);
}

void multiplyPanelsAvx512(const PanelProductAvx512&, void*) {
    throw std::logic_error(kNoProducts);
}

#endif

}  // namespace pivot
