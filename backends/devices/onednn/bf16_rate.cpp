// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/onednn/bf16_rate.h"

#include "devices/onednn/avx512_tile.h"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace pivot {

#ifdef PIVOT_HAS_AVX512

namespace {

using namespace avx512;

constexpr std::int64_t kSteps = 96, kWidth = kTileVectors * kLanes;

Buffer zeros(std::int64_t floats) {
    Buffer buffer(static_cast<std::size_t>(floats) * sizeof(float));
    std::fill_n(buffer.as<float>(), floats, 0.0F);
    return buffer;
}

/// Seconds of some products in the tiles that ours are made of, of operands in the nearest cache.
template <class Numbers>
PIVOT_AVX512 double timeTiles(const Buffer& rows, const Buffer& weights, const Buffer& sums) {
    constexpr int kTiles = 10;
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < kTiles; ++i) {
        tile<Numbers, kTileRows, kTileVectors>(rows.as<std::byte>(), kSteps * 4, weights.as<float>(), kSteps,
                                               Sums::Continued, sums.as<float>(), Fixed<kWidth>{}, {});
    }
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// How many products of bfloat16 are made in the time of one of float32.
double measureAdvantage() {
    const Buffer rows = zeros(kTileRows * kSteps), weights = zeros(kSteps * kWidth),
                 sums = zeros(kTileRows * kWidth);
    double bf16 = std::numeric_limits<double>::infinity(), fp32 = bf16;
    constexpr int kRounds = 20;  // in turns, and the best counts: the machine may be shared
    for (int round = 0; round < kRounds; ++round) {
        bf16 = std::min(bf16, timeTiles<Bf16Numbers>(rows, weights, sums));
        fp32 = std::min(fp32, timeTiles<F32Numbers>(rows, weights, sums));
    }
    return Bf16Numbers::kEachWord * fp32 / bf16;
}

}  // namespace

bool vectorsMultiplyBf16Faster() {
    // Between what processors have, a half, one and two, so that no disturbance decides. At one, bfloat16 has
    // half the weights to fetch.
    constexpr double kLeast = 0.75;
    static const bool faster = has(dnnl::cpu_isa::avx512_core_bf16) && measureAdvantage() > kLeast;
    return faster;
}

bool multipliesBf16Faster() {
    return has(dnnl::cpu_isa::avx512_core_amx) || vectorsMultiplyBf16Faster();
}

#else

bool vectorsMultiplyBf16Faster() {
    return false;
}

bool multipliesBf16Faster() {
    return false;
}

#endif

}  // namespace pivot
