// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/bench.h"

#include "pivot/statistics.h"

#include <numeric>
#include <random>

namespace pivot {

std::vector<float> randomPixels(const ModelSpec& spec, int count, std::uint64_t seed) {
    std::mt19937_64 random(seed);
    std::normal_distribution<float> normal;
    const auto side = static_cast<std::size_t>(spec.imgSize);
    std::vector<float> pixels(static_cast<std::size_t>(count) * static_cast<std::size_t>(spec.inChans) *
                              side * side);
    for (float& pixel : pixels)
        pixel = normal(random);
    return pixels;
}

namespace {

double milliseconds(const SessionCost& cost) {
    return static_cast<double>(cost.delayNs) * 1e-6;
}

/// The median time of a call that gives a Result with a cost, ms.
template <class Call>
Result<double> medianMs(const Call& call) {
    constexpr int kTimes = 9;
    std::vector<double> times;
    for (int i = 0; i < kTimes; ++i) {
        const auto result = call();
        if (!result)
            return tl::unexpected(result.error());
        times.push_back(milliseconds(result->cost));
    }
    return *quantile(times, 0.5);
}

/// Each piece alone: a block with and without its attention, whose difference is the attention's.
Result<std::vector<LayerTime>> timeLayers(InferenceSession& session, const ImageBatch& batch,
                                          const SkipConfig& skip) {
    const double images = batch.count;
    std::vector<LayerTime> layers;
    const auto embedMs = medianMs([&] { return session.embed(batch); });
    if (!embedMs)
        return tl::unexpected(embedMs.error());
    layers.push_back({LayerTime::Piece::Embed, -1, *embedMs / images});
    auto tokens = session.embed(batch);
    if (!tokens)
        return tl::unexpected(tokens.error());
    for (int block = 0; block < session.spec().depth; ++block) {
        const SkipConfig alone{block};
        const auto mlpMs =
            medianMs([&] { return session.blocks(tokens->activations, block, block + 1, alone); });
        if (!mlpMs)
            return tl::unexpected(mlpMs.error());
        if (!skip.isSkipped(block)) {
            const auto wholeMs =
                medianMs([&] { return session.blocks(tokens->activations, block, block + 1, {}); });
            if (!wholeMs)
                return tl::unexpected(wholeMs.error());
            layers.push_back({LayerTime::Piece::Attention, block, (*wholeMs - *mlpMs) / images});
        }
        layers.push_back({LayerTime::Piece::Mlp, block, *mlpMs / images});
        tokens = session.blocks(tokens->activations, block, block + 1, skip);
        if (!tokens)
            return tl::unexpected(tokens.error());
    }
    const auto headMs = medianMs([&] { return session.head(tokens->activations); });
    if (!headMs)
        return tl::unexpected(headMs.error());
    layers.push_back({LayerTime::Piece::Head, -1, *headMs / images});
    return layers;
}

}  // namespace

Result<BenchResult> benchmark(InferenceSession& session, const BenchOptions& options, std::stop_token stop) {
    BenchResult result;
    result.numerics = session.numerics();
    result.threads = session.threads();
    result.batch = options.batch;
    result.skip = options.skip;
    result.warmup = options.warmup;
    const std::vector<float> pixels = randomPixels(session.spec(), options.batch, options.seed);
    const ImageBatch batch{options.batch, pixels};

    std::vector<double> warmups, times;
    double total = 0;
    while (static_cast<int>(warmups.size()) < options.warmup ||
           static_cast<int>(times.size()) < options.leastBatches || total < options.seconds * 1e3) {
        if (stop.stop_requested())
            return fail(ErrorCode::Cancelled, "the benchmark was stopped");
        const auto run = session.run(batch, options.skip);
        if (!run)
            return tl::unexpected(run.error());
        const double ms = milliseconds(run->cost);
        if (static_cast<int>(warmups.size()) < options.warmup) {
            warmups.push_back(ms);
            continue;
        }
        times.push_back(ms);
        total += ms;
    }
    result.warmupMs = std::accumulate(warmups.begin(), warmups.end(), 0.0) /
                      std::max(1.0, static_cast<double>(warmups.size()));
    result.batches = static_cast<int>(times.size());
    result.meanMs = total / static_cast<double>(times.size());
    result.batchMs = *percentiles(times);
    result.throughputImgS = 1e3 * options.batch / result.meanMs;
    if (auto limit = session.gemmLimit(options.batch))
        result.limit = std::move(*limit);
    if (options.layers) {
        auto layers = timeLayers(session, batch, options.skip);
        if (!layers)
            return tl::unexpected(layers.error());
        result.layers = std::move(*layers);
    }
    return result;
}

}  // namespace pivot
