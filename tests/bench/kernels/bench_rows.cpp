// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench_values.h"
#include "devices/onednn/row_kernels_avx512.h"

#include <benchmark/benchmark.h>

#include <string>

/// The loops between the products, on one thread and on the rows of one image. Bytes are those of float32
/// values read: a loop that reaches the cache's bandwidth cannot be made faster.
namespace {

using namespace pivot;
using namespace pivot::bench;

void countBytes(benchmark::State& state, std::int64_t values) {
    state.SetBytesProcessed(state.iterations() * values * static_cast<std::int64_t>(sizeof(float)));
}

void layerNorm(benchmark::State& state, Element element) {
    const auto tokens = normalValues(std::size_t{kTokens} * kDim);
    const auto gamma = normalValues(kDim), beta = normalValues(kDim);
    const Buffer out(tokens.size() * sizeof(float));
    constexpr float kEps = 1e-6F;
    for ([[maybe_unused]] auto run : state) {
        layerNormRows(tokens.data(), kTokens, kDim, kDim, gamma.data(), beta.data(), kEps, element, out.as());
        benchmark::ClobberMemory();
    }
    countBytes(state, std::int64_t{kTokens} * kDim);
}

void softmax(benchmark::State& state, Element element) {
    const auto fresh = normalValues(std::size_t{kTokens} * kTokens);
    auto scores = fresh;
    const Buffer out(scores.size() * sizeof(float));
    for ([[maybe_unused]] auto run : state) {
        // In place, so again and again the probabilities of probabilities: numbers of the same kind.
        softmaxRows(scores.data(), kTokens, kTokens, element, element == Element::F32 ? nullptr : out.as());
        benchmark::ClobberMemory();
    }
    countBytes(state, std::int64_t{kTokens} * kTokens);
}

void convert(benchmark::State& state, Element element) {
    const auto values = normalValues(std::size_t{kTokens} * kDim);
    const Buffer out(values.size() * sizeof(float));
    for ([[maybe_unused]] auto run : state) {
        convertRow(values.data(), static_cast<std::int64_t>(values.size()), element, out.as());
        benchmark::ClobberMemory();
    }
    countBytes(state, std::int64_t{kTokens} * kDim);
}

/// GELU between fc1 and fc2, where it is no part of the product: over bfloat16, and as a table of codes.
void activation(benchmark::State& state, Element element) {
    const std::size_t count = std::size_t{kTokens} * kMlp;
    const Buffer values = normalBuffer(count, element);
    ByteTable table{};
    for (std::size_t code = 0; code < table.size(); ++code) {
        table[code] = static_cast<std::uint8_t>(code);
    }
    if (element == Element::Bf16 && !hasAvx512Rows(element)) {
        state.SkipWithError("this processor has no bfloat16");
        return;
    }
    for ([[maybe_unused]] auto run : state) {
        if (element == Element::U8) {
            applyTable(table, values.as<std::uint8_t>(), static_cast<std::int64_t>(count));
        } else {
            geluBf16Avx512(values.as<Bf16>(), static_cast<std::int64_t>(count));
        }
        benchmark::ClobberMemory();
    }
    countBytes(state, static_cast<std::int64_t>(count));
}

/// LV-ViT's second head, over 1000 classes.
void columnMax(benchmark::State& state) {
    constexpr std::int64_t kPatches = kTokens - 1, kClasses = 1000;
    const auto logits = normalValues(static_cast<std::size_t>(kPatches * kClasses));
    std::vector<float> out(static_cast<std::size_t>(kClasses));
    for ([[maybe_unused]] auto run : state) {
        addColumnMax(logits.data(), kPatches, kClasses, 0.5F, out.data());
        benchmark::ClobberMemory();
    }
    countBytes(state, kPatches * kClasses);
}

const bool kRegistered = [] {
    for (const Element element : kElements) {
        const std::string suffix = std::string("/") + nameOf(element);
        benchmark::RegisterBenchmark(("LayerNorm/197x384" + suffix).c_str(), layerNorm, element);
        if (element != Element::U8) {  // int8 has neither
            benchmark::RegisterBenchmark(("Softmax/197x197" + suffix).c_str(), softmax, element);
            benchmark::RegisterBenchmark(("Convert/197x384" + suffix).c_str(), convert, element);
        }
        if (element != Element::F32) {  // float32 has it in the product
            benchmark::RegisterBenchmark(("Activation/197x1536" + suffix).c_str(), activation, element);
        }
    }
    benchmark::RegisterBenchmark("ColumnMax/196x1000", columnMax);
    return true;
}();

}  // namespace
