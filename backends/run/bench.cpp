// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/bench.h"

#include "pivot/statistics.h"
#include "run/layer_timing.h"

#include <numeric>

namespace pivot {

namespace {

double milliseconds(const SessionCost& cost) {
    return static_cast<double>(cost.delayNs) * 1e-6;
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
        auto timed = timeLayers(session, batch, options.skip, stop);
        if (!timed)
            return tl::unexpected(timed.error());
        result.layers = std::move(timed->layers);
    }
    return result;
}

}  // namespace pivot
