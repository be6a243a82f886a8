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

/// Products a second in the tiles that ours are made of, of operands in the nearest cache.
template <class Numbers>
PIVOT_AVX512 double measureRate() {
    constexpr std::int64_t kSteps = 96, kRowBytes = kSteps * 4, kWidth = kTileVectors * kLanes;
    constexpr int kRounds = 20, kTiles = 10;  // the best counts: the machine may be shared
    const auto zeros = [](std::int64_t floats) {
        Buffer buffer(static_cast<std::size_t>(floats) * sizeof(float));
        std::fill_n(buffer.as<float>(), floats, 0.0F);
        return buffer;
    };
    const Buffer rows = zeros(kTileRows * kSteps), weights = zeros(kSteps * kWidth),
                 sums = zeros(kTileRows * kWidth);
    double shortest = std::numeric_limits<double>::infinity();
    for (int round = 0; round < kRounds; ++round) {
        const auto start = std::chrono::steady_clock::now();
        for (int i = 0; i < kTiles; ++i) {
            tile<Numbers, kTileRows, kTileVectors>(rows.as<std::byte>(), kRowBytes, weights.as<float>(),
                                                   kSteps, Sums::Continued, sums.as<float>(), Fixed<kWidth>{},
                                                   {});
        }
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
        shortest = std::min(shortest, took.count());
    }
    return static_cast<double>(kSteps * kWidth * kTileRows * kTiles * Numbers::kEachWord) / shortest;
}

}  // namespace

bool multipliesBf16Faster() {
    static const bool faster =
        has(dnnl::cpu_isa::avx512_core_amx) ||
        (has(dnnl::cpu_isa::avx512_core_bf16) && measureRate<Bf16Numbers>() > measureRate<F32Numbers>());
    return faster;
}

#else

bool multipliesBf16Faster() {
    return false;
}

#endif

}  // namespace pivot
