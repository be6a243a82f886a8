// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/onednn/panel_product.h"

#include "devices/onednn/avx2.h"

#include <algorithm>
#include <cstring>
#include <stdexcept>

namespace pivot {

#ifdef PIVOT_HAS_AVX2

namespace {

using namespace avx2;

constexpr int kTileRows = 3;  ///< with 4 registers of outputs: 12 sums, 4 operands of the 16 registers
constexpr int kTileRegisters = static_cast<int>(kPanelOutputs / kLanes);
/// Inputs worked at once, at most: a panel of them is 25 KB, which the nearest cache holds beside the rows of
/// a tile. Heads of 197 tokens and widths of a multiple of 192 are divided evenly.
constexpr std::int64_t kMostSteps = 200;

/// What becomes of the sums of a tile.
struct TileWork {
    const float* bias;  ///< of the panel's outputs; null for none
    bool addToTarget;
    After after;  ///< Gelu or Relu: these inputs are the last
};

/// In place, just after a tile was stored: within the loop of the sums they would not stay in registers.
template <int Registers>
PIVOT_AVX2 void activate(std::int64_t rows, After after, float* c, std::int64_t cStride) {
    for (std::int64_t r = 0; r < rows; ++r) {
        for (int v = 0; v < Registers; ++v) {
            float* place = c + r * cStride + v * kLanes;
            const __m256 x = _mm256_loadu_ps(place);
            _mm256_storeu_ps(place, after == After::Gelu ? gelu(x)
                                                         // Gives the second operand for a NaN.
                                                         : _mm256_max_ps(_mm256_setzero_ps(), x));
        }
    }
}

/// c[Rows][Registers * kLanes] = sum over `steps` of a value of a row times a line of the panel. A tile is
/// wide rather than high: 7 loads for 12 multiply-adds, where 6 rows of 2 registers take 8. Unrolled by name:
/// where GCC unrolls these loops late, it keeps the sums in memory and stores them at every step.
template <int Rows, int Registers>
PIVOT_AVX2 void tile(const float* a, std::int64_t aStride, const float* panel, std::int64_t steps,
                     const TileWork& work, float* c, std::int64_t cStride) {
    __m256 sums[Rows][Registers];
#pragma GCC unroll 3
    for (int r = 0; r < Rows; ++r) {
#pragma GCC unroll 4
        for (int v = 0; v < Registers; ++v) {
            sums[r][v] = _mm256_setzero_ps();
        }
    }
    for (std::int64_t step = 0; step < steps; ++step, panel += kPanelOutputs) {
        __m256 line[Registers];
#pragma GCC unroll 4
        for (int v = 0; v < Registers; ++v) {
            line[v] = _mm256_load_ps(panel + v * kLanes);
        }
#pragma GCC unroll 3
        for (int r = 0; r < Rows; ++r) {
            const __m256 value = _mm256_broadcast_ss(a + r * aStride + step);
#pragma GCC unroll 4
            for (int v = 0; v < Registers; ++v) {
                sums[r][v] = _mm256_fmadd_ps(value, line[v], sums[r][v]);
            }
        }
    }
#pragma GCC unroll 3
    for (int r = 0; r < Rows; ++r) {
#pragma GCC unroll 4
        for (int v = 0; v < Registers; ++v) {
            float* place = c + r * cStride + v * kLanes;
            __m256 sum = sums[r][v];
            if (work.bias) {
                sum = _mm256_add_ps(sum, _mm256_loadu_ps(work.bias + v * kLanes));
            }
            if (work.addToTarget) {
                sum = _mm256_add_ps(sum, _mm256_loadu_ps(place));
            }
            _mm256_storeu_ps(place, sum);
        }
    }
}

template <int Registers>
void tileOf(std::int64_t rows, const float* a, std::int64_t aStride, const float* panel, std::int64_t steps,
            const TileWork& work, float* c, std::int64_t cStride) {
    switch (rows) {
        case 1:
            tile<1, Registers>(a, aStride, panel, steps, work, c, cStride);
            break;
        case 2:
            tile<2, Registers>(a, aStride, panel, steps, work, c, cStride);
            break;
        default:
            tile<kTileRows, Registers>(a, aStride, panel, steps, work, c, cStride);
    }
    if (work.after == After::Gelu || work.after == After::Relu) {
        activate<Registers>(rows, work.after, c, cStride);
    }
}

/// Where the last panel has fewer outputs than its room, through a tile beside the target.
void narrowTile(std::int64_t rows, std::int64_t outputs, const float* a, std::int64_t aStride,
                const float* panel, std::int64_t steps, TileWork work, float* c, std::int64_t cStride) {
    float whole[kTileRows * kPanelOutputs] = {}, bias[kPanelOutputs] = {};
    const auto bytes = static_cast<std::size_t>(outputs) * sizeof(float);
    if (work.bias) {
        std::memcpy(bias, work.bias, bytes);
        work.bias = bias;
    }
    for (std::int64_t r = 0; r < rows && work.addToTarget; ++r) {
        std::memcpy(whole + r * kPanelOutputs, c + r * cStride, bytes);
    }
    switch ((outputs + kLanes - 1) / kLanes) {
        case 1:
            tileOf<1>(rows, a, aStride, panel, steps, work, whole, kPanelOutputs);
            break;
        case 2:
            tileOf<2>(rows, a, aStride, panel, steps, work, whole, kPanelOutputs);
            break;
        case 3:
            tileOf<3>(rows, a, aStride, panel, steps, work, whole, kPanelOutputs);
            break;
        default:
            tileOf<kTileRegisters>(rows, a, aStride, panel, steps, work, whole, kPanelOutputs);
    }
    for (std::int64_t r = 0; r < rows; ++r) {
        std::memcpy(c + r * cStride, whole + r * kPanelOutputs, bytes);
    }
}

/// Transposes 8 x 8 values: rows `from`, `stride` floats apart, to lines `to`, kPanelOutputs apart.
PIVOT_AVX2 void transpose8(const float* from, std::int64_t stride, float* to) {
    __m256 r[kLanes], t[kLanes];
    for (int i = 0; i < kLanes; ++i) {
        r[i] = _mm256_loadu_ps(from + i * stride);
    }
    for (int i = 0; i < kLanes; i += 2) {
        t[i] = _mm256_unpacklo_ps(r[i], r[i + 1]);
        t[i + 1] = _mm256_unpackhi_ps(r[i], r[i + 1]);
    }
    for (int i = 0; i < kLanes; i += 4) {
        r[i] = _mm256_shuffle_ps(t[i], t[i + 2], 0x44);
        r[i + 1] = _mm256_shuffle_ps(t[i], t[i + 2], 0xEE);
        r[i + 2] = _mm256_shuffle_ps(t[i + 1], t[i + 3], 0x44);
        r[i + 3] = _mm256_shuffle_ps(t[i + 1], t[i + 3], 0xEE);
    }
    for (int i = 0; i < 4; ++i) {
        _mm256_store_ps(to + i * kPanelOutputs, _mm256_permute2f128_ps(r[i], r[i + 4], 0x20));
        _mm256_store_ps(to + (i + 4) * kPanelOutputs, _mm256_permute2f128_ps(r[i], r[i + 4], 0x31));
    }
}

/// Weights of a network come from far: those of the next panel are asked for while this one is worked, some
/// lines at every tile.
class Ahead {
public:
    Ahead(const float* next, std::int64_t values, std::int64_t tiles)
        : m_next(next),
          m_end(next + (next ? values : 0)),
          m_each((values + tiles * kLineValues - 1) / (tiles * kLineValues) * kLineValues) {}
    PIVOT_AVX2_INLINE void fetch() {
        const float* end = std::min(m_next + m_each, m_end);
        for (; m_next < end; m_next += kLineValues) {
            _mm_prefetch(reinterpret_cast<const char*>(m_next), _MM_HINT_T1);
        }
    }

private:
    static constexpr std::int64_t kLineValues = 16;  ///< float32 of a line of the cache
    const float *m_next, *m_end;
    std::int64_t m_each;
};

PIVOT_AVX2 void multiplyPanel(const PanelProduct& p, std::int64_t output, std::int64_t from,
                              std::int64_t steps, Ahead ahead) {
    const bool isFirst = from == 0, isLast = from + steps == p.in;
    const float* panel = p.panels + panelIndex(p.in, output, from);
    const std::int64_t outputs = std::min<std::int64_t>(kPanelOutputs, p.out - output);
    const TileWork work{isFirst && p.bias ? p.bias + output : nullptr,
                        !isFirst || p.after == After::AddToTarget, isLast ? p.after : After::Nothing};
    for (std::int64_t row = 0; row < p.rows; row += kTileRows) {
        const std::int64_t rows = std::min<std::int64_t>(kTileRows, p.rows - row);
        const float* a = p.a + row * p.aStride + from;
        float* c = p.c + row * p.cStride + output;
        ahead.fetch();
        if (outputs == kPanelOutputs) {
            tileOf<kTileRegisters>(rows, a, p.aStride, panel, steps, work, c, p.cStride);
        } else {
            narrowTile(rows, outputs, a, p.aStride, panel, steps, work, c, p.cStride);
        }
    }
}

}  // namespace

bool hasPanelProducts() {
    return isBest();
}

void packPanels(const float* rows, std::int64_t stride, std::int64_t in, std::int64_t out, float* panels) {
    for (std::int64_t output = 0; output < panelValues(1, out); output += kLanes) {
        float* lane = panels + panelIndex(in, output, 0);
        const float* from = rows + output * stride;
        std::int64_t input = 0;
        for (; output + kLanes <= out && input + kLanes <= in; input += kLanes) {
            transpose8(from + input, stride, lane + input * kPanelOutputs);
        }
        for (; input < in; ++input) {
            for (std::int64_t i = 0; i < kLanes; ++i) {
                lane[input * kPanelOutputs + i] = output + i < out ? from[i * stride + input] : 0.0F;
            }
        }
    }
}

void packPanelColumns(const float* rows, std::int64_t stride, std::int64_t in, std::int64_t out,
                      float* panels) {
    for (std::int64_t first = 0; first < out; first += kPanelOutputs) {
        const std::int64_t width = std::min<std::int64_t>(kPanelOutputs, out - first);
        for (std::int64_t input = 0; input < in; ++input, panels += kPanelOutputs) {
            std::copy_n(rows + input * stride + first, width, panels);
            std::fill(panels + width, panels + kPanelOutputs, 0.0F);
        }
    }
}

void multiplyPanels(const PanelProduct& p) {
    const std::int64_t tiles = std::max<std::int64_t>(1, (p.rows + kTileRows - 1) / kTileRows);
    const std::int64_t passes = std::max<std::int64_t>(1, (p.in + kMostSteps - 1) / kMostSteps);
    const std::int64_t most = (p.in + passes - 1) / passes;
    for (std::int64_t from = 0; from < p.in; from += most) {
        const std::int64_t steps = std::min(most, p.in - from);
        for (std::int64_t output = 0; output < p.out; output += kPanelOutputs) {
            const bool inRow = output + kPanelOutputs < p.out;
            const std::int64_t nextFrom = inRow ? from : from + steps;
            const float* next =
                nextFrom < p.in ? p.panels + panelIndex(p.in, inRow ? output + kPanelOutputs : 0, nextFrom)
                                : nullptr;
            multiplyPanel(p, output, from, steps,
                          {next, std::min(most, p.in - nextFrom) * kPanelOutputs, tiles});
        }
    }
}

#else

namespace {
constexpr const char* kNoProducts = "these products are for x86-64 alone";
}

bool hasPanelProducts() {
    return false;
}

void packPanels(const float*, std::int64_t, std::int64_t, std::int64_t, float*) {
    throw std::logic_error(kNoProducts);
}

void packPanelColumns(const float*, std::int64_t, std::int64_t, std::int64_t, float*) {
    throw std::logic_error(kNoProducts);
}

void multiplyPanels(const PanelProduct&) {
    throw std::logic_error(kNoProducts);
}

#endif

}  // namespace pivot
