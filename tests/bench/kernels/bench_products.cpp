// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench_values.h"
#include "devices/onednn/attention_call.h"
#include "devices/onednn/packed_linear.h"
#include "devices/onednn/panel_product_avx512.h"
#include "devices/onednn/team.h"

#include <benchmark/benchmark.h>

#include <string>

/// The products of a DeiT-S block as the engine makes them, with the weights packed beforehand and what
/// follows fused. GOP/s count two operations a multiplication; `pivot bench` says what the limit is.
namespace {

using namespace pivot;
using namespace pivot::bench;

struct Layer {
    const char* name;
    int in, out;
    After after;  ///< AddToTarget: to the float32 tokens
};
constexpr Layer kLayers[] = {{"qkv", kDim, 3 * kDim, After::Nothing},
                             {"proj", kDim, kDim, After::AddToTarget},
                             {"fc1", kDim, kMlp, After::Gelu},
                             {"fc2", kMlp, kDim, After::AddToTarget}};

void countOperations(benchmark::State& state, double perRun) {
    state.counters["GOP/s"] = benchmark::Counter(1e-9 * perRun * static_cast<double>(state.iterations()),
                                                 benchmark::Counter::kIsRate);
}

/// oneDNN says by an exception that a processor does not have a type.
template <class Run>
void orSkipped(benchmark::State& state, const Run& run) {
    try {
        run();
    } catch (const dnnl::error& e) {
        state.SkipWithError(e.what());
    }
}

void linear(benchmark::State& state, const Layer& layer, Element element, std::int64_t rows) {
    orSkipped(state, [&] {
        const PrimitivesAlone alone;
        const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
        dnnl::stream stream(engine);
        // As the engine: int8's attention is in bfloat16, and its activation a pass of its own, as bfloat16's
        // where oneDNN multiplies.
        const Element to = layer.after == After::AddToTarget                         ? Element::F32
                           : element == Element::U8 && layer.after == After::Nothing ? Element::Bf16
                                                                                     : element;
        const bool isApart = element == Element::U8 ||
                             (element == Element::Bf16 && !hasPanelProductsAvx512(element, to, layer.in));
        const After after = isApart && layer.after == After::Gelu ? After::Nothing : layer.after;
        const std::vector<float> scales(element == Element::U8 ? std::size_t(layer.out) : 0, 1e-4F);
        LinearCall call({rows, layer.in, layer.out, element, to, true, after, scales}, engine);
        PackedLinear weights(layer.in, layer.out,
                             normalValues(std::size_t(layer.in) * std::size_t(layer.out)),
                             normalValues(std::size_t(layer.out)));
        call.prepare(weights, engine);
        const Buffer x = normalBuffer(std::size_t(rows) * std::size_t(layer.in), element);
        const Buffer y = normalBuffer(std::size_t(rows) * std::size_t(layer.out), to);
        const Buffer scratch(call.scratchBytes() + 1);
        call.run(weights, x.as(), y.as(), scratch.as(), stream);  // the first makes ready
        for ([[maybe_unused]] auto run : state) {
            call.run(weights, x.as(), y.as(), scratch.as(), stream);
            benchmark::ClobberMemory();
        }
        countOperations(state, 2.0 * static_cast<double>(rows) * layer.in * layer.out);
    });
}

/// All heads of one image on one thread. int8 attends in bfloat16 and takes codes of the context.
void attention(benchmark::State& state, Element precision) {
    orSkipped(state, [&] {
        const Element element = precision == Element::U8 ? Element::Bf16 : precision;
        const PrimitivesAlone alone;
        const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
        dnnl::stream stream(engine);
        const int headDim = kDim / kHeads;
        AttentionCall call(AttentionCall::fitting(1, kHeads, kTokens, headDim, element), engine);
        const Buffer qkv = normalBuffer(std::size_t{kTokens} * 3 * kDim, element);
        const Buffer values(std::size_t{kTokens} * kDim * bytesOf(precision));
        const ContextRows context{values.as(), kDim, precision, ValueCode::of({-1.0F, 1.0F})};
        const auto allHeads = [&] {
            for (int head = 0; head < kHeads; head += call.heads()) {
                const std::size_t column = std::size_t(head * headDim) * bytesOf(element);
                call.run(qkv.at(column), 0, context.at(0, head * headDim), nullptr, 0, stream);
            }
            benchmark::ClobberMemory();
        };
        allHeads();  // the first makes ready
        for ([[maybe_unused]] auto run : state) {
            allHeads();
        }
        countOperations(state, 4.0 * kTokens * kTokens * kDim);
    });
}

const bool kRegistered = [] {
    for (const Element element : kElements) {
        const std::string suffix = std::string("/") + nameOf(element);
        for (const Layer& layer : kLayers) {
            // The share of one of two threads in a single image, and an image of a thread's own.
            for (const int rows : {kTokens / 2, kTokens}) {
                const std::string name =
                    std::string("Linear/") + layer.name + "/rows:" + std::to_string(rows) + suffix;
                benchmark::RegisterBenchmark(
                    name.c_str(), [=](benchmark::State& state) { linear(state, layer, element, rows); });
            }
        }
        benchmark::RegisterBenchmark(("Attention/197x6x64" + suffix).c_str(), attention, element);
    }
    return true;
}();

}  // namespace
